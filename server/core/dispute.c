/* The rules of a dispute as a table of moves and a table of acts.
 *
 * Its one rule: every state but the two ends has a clock, so that a dispute nobody looks at ends
 * by itself, at most 15 days after it was opened: with a return window of 7 days, 22 after the
 * sale. Called by api/disputes. */
#include "leadx/core/dispute.h"

#include <assert.h>
#include <stddef.h>

#define HOUR INT64_C(3600000)

static const int64_t answer_ms = 48 * HOUR, rule_ms = 7 * 24 * HOUR, appeal_ms = 72 * HOUR;

static const bool moves[DISPUTE_STATE_COUNT][DISPUTE_STATE_COUNT] = {
    [DISPUTE_OPEN] = {[DISPUTE_ACCEPTED] = true,
                      [DISPUTE_CONTESTED] = true,
                      [DISPUTE_RULED] = true, /* proven by our own records, or a case of fraud */
                      [DISPUTE_WITHDRAWN] = true},
    [DISPUTE_CONTESTED] =
        {[DISPUTE_ACCEPTED] = true, [DISPUTE_RULED] = true, [DISPUTE_WITHDRAWN] = true},
    [DISPUTE_ACCEPTED] = {[DISPUTE_FINAL] = true},
    [DISPUTE_RULED] = {[DISPUTE_APPEALED] = true, [DISPUTE_FINAL] = true},
    [DISPUTE_APPEALED] = {[DISPUTE_FINAL] = true},
};

#define IN(state) (1u << (state))

static const struct act {
    enum dispute_party party;
    bool both; /* buyer and seller */
    unsigned states;
    bool in_time; /* not once the clock ran out, though nobody moved it yet */
} acts[DISPUTE_ACT_COUNT] = {
    [DISPUTE_ACCEPT] = {DISPUTE_SELLER, false, IN(DISPUTE_OPEN) | IN(DISPUTE_CONTESTED), false},
    [DISPUTE_CONTEST] = {DISPUTE_SELLER, false, IN(DISPUTE_OPEN), true},
    [DISPUTE_EVIDENCE] = {DISPUTE_BUYER, true,
                          IN(DISPUTE_OPEN) | IN(DISPUTE_CONTESTED) | IN(DISPUTE_RULED) |
                              IN(DISPUTE_APPEALED),
                          false},
    [DISPUTE_PASS_ON] = {DISPUTE_SELLER, false, IN(DISPUTE_OPEN), true},
    [DISPUTE_OFFER_REPLACE] = {DISPUTE_SELLER, false, IN(DISPUTE_OPEN) | IN(DISPUTE_CONTESTED),
                               false},
    [DISPUTE_TAKE_REPLACE] = {DISPUTE_BUYER, false, IN(DISPUTE_OPEN) | IN(DISPUTE_CONTESTED),
                              false},
    [DISPUTE_WITHDRAW] = {DISPUTE_BUYER, false, IN(DISPUTE_OPEN) | IN(DISPUTE_CONTESTED), false},
    [DISPUTE_APPEAL] = {DISPUTE_BUYER, true, IN(DISPUTE_RULED), true},
    [DISPUTE_RULE] = {DISPUTE_OPERATOR, false, IN(DISPUTE_CONTESTED) | IN(DISPUTE_APPEALED), true},
};

static void dispute_set_state(struct dispute *d, enum dispute_state to)
{
    assert(moves[d->state][to]);
    d->state = to;
}

/* ---- clocks */

/* Who passed the claim on had longer to contest; the whole does not get longer by that. */
static int64_t contest_counts_from_ms(const struct dispute *d)
{
    int64_t last = d->opened_ms + answer_ms;

    return d->contested_ms < last ? d->contested_ms : last;
}

int64_t dispute_due_ms(const struct dispute *d)
{
    switch (d->state) {
    case DISPUTE_OPEN:
        return d->opened_ms + (d->passed ? 2 : 1) * answer_ms;
    case DISPUTE_CONTESTED:
        return contest_counts_from_ms(d) + rule_ms;
    case DISPUTE_RULED:
        return d->ruled_ms + appeal_ms;
    case DISPUTE_APPEALED:
        return d->appealed_ms + appeal_ms;
    default:
        return d->state == DISPUTE_ACCEPTED ? 0 : INT64_MAX;
    }
}

/* ---- decisions */

static void decide(struct dispute *d, int refund_percent)
{
    d->refund_percent = refund_percent;
    d->outcome = refund_percent == 100 ? DISPUTE_FOR_BUYER
                 : refund_percent == 0 ? DISPUTE_FOR_SELLER
                                       : DISPUTE_SPLIT;
}

static void rule(struct dispute *d, int refund_percent, int64_t now_ms)
{
    decide(d, refund_percent);
    dispute_set_state(d, d->state == DISPUTE_APPEALED ? DISPUTE_FINAL : DISPUTE_RULED);
    if (d->state == DISPUTE_RULED)
        d->ruled_ms = now_ms;
}

