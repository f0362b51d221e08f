/* A dispute from the claim to its end: accepted, left alone, contested, ruled, appealed.
 *
 * Its one rule: every step keeps well within the time the exchange gives for it and well behind the
 * one before it, because steps are taken only a few times a day: silence is a choice, never a
 * lateness, and nobody answers what is not asked yet. Called by fates.c. */
#include "claims.h"

#include <string.h>

#include "leadx/app/evidence.h"
#include "leadx/base/timestamp.h"

static const char *const reasons[] = {"invalid_number",    "wrong_person",      "fake",
                                      "never_asked",       "accidental",        "do_not_call",
                                      "job_seeker",        "existing_customer", "language",
                                      "not_decision_maker"};
enum { REASONS = sizeof reasons / sizeof *reasons };
/* Between two steps: longer than the longest time between two moments of a day (history.c), seven
 * hours and forty-one minutes, so that no two fall into one. */
enum { APART_H = 8 };

/* ---- what is shown */

static void piece(json_t *list, const char *kind, json_t *content, json_t *more)
{
    json_t *one = evidence_seal(content);

    json_object_set_new(one, "kind", json_string(kind));
    json_object_update(one, more);
    json_array_append_new(list, one);
    json_decref(content);
    json_decref(more);
}

static json_t *attempts(int64_t from_ms)
{
    json_t *list = json_array();
    char at[TIMESTAMP_SIZE];

    for (int i = 0; i < 3; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "at",
                                              timestamp_format(from_ms + i * 14 * HOUR_MS, at),
                                              "channel", i == 2 ? "sms" : "call", "result",
                                              i == 0 ? "answered, hung up" : "no answer"));
    return list;
}

/* Enough for any reason, also where only the stronger evidence counts. */
static json_t *buyer_shows(struct chance *c)
{
    static const char *const words[] = {
        "The person says that no request was ever made.",
        "Three tries on two days, nobody knows the name.",
        "The conversation ended after a few seconds: wrong person.",
        "The record in our system shows that the request cannot be real."};
    json_t *list = json_array();

    piece(list, "statement", json_string(words[chance_below(c, 4)]), json_object());
    piece(list, "attempts", attempts(past.now_ms),
          json_pack("{s:i, s:i}", "attempts", 3, "days", 2));
    piece(list, "recording", json_pack("{s:s}", "url", "https://calls.example.com/recording"),
          json_pack("{s:I}", "seconds", (json_int_t)chance_range(c, 5, 60)));
    piece(list, "link", json_pack("{s:s, s:n}", "url", "https://files.example.com/record", "note"),
          json_object());
    return list;
}

static json_t *seller_shows(void)
{
    json_t *list = json_array();

    piece(list, "statement", json_string("The form was filled and confirmed; the proof is linked."),
          json_object());
    piece(list, "link",
          json_pack("{s:s, s:s}", "url", "https://proof.example.org/form", "note", "form"),
          json_object());
    return list;
}

/* ---- steps */

static void step(int64_t at_ms, const struct party *by, const char *name, const char *sale,
                 json_t *args)
{
    json_t *op = operation(by, name, args);

    json_object_set_new(op, "sale",
                        json_string(sale)); /* whose dispute it is: its id comes later */
    agenda_add(at_ms, op);
}

static json_t *ruling(struct chance *c, const char *outcome)
{
    static const char *const texts[] = {
        "The proof of consent holds and the number answers; the claim is not shown.",
        "The recording shows that the person did not ask for anything.",
        "Both sides are right in part: the person is real, the request was not what was sold."};
    int percent = strcmp(outcome, "buyer") == 0    ? 100
                  : strcmp(outcome, "seller") == 0 ? 0
                                                   : (int)chance_range(c, 3, 7) * 10;

    return json_pack("{s:s, s:i, s:s}", "outcome", outcome, "refund_percent", percent, "text",
                     texts[percent == 0     ? 0
                           : percent == 100 ? 1
                                            : 2]);
}

