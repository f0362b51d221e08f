/* What the streams tell: one reading for all listeners that are level, and one of its own for each
 * that is behind (just connected, or come back).
 *
 * Its one rule: a stream's position moves only past what was written to it or is not for it, and
 * whoever joins the common reading is level with it; so nothing is missed and nothing told twice.
 * Called by stream.c's tick. */
#include <assert.h>
#include <stdio.h>

#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/http/open_reply.h"
#include "stream_room.h"

enum {
    OWN_AT_ONCE = 8, /* so that many who come back together leave the database to others, too */
    OWN_PAGE = 20, /* happenings; what a page comes to waits in memory until the client takes it */
    COMMON_PAGE = 500,
    AGAIN_MS = 1000, /* after a failure */
    LINE_MAX = 16 * 1024,
};

/* The common reading. */
static struct {
    bool known; /* at is; false while nobody is level */
    bool under_way;
    struct feed_position at;
    int64_t due_ms;
    struct array orgs;
} common;

static size_t n_reading;

/* ---- one event to one stream */

/* The action whose right lets a caller hear of a kind. */
static enum action action_of(const struct feed_event *e)
{
    if (e->side == FEED_OPERATOR)
        return ACTION_ADMIN_READ;
    switch (e->kind.p[0]) {
    case 's': /* sale, search */
        if (e->kind.n > 4)
            return ACTION_ORDER_READ;
        return e->side == FEED_SELLER ? ACTION_LEAD_READ : ACTION_SALE_READ;
    case 'o': /* outcome */
        return e->side == FEED_SELLER ? ACTION_LEAD_READ : ACTION_SALE_READ;
    case 'd': /* dispute */
        return ACTION_DISPUTE_READ;
    case 'w': /* wallet */
        return ACTION_MONEY_READ;
    case 'a': /* alert */
        return ACTION_SCORE_READ;
    default: /* cap, listing */
        return e->side == FEED_SELLER ? ACTION_LEAD_READ : ACTION_ORDER_READ;
    }
}

static bool concerns(const struct stream *s, const struct feed_event *e)
{
    return uuid_equal(&s->r->caller.org, &e->org) && feed_position_compare(&e->at, &s->at) > 0 &&
           access_allowed(&s->r->caller, action_of(e));
}

static void tell(struct stream *s, const struct feed_event *e)
{
    static struct buf b = {.max = LINE_MAX};
    char at[FEED_POSITION_TEXT];

    if (!concerns(s, e))
        return;
    buf_clear(&b);
    buf_printf(&b, "id: %s\nevent: ", feed_position_format(&e->at, at));
    buf_add_slice(&b, e->kind);
    buf_add_str(&b, "\ndata: ");
    buf_add_slice(&b, e->line);
    buf_add_str(&b, "\n\n");
    assert(!b.overflow); /* happenings_detail_check */
    metric_add(metric_counter("leadx_stream_events_total", "Events told on streams.", NULL), 1);
    s->at = e->at;
    stream_write(s, buf_slice(&b));
}

/* ---- reading on alone */

static struct stream *stream_find(uint64_t id)
{
    struct request *r = request_find(id);

    return r == NULL ? NULL : r->state;
}

static void on_own_event(uint64_t id, const struct feed_event *e)
{
    struct stream *s = stream_find(id);

    if (s != NULL)
        tell(s, e);
}

/* The first one brings the common reading its position; the others wait until they are level. */
static void join_or_read_on(struct stream *s)
{
    if (!common.known) {
        common.known = true;
        common.at = s->at;
    }
    stream_set_state(s,
                     feed_position_compare(&s->at, &common.at) >= 0 ? STREAM_LIVE : STREAM_BEHIND);
}

/* Something may have been missed; the client reads anew what it shows, and goes on from here. */
static bool tell_gap(struct stream *s)
{
    char at[FEED_POSITION_TEXT], line[FEED_POSITION_TEXT + 32];

    metric_add(metric_counter("leadx_stream_gaps_total",
                              "Clients that came back too late to go on where they were.", NULL),
               1);
    snprintf(line, sizeof line, "id: %s\nevent: gap\ndata: {}\n\n",
             feed_position_format(&s->at, at));
    return stream_write(s, slice_of(line));
}

