/* Finding a route: tables of the api room, walked in the order they were added.
 *
 * Rule: a path belongs to the route with the fewest {…}, so that "/v1/leads/batch" is not taken for
 * an id. route.c asks; main adds the tables at start. */
#include "route_table.h"

#include <assert.h>
#include <string.h>

#include "leadx/base/buf.h"

enum { TABLES_MAX = 64, SEGMENT_MAX = 128, NO_MATCH = -1 };

static const struct route *tables[TABLES_MAX];
static size_t n_tables;

/* Takes the next segment off rest; *more: a slash followed, so there is another, perhaps empty. */
static struct slice segment_take(struct slice *rest, bool *more)
{
    const char *slash = memchr(rest->p, '/', rest->n);
    struct slice segment = {rest->p, slash == NULL ? rest->n : (size_t)(slash - rest->p)};

    *more = slash != NULL;
    rest->p += segment.n + *more;
    rest->n -= segment.n + *more;
    return segment;
}

/* How many {…} the pattern needed, NO_MATCH when it is not the path's. */
static int path_match(const char *pattern, struct slice path, struct slice *params)
{
    struct slice want = slice_of(pattern + 1), have = {path.p + 1, path.n - 1};
    bool want_more, have_more;
    int n = 0;

    do {
        struct slice a = segment_take(&want, &want_more), b = segment_take(&have, &have_more);

        if (want_more != have_more)
            return NO_MATCH;
        if (a.n > 0 && a.p[0] == '{') {
            if (b.n == 0 || b.n > SEGMENT_MAX)
                return NO_MATCH;
            assert(n < REQUEST_PARAMS_MAX);
            params[n++] = b;
        } else if (!slice_is(a, b)) {
            return NO_MATCH;
        }
    } while (want_more);
    return n;
}

static bool method_fits(enum method have, enum method want)
{
    return have == want || (have == METHOD_GET && want == METHOD_HEAD);
}

static void find_in(const struct route *route, enum method method, struct slice path,
                    struct slice *params, unsigned *methods, const struct route **best, int *best_n)
{
    struct slice found[REQUEST_PARAMS_MAX];
    int n = path_match(route->path, path, found);

    if (n == NO_MATCH)
        return;
    *methods |= 1u << route->method;
    if (!method_fits(route->method, method) || (*best != NULL && n >= *best_n))
        return;
    *best = route;
    *best_n = n;
    memcpy(params, found, (size_t)n * sizeof found[0]);
}

const struct route *route_find(enum method method, struct slice path, struct slice *params,
                               unsigned *methods)
{
    const struct route *best = NULL;
    int best_n = 0;

    *methods = 0;
    for (size_t t = 0; t < n_tables; t++) {
        for (const struct route *route = tables[t]; route->path != NULL; route++) {
            if (path.p[0] == '/')
                find_in(route, method, path, params, methods, &best, &best_n);
            else
                *methods |= 1u << route->method;
        }
    }
    return best;
}

const char *route_allow(struct pool *pool, unsigned methods)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    char text[64] = "";

    if ((methods & 1u << METHOD_GET) != 0)
        methods |= 1u << METHOD_HEAD;
    for (int m = METHOD_GET; m <= METHOD_DELETE; m++) {
        if ((methods & 1u << m) == 0)
            continue;
        strcat(text, names[m]);
        strcat(text, ", ");
    }
    strcat(text, "OPTIONS");
    return pool_strdup(pool, text);
}

/* Two patterns that differ in the names inside {…} alone are one. */
static bool same_pattern(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        if (*a != *b)
            return false;
        if (*a == '{') {
            a = strchr(a, '}');
            b = strchr(b, '}');
            assert(a != NULL && b != NULL);
        }
    }
    return *a == *b;
}

static void assert_new(const struct route *fresh)
{
    assert(fresh->path[0] == '/' && fresh->handle != NULL && fresh->method <= METHOD_DELETE);
    for (size_t t = 0; t < n_tables; t++)
        for (const struct route *route = tables[t]; route->path != NULL && route != fresh; route++)
            assert(route->method != fresh->method || !same_pattern(route->path, fresh->path));
}

void routes_add(const struct route *table)
{
    assert(n_tables < TABLES_MAX);
    tables[n_tables++] = table;
    for (const struct route *route = table; route->path != NULL; route++)
        assert_new(route);
}

void routes_each(void (*fn)(const struct route *route, void *arg), void *arg)
{
    for (size_t t = 0; t < n_tables; t++)
        for (const struct route *route = tables[t]; route->path != NULL; route++)
            fn(route, arg);
}
