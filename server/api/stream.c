/* Server-sent events: one open reply a listener, for as long as its credential is good.
 *
 * Its one rule: a listener costs a bounded part of this process. How many there may be is limited
 * by process, company and key, and who does not take what is sent is cut off and may come back with
 * Last-Event-ID. What is told stands in stream_tell.c. */
#include "leadx/api/stream.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/http/open_reply.h"
#include "leadx/http/reply.h"
#include "stream_room.h"

static void stream_open(struct request *r);

const struct route stream_routes[] = {
    {METHOD_GET, "/v1/stream", ACTION_ANY, stream_open,
     .summary = "Sales, outcomes, disputes and money as they happen, as server-sent events"},
    {0},
};

enum {
    TICK_MS = 50,
    CHECK_MS = 30000,   /* a credential's expiry ends a stream this much late at most */
    CHECKS_A_TICK = 32, /* after a change of parties all are asked for, a few at a time */
    FULL_RETRY_S = 30,
    BACK_MS = 1000, /* drained clients come back after this and up to BACK_SPREAD_MS more */
    BACK_SPREAD_MS = 4000,
};

struct stream *streams_first;
static size_t n_streams;
static uint64_t changes; /* of parties */
static int64_t next_tick_ms;
static bool draining;

static const char *const state_names[] = {"behind", "reading", "live"};

void stream_set_state(struct stream *s, enum stream_state state)
{
    static const unsigned moves[] = {
        [STREAM_BEHIND] = 1u << STREAM_READING | 1u << STREAM_LIVE,
        [STREAM_READING] = 1u << STREAM_BEHIND | 1u << STREAM_LIVE,
        [STREAM_LIVE] = 1u << STREAM_BEHIND,
    };

    assert((moves[s->state] & (1u << state)) != 0);
    log_debug("stream", "%s -> %s", state_names[s->state], state_names[state]);
    s->state = state;
}

/* ---- counting */

static void count_open(int change)
{
    n_streams += (size_t)change;
    metric_set(metric_gauge("leadx_streams", "Open streams of this process.", NULL),
               (int64_t)n_streams);
}

static void count_end(const char *reason)
{
    char label[64];

    snprintf(label, sizeof label, "reason=\"%s\"", reason);
    metric_add(metric_counter("leadx_stream_ends_total", "Streams that ended, by reason.", label),
               1);
}

/* ---- the end */

/* Out of the list; what is left is the pool's. */
static void stream_unlink(struct stream *s)
{
    *(s->prev != NULL ? &s->prev->next : &streams_first) = s->next;
    if (s->next != NULL)
        s->next->prev = s->prev;
    s->r->on_gone = NULL;
    s->r->state = NULL;
    count_open(-1);
}

static void on_gone(struct request *r)
{
    count_end("left");
    stream_unlink(r->state);
}

static void stream_cut(struct stream *s, bool cut, const char *reason)
{
    struct request *r = s->r;

    count_end(reason);
    stream_unlink(s);
    open_reply_end(r, cut, reason);
}

bool stream_write(struct stream *s, struct slice bytes)
{
    if (open_reply_waiting(s->r) > (size_t)setting_int("stream_buffer_max")) {
        stream_cut(s, true, "slow");
        return false;
    }
    open_reply_write(s->r, bytes);
    s->written_ms = clock_mono_ms();
    return true;
}

void stream_end(struct stream *s, const char *reason)
{
    static struct buf b;

    buf_clear(&b);
    buf_printf(&b, "event: end\ndata: {\"reason\":\"%s\"}\n\n", reason);
    if (stream_write(s, buf_slice(&b)))
        stream_cut(s, false, reason);
}

/* ---- the beginning */

/* How many there are already of the caller's key or of its company. */
static bool too_many(const struct request *r)
{
    int64_t of_key = 0, of_org = 0;

    for (const struct stream *s = streams_first; s != NULL; s = s->next) {
        of_key += uuid_equal(&s->r->caller.key, &r->caller.key);
        of_org += uuid_equal(&s->r->caller.org, &r->caller.org);
    }
    return n_streams >= (size_t)setting_int("stream_max") ||
           of_key >= setting_int("stream_per_key") || of_org >= setting_int("stream_per_org");
}