static void give_in(struct dispute *d)
{
    decide(d, 100);
    dispute_set_state(d, DISPUTE_ACCEPTED);
    dispute_set_state(d, DISPUTE_FINAL);
}

void dispute_lapse(struct dispute *d, int64_t now_ms)
{
    assert(now_ms >= dispute_due_ms(d));
    if (d->state == DISPUTE_OPEN)
        give_in(d);
    else if (d->state == DISPUTE_CONTESTED)
        rule(d, d->shown ? 0 : 100, now_ms);
    else
        dispute_set_state(d, DISPUTE_FINAL);
}

struct dispute dispute_left_alone(const struct dispute *d, int64_t *end_ms)
{
    struct dispute later = *d;

    *end_ms = 0;
    while (dispute_due_ms(&later) != INT64_MAX) {
        *end_ms = dispute_due_ms(&later);
        dispute_lapse(&later, *end_ms);
    }
    return later;
}

/* ---- acts */

/* Who won has nothing to appeal against. */
static bool lost_something(const struct dispute *d, enum dispute_party party)
{
    return d->outcome != (party == DISPUTE_BUYER ? DISPUTE_FOR_BUYER : DISPUTE_FOR_SELLER);
}

bool dispute_may(const struct dispute *d, enum dispute_party party, enum dispute_act act,
                 int64_t now_ms)
{
    const struct act *a = &acts[act];

    if ((a->states & IN(d->state)) == 0 ||
        (a->both ? party == DISPUTE_OPERATOR : party != a->party) ||
        (a->in_time && now_ms >= dispute_due_ms(d)))
        return false;
    switch (act) {
    case DISPUTE_PASS_ON:
        return d->passable && !d->passed;
    case DISPUTE_OFFER_REPLACE:
        return !d->replaced;
    case DISPUTE_TAKE_REPLACE:
        return d->replaceable;
    case DISPUTE_APPEAL:
        return lost_something(d, party);
    default:
        return true;
    }
}

bool dispute_do(struct dispute *d, enum dispute_party party, enum dispute_act act,
                int refund_percent, int64_t now_ms)
{
    if (!dispute_may(d, party, act, now_ms))
        return false;
    switch (act) {
    case DISPUTE_ACCEPT:
    case DISPUTE_TAKE_REPLACE:
        give_in(d);
        break;
    case DISPUTE_CONTEST:
        d->contested_ms = now_ms;
        dispute_set_state(d, DISPUTE_CONTESTED);
        break;
    case DISPUTE_WITHDRAW:
        decide(d, 0);
        dispute_set_state(d, DISPUTE_WITHDRAWN);
        break;
    case DISPUTE_APPEAL:
        d->appealed_ms = now_ms;
        dispute_set_state(d, DISPUTE_APPEALED);
        break;
    case DISPUTE_RULE:
        rule(d, refund_percent, now_ms);
        break;
    case DISPUTE_EVIDENCE:
        d->shown = d->shown || (party == DISPUTE_SELLER && d->state <= DISPUTE_CONTESTED);
        break;
    case DISPUTE_PASS_ON:
        d->passed = true;
        break;
    default:
        d->replaced = d->replaceable = true;
        break;
    }
    return true;
}

/* ---- names */

static const char *const state_names[DISPUTE_STATE_COUNT] = {
    "open", "accepted", "contested", "ruled", "appealed", "final", "withdrawn"};
static const char *const outcome_names[DISPUTE_OUTCOME_COUNT] = {NULL, "buyer", "seller", "split"};
static const char *const party_names[DISPUTE_PARTY_COUNT] = {"buyer", "seller", "operator"};
static const char *const act_names[DISPUTE_ACT_COUNT] = {
    "accept",           "contest",  "evidence", "pass-on", "replacement/offer",
    "replacement/take", "withdraw", "appeal",   "ruling"};

static int by_name(struct slice name, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (names[i] != NULL && slice_is(name, slice_of(names[i])))
            return i;
    return n;
}

const char *dispute_state_name(enum dispute_state state)
{
    return state_names[state];
}

enum dispute_state dispute_state_by_name(struct slice name)
{
    return (enum dispute_state)by_name(name, state_names, DISPUTE_STATE_COUNT);
}

const char *dispute_outcome_name(enum dispute_outcome outcome)
{
    return outcome_names[outcome];
}

enum dispute_outcome dispute_outcome_by_name(struct slice name)
{
    return (enum dispute_outcome)by_name(name, outcome_names, DISPUTE_OUTCOME_COUNT);
}

enum dispute_party dispute_party_by_name(struct slice name)
{
    return (enum dispute_party)by_name(name, party_names, DISPUTE_PARTY_COUNT);
}

const char *dispute_act_name(enum dispute_act act)
{
    return act_names[act];
}
