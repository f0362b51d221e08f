/* The small API: one route for each thing a route can be. */
#include "support_routes.h"

#include "leadx/base/clock.h"
#include "leadx/http/reply.h"

struct seen seen;

static void hello(struct request *r)
{
    seen.handled++;
    reply_json(r, 200, SLICE("{\"hello\":true}"));
}

static void echo(struct request *r)
{
    seen.handled++;
    reply_bytes(r, 200, "application/octet-stream", r->body);
}

static void on_gone(struct request *r)
{
    (void)r;
    seen.gone++;
    seen.stream = NULL;
}

static void later(struct request *r)
{
    seen.handled++;
    r->on_gone = on_gone;
    seen.later[seen.n_later++] = request_wait(r);
}

void later_reply(size_t i, const char *text)
{
    struct request *r = request_find(seen.later[i]);

    assert_non_null(r);
    reply_bytes(r, 200, "text/plain", slice_of(text));
}

static void stream_begin(struct request *r)
{
    seen.handled++;
    seen.stream = r;
    r->on_gone = on_gone;
    if (request_header(r, "X-Early").n > 0)
        reply_error(r, ERROR_CONFLICT, NULL);
}

static void stream_piece(struct request *r, struct slice piece, bool last)
{
    seen.streamed += piece.n;
    seen.streamed_last += last;
    seen.piece_us = seen.piece_us == 0 ? clock_measure_us() : seen.piece_us;
    if (seen.hold_each && !last)
        request_hold(r, true);
    if (piece.n > 0 && memchr(piece.p, '!', piece.n) != NULL)
        reply_error(r, ERROR_CONFLICT, "Send no '!'.");
    else if (last)
        reply_empty(r);
}

static void large(struct request *r)
{
    static char megabyte[1024 * 1024];

    seen.handled++;
    memset(megabyte, 'm', sizeof megabyte);
    reply_bytes(r, 200, "text/plain", (struct slice){megabyte, sizeof megabyte});
}

/* Every byte tells its place. */
static void lasting(struct request *r)
{
    static char bytes[1024 * 1024];

    seen.handled++;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)('a' + i % 23);
    reply_lasting(r, "text/plain", (struct slice){bytes, sizeof bytes});
}

static void thing(struct request *r)
{
    struct uuid id;

    seen.handled++;
    if (request_param_uuid(r, 0, &id))
        reply_empty(r);
}

static const struct route table[] = {
    {METHOD_GET, "/hello", ACTION_PUBLIC, hello, .summary = ""},
    {METHOD_POST, "/echo", ACTION_PUBLIC, echo, .any_type = true},
    {METHOD_POST, "/json", ACTION_PUBLIC, echo, .body_max = 100},
    {METHOD_POST, "/later", ACTION_PUBLIC, later, .any_type = true},
    {METHOD_GET, "/later", ACTION_PUBLIC, later, .summary = ""},
    {METHOD_POST, "/stream", ACTION_PUBLIC, stream_begin, .stream = stream_piece,
     .body_max = MIB(64), .any_type = true},
    {METHOD_GET, "/large", ACTION_PUBLIC, large, .summary = ""},
    {METHOD_GET, "/lasting", ACTION_PUBLIC, lasting, .summary = ""},
    {METHOD_GET, "/things/{thing}", ACTION_PUBLIC, thing, .summary = ""},
    {METHOD_GET, "/mine", ACTION_ANY, hello, .summary = ""},
    {METHOD_GET, "/orders", ACTION_ORDER_READ, hello, .summary = ""},
    {METHOD_POST, "/orders", ACTION_ORDER_WRITE, echo, .summary = ""},
    {METHOD_POST, "/deposits", ACTION_ORDER_WRITE, echo, .key_required = true},
    {0},
};

/* Known keys: lx_seller, lx_buyer, lx_suspended, lx_throttled; lx_away stands for a database that
 * is away. */
static void answer(uint64_t wait_id, struct slice token)
{
    struct caller c = {.key = {{1}}, .org = {{2}}, .family = {{3}}, .active = true};

    if (slice_is(token, SLICE("lx_away"))) {
        route_caller_found(wait_id, NULL, true);
        return;
    }
    c.roles = slice_is(token, SLICE("lx_seller")) ? ROLE_SELLER : ROLE_BUYER;
    c.throttled = slice_is(token, SLICE("lx_throttled"));
    c.active = !slice_is(token, SLICE("lx_suspended"));
    if (slice_is(token, SLICE("lx_wrong")))
        route_caller_found(wait_id, NULL, false);
    else
        route_caller_found(wait_id, &c, false);
}

static void find(uint64_t wait_id, struct slice token)
{
    seen.finding = wait_id;
    if (!seen.find_later)
        answer(wait_id, token);
}

void routes_set_up(void)
{
    routes_add(table);
    route_set_caller_finder(find);
}

const struct h1_sink routes_sink = {.head = route_head, .body = route_body};
