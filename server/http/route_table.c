/* Finding a route among the tables of the api room.
 *
 * Rule: a path belongs to the route with the fewest {…}, so that "/v1/leads/batch" is not taken for
 * an id; of two with as many, to the one added first. There are a few hundred: a path is compared
 * with those alone that have as many segments and the same first two. route.c asks; main adds the
 * tables at start. */
#include "route_table.h"

#include <assert.h>
#include <string.h>

#include "leadx/base/buf.h"
#include "leadx/base/mem.h"

enum { TABLES_MAX = 128, SEGMENT_MAX = 128, NO_MATCH = -1, SHELVES = 256 };

static const struct route *tables[TABLES_MAX];
static size_t n_tables;

/* Routes whose paths begin alike and are as long, in the order they were added. Where the second
 * segment is a {…} it counts as empty. */
static struct place {
    const struct route *route;
    struct place *next;
} * shelves[SHELVES];

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

/* FNV-1a over the number of segments and the first two of them. */
static struct place **shelf_of(struct slice path, bool second)
{
    uint32_t hash = 2166136261u;
    size_t segments = 0;

    for (size_t i = 0; i < path.n; i++) {
        segments += path.p[i] == '/';
        if (segments <= 1 || (segments == 2 && second))
            hash = (hash ^ (uint8_t)path.p[i]) * 16777619u;
    }
    return &shelves[(hash ^ segments * 40503u) % SHELVES];
}

/* "/v1/{…" and not "/v1/leads". */
static bool second_is_open(const char *pattern)
{
    const char *slash = strchr(pattern + 1, '/');

    return slash != NULL && slash[1] == '{';
}

static void shelve(const struct route *route)
{
    struct place **end = shelf_of(slice_of(route->path), !second_is_open(route->path));

    assert(route->path[1] != '{');
    while (*end != NULL)
        end = &(*end)->next;
    *end = mem_zero(1, sizeof **end);
    (*end)->route = route;
}

static bool method_fits(enum method have, enum method want)
{
    return have == want || (have == METHOD_GET && want == METHOD_HEAD);
}

struct search {
    enum method method;
    struct slice path;
    struct slice *params;
    unsigned *methods;
    const struct route *best;
    int best_n;
};

static void find_in(struct search *s, const struct route *route)
{
    struct slice found[REQUEST_PARAMS_MAX];
    int n = path_match(route->path, s->path, found);

    if (n == NO_MATCH)
        return;
    *s->methods |= 1u << route->method;
    if (!method_fits(route->method, s->method) || (s->best != NULL && n >= s->best_n))
        return;
    s->best = route;
    s->best_n = n;
    memcpy(s->params, found, (size_t)n * sizeof found[0]);
}

/* "*" of OPTIONS: whatever there is. */
static void add_method(const struct route *route, void *methods)
{
    *(unsigned *)methods |= 1u << route->method;
}

const struct route *route_find(enum method method, struct slice path, struct slice *params,
                               unsigned *methods)
{
    struct search s = {method, path, params, methods, NULL, 0};

    *methods = 0;
    if (path.p[0] != '/') {
        routes_each(add_method, methods);
        return NULL;
    }
    for (int second = 1; second >= 0; second--) {
        struct place **shelf = shelf_of(path, second == 1);

        for (const struct place *place = *shelf; place != NULL; place = place->next)
            find_in(&s, place->route);
        if (shelf == shelf_of(path, false))
            break;
    }
    return s.best;
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
    for (const struct route *route = table; route->path != NULL; route++)
        shelve(route);
}

void routes_each(void (*fn)(const struct route *route, void *arg), void *arg)
{
    for (size_t t = 0; t < n_tables; t++)
        for (const struct route *route = tables[t]; route->path != NULL; route++)
            fn(route, arg);
}
