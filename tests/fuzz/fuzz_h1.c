/* A whole HTTP/1.1 connection over any bytes, in any pieces, with deadlines, late replies, holds, a
 * slow peer and ends thrown in between. The connection is a stand-in: this file is net/conn and the
 * loop's turn. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/http/h1.h"
#include "leadx/http/reply.h"
#include "leadx/http/route.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LATER_MAX = 64, INPUT_MAX = 64 * 1024 };

struct conn {
    void *owner;
    char *in;
    size_t in_at, in_n;
    size_t pending;
    enum conn_deadline deadline;
    bool delivering, blocked, finished, dead;
};

static struct conn conn;
static uint64_t turn, later[LATER_MAX];
static size_t n_later;
static struct request *streaming;

/* --- net ----------------------------------------------------------------------------------------
 */

uint64_t loop_turn(void)
{
    return turn;
}

struct slice conn_input(struct conn *c)
{
    return c->in_n == 0 ? SLICE_NONE : (struct slice){c->in + c->in_at, c->in_n};
}

void conn_consume(struct conn *c, size_t n)
{
    assert(n <= c->in_n);
    c->in_at += n;
    c->in_n -= n;
}

void conn_write(struct conn *c, struct slice head, struct slice body)
{
    if (c->finished || c->dead)
        return;
    assert(head.n > 12 && memcmp(head.p, "HTTP/1.1 ", 9) == 0);
    if (c->blocked || c->delivering)
        c->pending += head.n + body.n;
}

void conn_write_lasting(struct conn *c, struct slice head, struct slice body)
{
    conn_write(c, head, body);
}

size_t conns_open(void)
{
    return 1;
}

size_t conn_pending(const struct conn *c)
{
    return c->pending;
}

void conn_pause(struct conn *c)
{
    (void)c;
}

void conn_resume(struct conn *c)
{
    (void)c;
}

void conn_set_deadline(struct conn *c, enum conn_deadline which, int64_t after_ms)
{
    assert(after_ms >= 0);
    c->deadline = which;
}

void conn_close(struct conn *c, const char *reason)
{
    assert(reason != NULL);
    c->dead = true;
}

void conn_finish(struct conn *c, const char *reason)
{
    assert(reason != NULL);
    c->finished = true;
}

const char *conn_peer(const struct conn *c)
{
    (void)c;
    return "192.0.2.1";
}

void *conn_owner(const struct conn *c)
{
    return c->owner;
}

/* --- routes -------------------------------------------------------------------------------------
 */

static void on_gone(struct request *r)
{
    if (streaming == r)
        streaming = NULL;
}

static void handle_now(struct request *r)
{
    struct slice value;

    (void)request_query(r, "a", &value);
    reply_json(r, 200, r->body);
}

static void handle_later(struct request *r)
{
    later[n_later++ % LATER_MAX] = request_wait(r);
}

static void handle_stream(struct request *r)
{
    r->on_gone = on_gone;
    streaming = r;
    if (r->query.n > 0) {
        streaming = NULL;
        reply_empty(r);
    }
}

static void on_piece(struct request *r, struct slice piece, bool last)
{
    if (!last && piece.n > 0 && piece.p[0] == '?')
        request_hold(r, true);
    if (!last && (piece.n == 0 || piece.p[0] != '!'))
        return;
    streaming = NULL;
    reply_error(r, ERROR_CONFLICT, NULL);
}

static const struct route routes[] = {
    {METHOD_GET, "/", ACTION_PUBLIC, handle_now, .summary = ""},
    {METHOD_POST, "/", ACTION_PUBLIC, handle_now, .any_type = true},
    {METHOD_GET, "/l", ACTION_PUBLIC, handle_later, .summary = ""},
    {METHOD_POST, "/l/{x}", ACTION_PUBLIC, handle_later, .body_max = 64, .any_type = true},
    {METHOD_POST, "/s", ACTION_PUBLIC, handle_stream, .stream = on_piece, .any_type = true},
    {METHOD_GET, "/m", ACTION_ANY, handle_now, .summary = ""},
    {0},
};

static void find(uint64_t wait_id, struct slice token)
{
    static const struct caller found = {.key = {{1}}, .roles = ROLE_SELLER, .active = true};

    if (token.n % 2 == 0)
        route_caller_found(wait_id, &found, false);
    else
        later[n_later++ % LATER_MAX] = wait_id;
}

static const struct h1_sink sink = {.head = route_head, .body = route_body};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char err[256];

    (void)argc;
    (void)argv;
    if (!settings_load(NULL, err, sizeof err))
        abort();
    clock_turn();
    routes_add(routes);
    route_set_caller_finder(find);
    return 0;
}

/* --- events -------------------------------------------------------------------------------------
 */

static void settle(size_t i)
{
    struct request *r = request_find(later[i % LATER_MAX]);

    if (r == NULL)
        return;
    if (r->route->action == ACTION_ANY && uuid_is_nil(&r->caller.key))
        route_caller_found(later[i % LATER_MAX], NULL, i % 2 == 0);
    else
        reply_json(r, 200, SLICE("{}"));
}

static void arrive(const uint8_t *p, size_t n)
{
    char *fresh = malloc(conn.in_n + n + 1);

    if (conn.in_n > 0)
        memcpy(fresh, conn.in + conn.in_at, conn.in_n);
    memcpy(fresh + conn.in_n, p, n);
    free(conn.in);
    conn.in = fresh;
    conn.in_at = 0;
    conn.in_n += n;
    conn.delivering = true;
    h1_events.on_data(&conn);
    conn.delivering = false;
    if (!conn.blocked && !conn.dead && !conn.finished && conn.pending > 0) {
        conn.pending = 0;
        h1_events.on_drained(&conn);
    }
}

static void drain(void)
{
    conn.blocked = false;
    if (conn.pending == 0)
        return;
    conn.pending = 0;
    h1_events.on_drained(&conn);
}

static void happen(uint8_t what)
{
    turn++;
    switch (what % 8) {
    case 0:
        settle(what / 8);
        break;
    case 1:
        if (conn.deadline != CONN_DEADLINE_NONE)
            h1_events.on_deadline(&conn, conn.deadline);
        break;
    case 2:
        conn.blocked = true;
        break;
    case 3:
        drain();
        break;
    case 4:
        if (streaming != NULL)
            request_hold(streaming, what & 8);
        break;
    case 5:
        if (what == 0xfd)
            h1_drain();
        break;
    default:
        break;
    }
}

static void end(bool eof)
{
    if (eof && !conn.dead && !conn.finished)
        h1_events.on_eof(&conn);
    for (size_t i = 0; i < LATER_MAX && eof; i++)
        settle(i);
    turn++;
    h1_events.on_closed(&conn, "end");
    for (size_t i = 0; i < LATER_MAX; i++)
        assert(request_find(later[i]) == NULL);
    free(conn.in);
}

/* Control bytes and pieces take turns: an event, a length, that many bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t at = 1;

    if (size < 2)
        return 0;
    conn = (struct conn){0};
    streaming = NULL;
    n_later = 0;
    memset(later, 0, sizeof later);
    turn++;
    conn.owner = h1_open(&conn, &sink);
    while (at + 2 < size && !conn.dead && !conn.finished) {
        size_t n = data[at + 1];

        happen(data[at]);
        at += 2;
        if (n > size - at)
            n = size - at;
        if (n > 0 && conn.in_n + n <= INPUT_MAX && !conn.dead && !conn.finished)
            arrive(data + at, n);
        at += n;
    }
    end(data[0] & 1);
    return 0;
}