static void on_own_end(uint64_t id, enum feed_end end, const struct feed_position *position)
{
    struct stream *s = stream_find(id);

    n_reading--;
    if (s == NULL)
        return;
    if (end == FEED_FAILED) {
        s->again_ms = clock_mono_ms() + AGAIN_MS;
        stream_set_state(s, STREAM_BEHIND);
        return;
    }
    if (s->at.xid == 0)
        s->written_ms = 0; /* it is told its position at once */
    s->at = *position;
    if (end == FEED_GAP && !tell_gap(s))
        return;
    if (end == FEED_MORE)
        stream_set_state(s, STREAM_BEHIND);
    else
        join_or_read_on(s);
}

static const struct feed_reader own_reader = {on_own_event, on_own_end};

/* Who asks for nothing that is past begins where the others stand. */
static void begin_level(struct stream *s)
{
    s->at = common.at;
    s->written_ms = 0;
    s->polled = false;
    stream_set_state(s, STREAM_LIVE);
}

/* Not before the client took what the last page came to. */
static void read_alone(struct stream *s, int64_t now_ms)
{
    struct array orgs;

    if (s->state != STREAM_BEHIND || now_ms < s->again_ms || open_reply_waiting(s->r) > 0)
        return;
    if (s->at.xid == 0 && common.known) {
        begin_level(s);
        return;
    }
    if (n_reading >= OWN_AT_ONCE)
        return;
    n_reading++;
    stream_set_state(s, STREAM_READING);
    array_init(&orgs, ARRAY_UUID);
    array_add_uuid(&orgs, &s->r->caller.org);
    feed_read(&s->at, &orgs, OWN_PAGE, &own_reader, request_wait(s->r));
    array_free(&orgs);
}

/* ---- the common reading */

static void on_common_event(uint64_t id, const struct feed_event *e)
{
    struct stream *s, *next;

    (void)id;
    for (s = streams_first; s != NULL; s = next) {
        next = s->next;
        if (s->state == STREAM_LIVE && s->polled)
            tell(s, e);
    }
}

/* Who came in while it was under way was not asked for, and reads on alone if it fell behind. */
static void level(struct stream *s, const struct feed_position *at)
{
    if (s->state != STREAM_LIVE || feed_position_compare(&s->at, at) >= 0)
        return;
    if (s->polled)
        s->at = *at;
    else
        stream_set_state(s, STREAM_BEHIND);
}

static void on_common_end(uint64_t id, enum feed_end end, const struct feed_position *position)
{
    (void)id;
    common.under_way = false;
    common.due_ms = clock_mono_ms() + (end == FEED_FAILED ? AGAIN_MS
                                       : end == FEED_MORE ? 0
                                                          : setting_int("stream_poll_ms"));
    if (end == FEED_FAILED)
        return;
    if (end == FEED_GAP) { /* each finds out for itself, and says so */
        common.known = false;
        for (struct stream *s = streams_first; s != NULL; s = s->next)
            if (s->state == STREAM_LIVE)
                stream_set_state(s, STREAM_BEHIND);
        return;
    }
    common.at = *position;
    for (struct stream *s = streams_first; s != NULL; s = s->next)
        level(s, position);
}

static const struct feed_reader common_reader = {on_common_event, on_common_end};

/* Companies that follow by many streams stand in the list once, when they follow each other in it;
 * more is not worth a table. */
static size_t orgs_gather(void)
{
    const struct uuid *before = NULL;
    size_t n = 0;

    array_clear(&common.orgs);
    for (struct stream *s = streams_first; s != NULL; s = s->next) {
        s->polled = s->state == STREAM_LIVE;
        if (!s->polled)
            continue;
        if (before == NULL || !uuid_equal(before, &s->r->caller.org))
            array_add_uuid(&common.orgs, &s->r->caller.org);
        before = &s->r->caller.org;
        n++;
    }
    return n;
}

static void read_common(int64_t now_ms)
{
    if (!common.known || common.under_way || now_ms < common.due_ms)
        return;
    if (common.orgs.type == 0)
        array_init(&common.orgs, ARRAY_UUID);
    if (orgs_gather() == 0) {
        common.known = false; /* the next one to be level says where to begin */
        return;
    }
    common.under_way = true;
    feed_read(&common.at, &common.orgs, COMMON_PAGE, &common_reader, 0);
}

void stream_tell_tick(int64_t now_ms)
{
    struct stream *s, *next;

    for (s = streams_first; s != NULL; s = next) {
        next = s->next;
        read_alone(s, now_ms);
    }
    read_common(now_ms);
}
