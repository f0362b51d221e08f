/* The sale, seen from C: one lead with its ranked candidates goes in, the database's verdict comes
 * out after the commit. Many of them travel as one batch; who travels with whom is decided here. */
#ifndef LEADX_APP_SALE_H
#define LEADX_APP_SALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/core/book.h"
#include "leadx/core/fingerprint.h"
#include "leadx/db/result.h"

/* What the database says of a candidate; the numbers are leads_sell's. */
enum verdict {
    VERDICT_NOT_ASKED,
    VERDICT_SOLD,
    VERDICT_OUTBID,
    VERDICT_CAP,
    VERDICT_MONEY,
    VERDICT_CONSENT,
    VERDICT_SUPPRESSED,
    VERDICT_REPEAT,
    VERDICT_STALE,
    VERDICT_OWN_FAMILY,
    VERDICT_BELOW_MIN,
    VERDICT_SAME_FAMILY,
    VERDICT_CONTACT_LIMIT,
    VERDICT_TOO_DEAR
};

struct sale_candidate {
    struct uuid order, org, sale; /* sale: the id it gets if it buys */
    int32_t revision;
    int64_t price, effective; /* effective: what it was ranked by */
    int64_t most;             /* of a listed lead: what the order pays at most; else 0 */
    bool exclusive;
    enum verdict verdict;
};

enum { SALE_STATE_SIZE = 16, SALE_CODE_SIZE = 40 };

struct sale_lead {
    /* What goes in; pointers must live until done. Names are those of leads_sell's parameters. */
    struct uuid id, seller, family, source, offer, previous,
        decision; /* offer, previous: nil = null */
    bool fresh, guard;
    const char *want, *code, *temperature, *trigger; /* code: NULL = none */
    int32_t niche;
    int limit, score;
    int64_t min_payout; /* 0 = none */
    int64_t consent_ms; /* INT64_MAX = never expires */
    bool has_key;
    uint8_t key[16], body[16];
    int64_t key_ms; /* 0 = for ever */
    struct slice attributes, origin, external, recipients,
        reasoning; /* n = 0: null (attributes, reasoning: never) */
    struct slice contact, contact_key, consent, consent_key;
    struct print prints[PRINTS_MAX];
    size_t n_prints;
    struct sale_candidate *candidates; /* exclusive ones ranked, then shared ones ranked */
    size_t n_candidates;
    bool cut; /* others stand behind the candidates */

    /* What comes out, with DB_OK. */
    char state[SALE_STATE_SIZE]; /* the lead's, or replay, key_reused, gone */
    char result_code[SALE_CODE_SIZE];
    struct uuid answer; /* whose answer this is */
    int64_t now_ms;     /* of the transaction */
    bool again;         /* candidates that cannot pay sleep now: those behind them may be asked */
    void (*done)(struct sale_lead *lead, enum db_status status);
    void *owner;

    /* app/sale's own. */
    struct sale_lead *next;      /* in the one list it waits in */
    struct sale_lead *followers; /* same request key, waiting for this one's answer */
    bool leads_key;
    enum db_status status; /* while it waits to be told */
    int writer;            /* which one took it */
};

/* Starts the writers (settings writers, writer_batch, writer_queue). */
void sale_start(void);
void sale_stop(void);
/* false: the queue is full, nothing was taken. Else done is called once, later. */
bool sale_submit(struct sale_lead *lead) __attribute__((warn_unused_result));
/* The tick: sends what is queued, then tells what came back. */
void sale_flush(void);
/* So many leads wait (writer_pressure) that whoever brings more should rather come back later. */
bool sale_pressed(void);
/* Nothing queued and nothing under way. */
bool sale_idle(void);
/* The candidates of the book of listed leads buy at share, whatever more they would have paid. */
void sale_take_listed(struct sale_lead *lead, int64_t share);
/* Fills the candidates (room for 2 × CANDIDATES_MAX) from the book's proposal: exclusive ones
 * first. */
void sale_take_candidates(struct sale_lead *lead, const struct candidates *proposed);

#endif
