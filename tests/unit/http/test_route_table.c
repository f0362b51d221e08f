/* Which route a path belongs to, what its {…} match, and what a path without the method says. */
#include "route_table.h"

#include "support.h"

static void handle(struct request *r)
{
    (void)r;
}

static const struct route leads[] = {
    {METHOD_GET, "/v1/leads", ACTION_ANY, handle, .summary = "list"},
    {METHOD_POST, "/v1/leads", ACTION_ANY, handle, .summary = "post"},
    {METHOD_GET, "/v1/leads/{lead}", ACTION_ANY, handle, .summary = "one"},
    {METHOD_GET, "/v1/leads/{lead}/decision", ACTION_ANY, handle, .summary = "decision"},
    {METHOD_POST, "/v1/leads/batch", ACTION_ANY, handle, .summary = "batch"},
    {METHOD_POST, "/v1/leads/{lead}", ACTION_ANY, handle, .summary = "odd"},
    {0},
};

static const struct route others[] = {
    {METHOD_GET, "/", ACTION_PUBLIC, handle, .summary = "root"},
    {METHOD_DELETE, "/v1/offers/{offer}/sellers/{org}", ACTION_ANY, handle, .summary = "two"},
    {METHOD_GET, "/files/{file}", ACTION_PUBLIC, handle, .summary = "any file"},
    {METHOD_GET, "/files/index", ACTION_PUBLIC, handle, .summary = "index"},
    {METHOD_POST, "/files/{file}", ACTION_PUBLIC, handle, .summary = "put file"},
    {0},
};

static int add_tables(void **state)
{
    (void)state;
    routes_add(leads);
    routes_add(others);
    return 0;
}

static struct slice params[REQUEST_PARAMS_MAX];

static const char *found(enum method method, const char *path, unsigned *methods)
{
    const struct route *route = route_find(method, slice_of(path), params, methods);

    return route == NULL ? NULL : route->summary;
}

static void assert_route(enum method method, const char *path, const char *want)
{
    unsigned methods;
    const char *got = found(method, path, &methods);

    if ((got == NULL) != (want == NULL) || (got != NULL && strcmp(got, want) != 0))
        fail_msg("%s: got %s, want %s", path, got == NULL ? "none" : got,
                 want == NULL ? "none" : want);
}

static void test_paths(void **state)
{
    (void)state;
    assert_route(METHOD_GET, "/v1/leads", "list");
    assert_route(METHOD_HEAD, "/v1/leads", "list");
    assert_route(METHOD_POST, "/v1/leads", "post");
    assert_route(METHOD_GET, "/", "root");
    assert_route(METHOD_GET, "/files/a", "any file");
    assert_route(METHOD_GET, "/files/index", "index");
    assert_route(METHOD_POST, "/files/index", "put file");
    assert_route(METHOD_GET, "/files/a/b", NULL);
    assert_route(METHOD_GET, "/files", NULL);
    assert_route(METHOD_GET, "/v1/leads/7", "one");
    assert_true(slice_is(params[0], SLICE("7")));
    assert_route(METHOD_GET, "/v1/leads/7/decision", "decision");
    assert_route(METHOD_DELETE, "/v1/offers/a/sellers/b", "two");
    assert_true(slice_is(params[0], SLICE("a")) && slice_is(params[1], SLICE("b")));
}

static void test_a_word_wins_over_a_param(void **state)
{
    (void)state;
    assert_route(METHOD_POST, "/v1/leads/batch", "batch");
    assert_route(METHOD_POST, "/v1/leads/other", "odd");
}

static void test_paths_of_nobody(void **state)
{
    static char segment[160] = "/v1/leads/";
    unsigned methods;

    (void)state;
    assert_route(METHOD_GET, "/v1/leads/", NULL);
    assert_route(METHOD_GET, "/v1//leads", NULL);
    assert_route(METHOD_GET, "//", NULL);
    assert_route(METHOD_GET, "/v1", NULL);
    assert_route(METHOD_GET, "/V1/leads", NULL);
    assert_route(METHOD_GET, "/v1/leads/7/", NULL);
    assert_route(METHOD_GET, "/v1/leads/7/decision/x", NULL);
    assert_route(METHOD_GET, "/v1/leadsx", NULL);
    memset(segment + 10, 'x', 128);
    assert_route(METHOD_GET, segment, "one");
    segment[138] = 'x';
    assert_route(METHOD_GET, segment, NULL);
    assert_null(found(METHOD_GET, "/nothing", &methods));
    assert_int_equal(methods, 0);
}

static void test_allow(void **state)
{
    struct pool *pool = pool_new(0);
    unsigned methods;

    (void)state;
    assert_null(found(METHOD_DELETE, "/v1/leads", &methods));
    assert_string_equal(route_allow(pool, methods), "GET, HEAD, POST, OPTIONS");
    assert_null(found(METHOD_GET, "/v1/offers/a/sellers/b", &methods));
    assert_string_equal(route_allow(pool, methods), "DELETE, OPTIONS");
    assert_null(found(METHOD_OPTIONS, "*", &methods));
    assert_string_equal(route_allow(pool, methods), "GET, HEAD, POST, DELETE, OPTIONS");
    assert_null(found(METHOD_OTHER, "/v1/leads", &methods));
    assert_int_not_equal(methods, 0);
    pool_free(pool);
}

static void count(const struct route *route, void *arg)
{
    (void)route;
    (*(int *)arg)++;
}

static void test_each(void **state)
{
    int n = 0;

    (void)state;
    routes_each(count, &n);
    assert_int_equal(n, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_a_word_wins_over_a_param),
        cmocka_unit_test(test_paths_of_nobody),
        cmocka_unit_test(test_allow),
        cmocka_unit_test(test_each),
    };

    return cmocka_run_group_tests(tests, add_tables, NULL);
}
