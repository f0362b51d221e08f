/* A dispute about one sale: its states, who may do what when, and what silence does.
 *
 * The moves that count are made by the database (schema/functions/op_dispute*.sql, return_due.sql),
 * under the same rules; this is how the server tells the parties what they may do and what comes
 * if nobody does anything. Money moves once, when a dispute has ended. */
#ifndef LEADX_CORE_DISPUTE_H
#define LEADX_CORE_DISPUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"

enum dispute_state {
    DISPUTE_OPEN,      /* claimed; the seller has 48 hours, silence accepts */
    DISPUTE_ACCEPTED,  /* given in; never rests, it is final at once */
    DISPUTE_CONTESTED, /* an administrator rules within 7 days, or what was shown decides */
    DISPUTE_RULED,     /* the losing side may appeal for 72 hours */
    DISPUTE_APPEALED,  /* another administrator decides in 72 hours, silence confirms */
    DISPUTE_FINAL,     /* ended: the money has moved */
    DISPUTE_WITHDRAWN, /* ended: the buyer took its claim back, the seller is paid */
    DISPUTE_STATE_COUNT
};

enum dispute_outcome {
    DISPUTE_UNDECIDED,
    DISPUTE_FOR_BUYER,  /* 100 per cent back */
    DISPUTE_FOR_SELLER, /* nothing back */
    DISPUTE_SPLIT,      /* 1 to 99 per cent back */
    DISPUTE_OUTCOME_COUNT
};

enum dispute_party { DISPUTE_BUYER, DISPUTE_SELLER, DISPUTE_OPERATOR, DISPUTE_PARTY_COUNT };

enum dispute_act {
    DISPUTE_ACCEPT,
    DISPUTE_CONTEST,
    DISPUTE_EVIDENCE,
    DISPUTE_PASS_ON,       /* the seller returns the lead to whom it bought it from */
    DISPUTE_OFFER_REPLACE, /* another lead instead of money */
    DISPUTE_TAKE_REPLACE,
    DISPUTE_WITHDRAW,
    DISPUTE_APPEAL,
    DISPUTE_RULE, /* also: decide the appeal */
    DISPUTE_ACT_COUNT
};

struct dispute {
    enum dispute_state state;
    enum dispute_outcome outcome;
    int refund_percent;
    bool shown;       /* the seller contested with more than words */
    bool passable;    /* the seller's own time to return the lead runs still */
    bool passed;      /* it was passed on */
    bool replaceable; /* another lead is offered and not taken */
    bool replaced;    /* … was offered at all */
    int64_t opened_ms, contested_ms, ruled_ms, appealed_ms; /* since 1970; 0 = not yet */
};

/* When the dispute moves by itself; INT64_MAX when it has ended. */
int64_t dispute_due_ms(const struct dispute *d);
/* May this party do this now? */
bool dispute_may(const struct dispute *d, enum dispute_party party, enum dispute_act act,
                 int64_t now_ms);
/* Does it. refund_percent: of a ruling, 0 to 100. false: it may not, and nothing changed. */
bool dispute_do(struct dispute *d, enum dispute_party party, enum dispute_act act,
                int refund_percent, int64_t now_ms) __attribute__((warn_unused_result));
/* What silence does, at dispute_due_ms or later (asserted). */
void dispute_lapse(struct dispute *d, int64_t now_ms);
/* Left alone from now on: the dispute as it ends; *end_ms: when. */
struct dispute dispute_left_alone(const struct dispute *d, int64_t *end_ms);

/* Words of the API. By name: the COUNT value for a word nobody knows. */
const char *dispute_state_name(enum dispute_state state);
enum dispute_state dispute_state_by_name(struct slice name);
const char *dispute_outcome_name(enum dispute_outcome outcome); /* NULL: undecided */
enum dispute_outcome dispute_outcome_by_name(struct slice name);
enum dispute_party dispute_party_by_name(struct slice name);
const char *dispute_act_name(enum dispute_act act);

#endif