/* An id we never gave stands for a position that is gone: the client hears of a gap. */
static struct feed_position position_asked(const struct request *r)
{
    struct slice id = request_header(r, "Last-Event-ID");
    struct feed_position at = {0};

    if (id.n > 0 && !feed_position_read(id, &at))
        at = (struct feed_position){.xid = 1};
    return at;
}

static void stream_begin(struct request *r)
{
    struct stream *s;
    char first[32];

    reply_header(r, "X-Accel-Buffering", "no"); /* proxies pass events on at once */
    snprintf(first, sizeof first, "retry: %d\n\n", BACK_MS);
    if (!open_reply_begin(r, "text/event-stream", slice_of(first)))
        return;
    s = pool_alloc(r->pool, sizeof *s);
    *s = (struct stream){.r = r,
                         .at = position_asked(r),
                         .checked = changes,
                         .checked_ms = clock_mono_ms(),
                         .written_ms = clock_mono_ms(),
                         .next = streams_first};
    if (streams_first != NULL)
        streams_first->prev = s;
    streams_first = s;
    r->state = s;
    r->on_gone = on_gone;
    count_open(1);
    next_tick_ms = 0;
}

static void stream_open(struct request *r)
{
    if (r->method == METHOD_HEAD) {
        reply_bytes(r, 200, "text/event-stream", SLICE_NONE);
    } else if (draining) {
        reply_unavailable(r, 1);
    } else if (too_many(r)) {
        reply_retry_after(r, FULL_RETRY_S);
        reply_error(r, ERROR_TOO_MANY_REQUESTS,
                    "Too many streams are open; close one, or wait for the seconds that "
                    "Retry-After names.");
    } else {
        stream_begin(r);
    }
}

/* ---- while it lasts */

static void on_recheck(struct request *r, bool good)
{
    struct stream *s = r->state;

    if (s == NULL)
        return;
    s->checking = false;
    if (!good)
        stream_end(s, "credential");
}

/* Whether who listens still may; a few a tick. */
static void check_some(int64_t now_ms)
{
    struct stream *s, *next;
    int left = CHECKS_A_TICK;

    for (s = streams_first; s != NULL && left > 0; s = next) {
        next = s->next;
        if (s->checking || (s->checked == changes && now_ms - s->checked_ms < CHECK_MS))
            continue;
        s->checking = true;
        s->checked = changes;
        s->checked_ms = now_ms;
        left--;
        route_recheck(s->r, on_recheck);
    }
}

/* A comment keeps the way open; the id lets a client that heard nothing for long go on from here.
 */
static void sign_of_life(struct stream *s)
{
    char at[FEED_POSITION_TEXT], line[FEED_POSITION_TEXT + 16];

    if (s->at.xid == 0)
        snprintf(line, sizeof line, ":\n\n");
    else
        snprintf(line, sizeof line, ":\nid: %s\n\n", feed_position_format(&s->at, at));
    stream_write(s, slice_of(line));
}

static void signs_of_life(int64_t now_ms)
{
    int64_t every_ms = setting_int("stream_heartbeat_ms");
    struct stream *s, *next;

    for (s = streams_first; s != NULL; s = next) {
        next = s->next;
        if (now_ms - s->written_ms >= every_ms)
            sign_of_life(s);
    }
}

void stream_tick(void)
{
    int64_t now_ms = clock_mono_ms();

    if (now_ms < next_tick_ms || streams_first == NULL)
        return;
    next_tick_ms = now_ms + TICK_MS;
    check_some(now_ms);
    stream_tell_tick(now_ms);
    signs_of_life(now_ms);
}

void stream_recheck(void)
{
    changes++;
}

void stream_drain(void)
{
    unsigned chance;
    char line[32];

    draining = true;
    while (streams_first != NULL) {
        struct stream *s = streams_first;

        random_bytes(&chance, sizeof chance);
        snprintf(line, sizeof line, "retry: %u\n\n", BACK_MS + chance % BACK_SPREAD_MS);
        if (stream_write(s, slice_of(line)))
            stream_end(s, "restart");
    }
}
