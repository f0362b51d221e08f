/* Paths and queries: what decodes to what, and what is refused rather than cleaned up. */
#include "leadx/http/request.h"

#include "support.h"

static struct request *with_target(const char *target, bool *ok)
{
    struct exchange *x = exchange_new();

    *ok = request_set_target(&x->r, slice_of(target));
    return &x->r;
}

static void done(struct request *r)
{
    exchange_free(r->exchange);
}

static void test_paths_that_pass(void **state)
{
    static const char *const cases[][2] = {
        {"/", "/"},
        {"/v1/leads", "/v1/leads"},
        {"/v1/leads?x=/../", "/v1/leads"},
        {"/a%20b%41", "/a bA"},
        {"/caf%C3%A9", "/caf\xc3\xa9"},
        {"/a//b/", "/a//b/"},
        {"/...", "/..."},
        {"/.a", "/.a"},
        {"/%2e%2ea", "/..a"},
        {"?x", "/"},
    };
    bool ok;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request *r = with_target(cases[i][0], &ok);

        assert_true(ok);
        assert_true(slice_is(r->path, slice_of(cases[i][1])));
        done(r);
    }
}

static void test_paths_that_do_not(void **state)
{
    static const char *const cases[] = {
        "/%00",   "/a%00b", "/%2F",    "/a%2fb", "/..",        "/.",      "/a/../b",
        "/a/./b", "/a/..",  "/%2e%2e", "/.%2E/", "/%2e",       "/%0a",    "/%0d%0a",
        "/%7f",   "/%1b",   "/%ff",    "/%c3",   "/%ed%a0%80", "/%C0%AF", "/../../etc/passwd",
    };
    bool ok;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request *r = with_target(cases[i], &ok);

        if (ok)
            fail_msg("passed: %s", cases[i]);
        done(r);
    }
}

static void assert_query(const char *target, const char *name, const char *want)
{
    struct slice value;
    bool ok, found;
    struct request *r = with_target(target, &ok);

    assert_true(ok);
    found = request_query(r, name, &value);
    if (found != (want != NULL) || (found && !slice_is(value, slice_of(want))))
        fail_msg("%s, %s: %s", target, name, found ? value.p : "absent");
    done(r);
}

static void test_queries(void **state)
{
    (void)state;
    assert_query("/?a=1&b=2", "a", "1");
    assert_query("/?a=1&b=2", "b", "2");
    assert_query("/?a=1&b=2", "c", NULL);
    assert_query("/?a=1&a=2", "a", "1");
    assert_query("/?a", "a", "");
    assert_query("/?a=", "a", "");
    assert_query("/?=x&&a=1", "a", "1");
    assert_query("/?a=x+y%2Bz%26%3D", "a", "x y+z&=");
    assert_query("/?%61=1", "a", "1");
    assert_query("/?a==1=", "a", "=1=");
    assert_query("/?lead[phone]=%2B7", "lead[phone]", "+7");
    assert_query("/?a=%D0%B0", "a", "\xd0\xb0");
    assert_query("/", "a", NULL);
    assert_query("/?", "a", NULL);
}

static void test_malformed_queries_read_as_absent(void **state)
{
    (void)state;
    assert_query("/?a=%", "a", NULL);
    assert_query("/?a=%4", "a", NULL);
    assert_query("/?a=%zz", "a", NULL);
    assert_query("/?a=1%00", "a", NULL);
    assert_query("/?a=%ff", "a", NULL);
    assert_query("/?a=%c0%80", "a", NULL);
    assert_query("/?%=1&a=1", "a", NULL);
}

static void test_headers_are_found_without_case(void **state)
{
    bool ok;
    struct request *r = with_target("/", &ok);

    (void)state;
    r->headers[0] = (struct request_header){SLICE("X-One"), SLICE("1")};
    r->headers[1] = (struct request_header){SLICE("X-Two"), SLICE("2")};
    r->n_headers = 2;
    assert_true(slice_is(request_header(r, "x-two"), SLICE("2")));
    assert_null(request_header(r, "x-three").p);
    done(r);
}

static void test_wait_ids_end_with_the_request(void **state)
{
    bool ok;
    struct request *r = with_target("/", &ok);
    uint64_t id = request_wait(r);

    (void)state;
    assert_true(id != 0 && request_wait(r) == id);
    assert_ptr_equal(request_find(id), r);
    exchange_abandon(r->exchange);
    assert_null(request_find(id));
    assert_null(request_find(0));
    assert_null(request_find(id + 1));
    done(r);
}

static void test_nothing_is_reused_in_its_turn(void **state)
{
    bool ok;
    struct request *first = with_target("/", &ok), *second;

    (void)state;
    done(first);
    second = with_target("/", &ok);
    assert_ptr_not_equal(first, second);
    done(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_that_pass),
        cmocka_unit_test(test_paths_that_do_not),
        cmocka_unit_test(test_queries),
        cmocka_unit_test(test_malformed_queries_read_as_absent),
        cmocka_unit_test(test_headers_are_found_without_case),
        cmocka_unit_test(test_wait_ids_end_with_the_request),
        cmocka_unit_test(test_nothing_is_reused_in_its_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