/* How a claim goes on, in per mille. */
struct course {
    bool quick;                                /* each step as soon as may be */
    int accepts, contests;                     /* else silence */
    int withdraws, rules, appeals, is_decided; /* where it is contested */
};

/* The first two of every forty go all the way, so that a short history too has every turn. */
static struct course course_of(const struct deal *d)
{
    static int64_t claims;
    int64_t n = claims++ % 40;

    if (n == 0)
        return (struct course){true, 0, 1000, 0, 1000, 1000, 1000};
    if (n == 1)
        return (struct course){true, 0, 1000, 1000, 0, 0, 0};
    return d->cheats ? (struct course){false, 100, 600, 20, 900, 260, 700}
                     : (struct course){false, 390, 500, 80, 900, 260, 700};
}

static int64_t hours(const struct course *way, struct chance *c, int64_t from, int64_t to)
{
    int64_t drawn = chance_range(c, from, to);

    return (way->quick ? from : drawn) * HOUR_MS;
}

static void appeal(const struct deal *d, const struct course *way, struct chance *c,
                   const char *outcome, int64_t at_ms)
{
    bool buyer_lost = strcmp(outcome, "seller") == 0;
    const char *second = chance_permille(c, 300) ? "split" : outcome;
    json_t *op;

    step(at_ms, buyer_lost ? d->buyer : d->seller, "dispute_appeal", d->sale, json_object());
    if (!chance_permille(c, way->is_decided))
        return; /* silence confirms */
    op = operation(NULL, "dispute_rule", ruling(c, second));
    json_object_set_new(op, "sale", json_string(d->sale));
    json_object_set_new(op, "key", json_string(past.desk[1]));
    agenda_add(at_ms + hours(way, c, APART_H, 54), op);
}

static void contested(const struct deal *d, const struct course *way, struct chance *c,
                      int64_t at_ms)
{
    static const char *const outcomes[] = {"buyer", "seller", "split"};
    const char *outcome =
        outcomes[chance_weighted(c, d->cheats ? (int[]){9, 1, 1} : (int[]){4, 5, 2}, 3)];
    int64_t ruled_ms = at_ms + hours(way, c, APART_H, 68);
    bool proves = !d->cheats && chance_permille(c, 700);

    step(at_ms, d->seller, "dispute_contest", d->sale,
         proves ? json_pack("{s:o}", "evidence", seller_shows()) : json_object());
    if (chance_permille(c, way->withdraws)) {
        step(at_ms + APART_H * HOUR_MS, d->buyer, "dispute_withdraw", d->sale, json_object());
        return;
    }
    if (!chance_permille(c, way->rules))
        return; /* after seven days the clock does */
    step(ruled_ms, NULL, "dispute_rule", d->sale, ruling(c, outcome));
    if (chance_permille(c, way->appeals))
        appeal(d, way, c, outcome, ruled_ms + hours(way, c, APART_H, 50));
}

void claim_plan(const struct deal *d, struct chance *c)
{
    struct course way = course_of(d);
    int64_t open_ms = past.now_ms + hours(&way, c, 3, 110);
    int64_t answer_ms = open_ms + hours(&way, c, APART_H, 36);
    const char *reason = reasons[chance_weighted(c,
                                                 d->cheats ? (int[]){6, 4, 8, 7, 0, 1, 0, 0, 0, 0}
                                                           : (int[]){6, 4, 2, 3, 3, 2, 3, 3, 1, 2},
                                                 REASONS)];
    json_t *args =
        json_pack("{s:s, s:s, s:o}", "sale", d->sale, "reason", reason, "evidence", buyer_shows(c));

    agenda_add(open_ms, operation(d->buyer, "dispute_open", args));
    if (chance_permille(c, way.accepts))
        step(answer_ms, d->seller, "dispute_accept", d->sale, json_object());
    else if (chance_permille(c, way.contests * 1000 / (1000 - way.accepts)))
        contested(d, &way, c, answer_ms);
}
