/* Recorded routings in the order of their time, each decided again.
 *
 * Its one rule: what the order bought so far in the replay, not what it really bought, fills its
 * caps and bars it from a person; everybody else stands as recorded, but for places the order now
 * takes or leaves. Called by replay.c after each page. */
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "replay_room.h"

/* ---- the heap */

struct replay_event *replay_event_new(int64_t at_ms, const struct uuid *id, size_t n_rivals)
{
    struct replay_event *e = mem_zero(1, sizeof *e + n_rivals * sizeof *e->rivals);

    e->at_ms = at_ms;
    e->id = *id;
    e->n = n_rivals;
    return e;
}

static bool goes_first(const struct replay_event *a, const struct replay_event *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : uuid_compare(&a->id, &b->id) < 0;
}

static size_t bytes_of(const struct replay_event *e)
{
    return sizeof *e + e->n * sizeof *e->rivals;
}

void replay_event_add(struct replay *r, struct replay_event *e)
{
    size_t i = r->n_events++;

    r->held += bytes_of(e);
    if (r->n_events > r->size_events) {
        r->size_events = r->size_events == 0 ? 256 : r->size_events * 2;
        r->events = mem_resize(r->events, r->size_events * sizeof *r->events);
    }
    for (; i > 0 && goes_first(e, r->events[(i - 1) / 2]); i = (i - 1) / 2)
        r->events[i] = r->events[(i - 1) / 2];
    r->events[i] = e;
}

static struct replay_event *event_take(struct replay *r)
{
    struct replay_event *first = r->events[0], *last = r->events[--r->n_events];
    size_t i = 0;

    for (size_t child = 1; child < r->n_events; child = 2 * i + 1) {
        if (child + 1 < r->n_events && goes_first(r->events[child + 1], r->events[child]))
            child++;
        if (goes_first(last, r->events[child]))
            break;
        r->events[i] = r->events[child];
        i = child;
    }
    r->events[i] = last;
    r->held -= bytes_of(first);
    return first;
}

/* ---- sums */

struct replay_day *replay_day_of(struct replay *r, int64_t at_ms)
{
    size_t i = r->n_days - 1;

    while (i > 0 && r->days[i].from_ms > at_ms)
        i--;
    return &r->days[i];
}

void replay_sum_add(struct replay_sum *sum, enum way way, int64_t price)
{
    sum->leads[way]++;
    sum->spend[way] += price;
}

/* ---- one routing */

static int64_t idle_of(const struct replay *r, const struct uuid *order)
{
    void *ms = keymap_get(&r->idle, order);

    return ms == NULL ? INT64_MIN : (int64_t)(intptr_t)ms;
}

static bool person_bought(const struct replay *r, const struct replay_event *e)
{
    for (size_t i = 0; i < e->lead->n_prints; i++) {
        const struct replay_lead *other = keymap_get(&r->bought, e->lead->prints[i]);

        if (other != NULL && other->bought_ms > e->at_ms - r->repeat_ms)
            return true;
    }
    return false;
}

/* What speaks against the order before it is compared with others. */
static enum replay_rule rule_before(const struct replay *r, const struct replay_event *e)
{
    if (e->rule != REPLAY_BUYS)
        return e->rule;
    if (person_bought(r, e))
        return REPLAY_REPEAT_BUYER;
    return e->full_person ? REPLAY_CONTACT_LIMIT : REPLAY_BUYS;
}

static void caps_ask(struct replay *r, int64_t at_ms, bool payable[WAYS])
{
    for (enum way way = 0; way < WAYS; way++) {
        payable[way] = true;
        for (size_t i = 0; i < r->n_caps; i++)
            payable[way] &= replay_cap_allows(&r->caps[i], at_ms, r->order.price[way]);
    }
}

static void caps_take(struct replay *r, int64_t at_ms, int64_t price)
{
    for (size_t i = 0; i < r->n_caps; i++)
        replay_cap_take(&r->caps[i], at_ms, price);
}

static void lead_buy(struct replay *r, const struct replay_event *e, const struct replay_outcome *o)
{
    e->lead->bought_ms = e->at_ms;
    for (size_t i = 0; i < e->lead->n_prints; i++)
        keymap_put(&r->bought, e->lead->prints[i], e->lead);
    caps_take(r, e->at_ms, o->price);
    replay_sum_add(&replay_day_of(r, e->at_ms)->would, o->way, o->price);
    r->poor += e->poor;
}

static void routing_decide(struct replay *r, struct replay_event *e, enum replay_rule before,
                           struct replay_outcome *out)
{
    struct replay_routing routing = {.rivals = e->rivals, .n = e->n, .terms = e->terms};
    struct replay_order order = r->order;
    bool payable[WAYS];

    for (size_t i = 0; i < e->n; i++)
        e->rivals[i].idle_ms = idle_of(r, &e->rivals[i].order);
    order.idle_ms = idle_of(r, &order.id);
    if (before != REPLAY_BUYS) /* the others alone */
        order.price[WAY_SHARED] = order.price[WAY_EXCLUSIVE] = 0;
    caps_ask(r, e->at_ms, payable);
    replay_decide(&routing, &order, payable, out);
    if (before != REPLAY_BUYS)
        out->rule = before;
    for (size_t i = 0; i < out->n; i++)
        keymap_put(&r->idle, &out->buyers[i], (void *)(intptr_t)e->at_ms);
}

/* All of its routings were judged. */
static void lead_done(struct replay *r, const struct replay_lead *lead)
{
    bool would = lead->bought_ms != 0;

    r->gained += would && !lead->really;
    r->lost += lead->really && !would;
    if (!would)
        r->refused[lead->furthest]++;
}

static void event_judge(struct replay *r, struct replay_event *e)
{
    struct replay_lead *lead = e->lead;
    struct replay_outcome out;

    if (lead == NULL) {
        caps_take(r, e->at_ms, e->given);
        return;
    }
    /* bought at an earlier routing: a family buys a lead once */
    routing_decide(r, e, lead->bought_ms != 0 ? REPLAY_REPEAT_BUYER : rule_before(r, e), &out);
    if (out.rule == REPLAY_BUYS)
        lead_buy(r, e, &out);
    else if (out.rule > lead->furthest)
        lead->furthest = out.rule;
    if (--lead->waiting == 0)
        lead_done(r, lead);
}

void replay_judge(struct replay *r, int64_t until_ms)
{
    while (r->n_events > 0 && r->events[0]->at_ms < until_ms) {
        struct replay_event *e = event_take(r);

        event_judge(r, e);
        free(e);
    }
}
