/* Why a lead goes where it goes: what the book saw, as the decision keeps it.
 *
 * Its one rule: what was weighed, in the order it was weighed; verdicts are the database's and
 * stand beside it. Called by intake.c. */
#include "intake_room.h"

enum { TEXT_USUAL = 2048 };

const char *intake_code_of_counts(const struct match_counts *c)
{
    return c->asleep_money > 0 ? "budget_exhausted"
           : c->asleep_cap > 0 ? "cap_reached"
           : c->no_consent > 0 ? "consent_scope"
                               : "no_match";
}

static void reason_int(struct buf *b, const char *before, int64_t v)
{
    buf_add_str(b, before);
    buf_add_int(b, v);
}

static void reason_counts(struct buf *b, const struct match_counts *c)
{
    reason_int(b, "{\"v\":1,\"counts\":{\"considered\":", c->considered);
    reason_int(b, ",\"filtered\":", c->filtered);
    reason_int(b, ",\"outside_hours\":", c->outside_hours);
    reason_int(b, ",\"own_family\":", c->own_family);
    reason_int(b, ",\"no_consent\":", c->no_consent);
    reason_int(b, ",\"asleep_cap\":", c->asleep_cap);
    reason_int(b, ",\"asleep_money\":", c->asleep_money);
}

static void reason_candidate(struct buf *b, bool first, const struct sale_candidate *c)
{
    char order[UUID_TEXT];

    buf_add_str(b, first ? "{\"order\":\"" : ",{\"order\":\"");
    buf_add_str(b, uuid_format(&c->order, order));
    reason_int(b, "\",\"revision\":", c->revision);
    reason_int(b, ",\"price\":", c->price);
    if (c->effective != c->price)
        reason_int(b, ",\"effective\":", c->effective);
    buf_add_str(b, c->exclusive ? ",\"exclusive\":true}" : ",\"exclusive\":false}");
}

static void reason_score(struct buf *b, const struct score *score)
{
    reason_int(b, "],\"score\":{\"version\":", SCORE_VERSION);
    reason_int(b, ",\"total\":", score->total);
    buf_add_str(b, ",\"rules\":{");
    for (size_t i = 0; i < score->n; i++) {
        buf_add_str(b, i == 0 ? "\"" : ",\"");
        buf_add_str(b, score->given[i].rule);
        reason_int(b, "\":", score->given[i].points);
    }
}

struct slice intake_reasoning(struct intake *in, const struct candidates *found)
{
    const struct sale_lead *l = &in->lead;
    struct slice out;
    struct buf b;

    buf_init(&b, 65536);
    buf_reserve(&b, TEXT_USUAL);
    reason_counts(&b, &found->counts);
    buf_add_str(&b, "},\"candidates\":[");
    for (size_t i = 0; i < l->n_candidates; i++)
        reason_candidate(&b, i == 0, &l->candidates[i]);
    reason_score(&b, &in->score);
    buf_add_str(&b, "}},\"temperature\":{\"is\":\"");
    buf_add_str(&b, l->temperature);
    buf_add_str(&b,
                in->temperature_declared ? "\",\"declared\":true}}" : "\",\"declared\":false}}");
    out = (struct slice){pool_copy(in->pool, buf_slice(&b)), b.n};
    buf_free(&b);
    return out;
}
