/* A replay's answer.
 *
 * Its one rule: what is assumed stands beside what was counted. Pure. Called by replay.c. */
#include <inttypes.h>

#include "leadx/base/timestamp.h"
#include "replay_room.h"

/* What a reader must know before believing the figures. */
static const char *const assumed[] = {
    "Other orders stand as each routing recorded them: who bid, at what price, who could pay.",
    "They do not answer to what this order takes from them, or leaves.",
    "The order stands so all the time, whether it did or was paused, made later or changed.",
    "The wallet always pays. Leads it really could not pay are counted apart.",
    "Caps are counted on from what they held when the first day began; returns give nothing back.",
    "A lead that waited is offered again only when it was, and somebody bought it then.",
    "Purchases on the marketplace stay as they were, count towards caps and are in no figure."};

static void money_write(const struct replay *r, struct buf *out, const char *name, int64_t minor)
{
    buf_printf(out, "\"%s\":{\"amount\":%" PRId64 ",\"currency\":\"%s\"}", name, minor,
               r->tried.niche->currency);
}

static void way_write(const struct replay *r, struct buf *out, const struct replay_sum *s,
                      enum way way)
{
    buf_printf(out, "{\"leads\":%" PRId64 ",", s->leads[way]);
    money_write(r, out, "spend", s->spend[way]);
    buf_add_char(out, '}');
}

static void sum_write(const struct replay *r, struct buf *out, const char *name,
                      const struct replay_sum *s)
{
    buf_printf(out, "\"%s\":{\"leads\":%" PRId64 ",", name,
               s->leads[WAY_SHARED] + s->leads[WAY_EXCLUSIVE]);
    money_write(r, out, "spend", s->spend[WAY_SHARED] + s->spend[WAY_EXCLUSIVE]);
    buf_add_str(out, ",\"shared\":");
    way_write(r, out, s, WAY_SHARED);
    buf_add_str(out, ",\"exclusive\":");
    way_write(r, out, s, WAY_EXCLUSIVE);
    buf_add_char(out, '}');
}

static void day_write(const struct replay *r, struct buf *out, const struct replay_day *d)
{
    buf_printf(out, "{\"day\":\"%s\",", d->day);
    sum_write(r, out, "would", &d->would);
    buf_add_char(out, ',');
    sum_write(r, out, "bought", &d->bought);
    buf_add_char(out, '}');
}

static void sums_gather(const struct replay *r, struct replay_sum *would, struct replay_sum *bought)
{
    *would = *bought = (struct replay_sum){0};
    for (size_t i = 0; i < r->n_days; i++)
        for (enum way way = 0; way < WAYS; way++) {
            would->leads[way] += r->days[i].would.leads[way];
            would->spend[way] += r->days[i].would.spend[way];
            bought->leads[way] += r->days[i].bought.leads[way];
            bought->spend[way] += r->days[i].bought.spend[way];
        }
}

static void refused_write(const struct replay *r, struct buf *out)
{
    const char *between = "";

    buf_add_str(out, "\"not_bought\":[");
    for (enum replay_rule rule = 0; rule < REPLAY_RULES; rule++) {
        if (r->refused[rule] == 0)
            continue;
        buf_printf(out, "%s{\"code\":\"%s\",\"leads\":%" PRId64 "}", between,
                   replay_rule_code(rule), r->refused[rule]);
        between = ",";
    }
    buf_add_str(out, "]");
}

static void frame_write(const struct replay *r, struct buf *out)
{
    char order[UUID_TEXT], from[TIMESTAMP_SIZE], until[TIMESTAMP_SIZE];

    buf_printf(out, "{\"order\":\"%s\",\"niche\":\"%s\",\"from\":\"%s\",\"until\":\"%s\"",
               uuid_format(&r->order.id, order), r->tried.niche->name,
               timestamp_format(r->from_ms, from), timestamp_format(r->until_ms, until));
    buf_printf(out, ",\"looked_at\":%" PRId64 ",\"cut\":%s,", r->looked_at,
               r->cut ? "true" : "false");
}

static void totals_write(const struct replay *r, struct buf *out)
{
    struct replay_sum would, bought;

    sums_gather(r, &would, &bought);
    sum_write(r, out, "would", &would);
    buf_add_char(out, ',');
    sum_write(r, out, "bought", &bought);
    buf_printf(out, ",\"gained\":%" PRId64 ",\"lost\":%" PRId64 ",\"short_of_money\":%" PRId64 ",",
               r->gained, r->lost, r->poor);
}

void replay_show(const struct replay *r, struct buf *out)
{
    frame_write(r, out);
    totals_write(r, out);
    refused_write(r, out);
    buf_add_str(out, ",\"days\":[");
    for (size_t i = 0; i < r->n_days; i++) {
        buf_add_str(out, i == 0 ? "" : ",");
        day_write(r, out, &r->days[i]);
    }
    buf_add_str(out, "],\"assumed\":[");
    for (size_t i = 0; i < sizeof assumed / sizeof *assumed; i++) {
        buf_add_str(out, i == 0 ? "" : ",");
        buf_add_json_string(out, slice_of(assumed[i]));
    }
    buf_add_str(out, "]}");
}
