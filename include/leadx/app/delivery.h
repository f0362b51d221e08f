/* The outbox's worker: sends what deliveries hold to buyers' endpoints, at least once, always under
 * the same id. Any number of processes work side by side. */
#ifndef LEADX_APP_DELIVERY_H
#define LEADX_APP_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/db/result.h"

/* After fetch_start_up. false: err names the setting that is wrong. */
bool delivery_start(char *err, size_t err_size);
/* Something is due now: a sale was committed. */
void delivery_wake(void);
/* The tick: what waits for a slot, outcomes, then new claims. */
void delivery_tick(void);
/* No more claims; what is under way ends by itself. */
void delivery_drain(void);
/* Nothing under way and nothing to record. */
bool delivery_idle(void);
/* Forgets what is under way; its leases end. After fetch_stop. */
void delivery_stop(void);

/* What a try by hand came to. */
struct delivery_test_answer {
    enum db_status db; /* not DB_OK: the rest is unset */
    bool found;        /* the endpoint is the org's */
    bool busy;         /* no slot is free; try again */
    bool delivered;
    const char *outcome, *note; /* note may be NULL */
    int code;
    int64_t took_ms;
};
typedef void (*delivery_test_fn)(uint64_t id, const struct delivery_test_answer *answer);

/* Sends a marked event with made-up data to an endpoint of the org, whatever its state, and says
 * what came of it; nothing is stored. done is called once, later. */
void delivery_test(const struct uuid *endpoint, const struct uuid *org, delivery_test_fn done,
                   uint64_t id);

/* A sale that a test lead would have made. Texts may go when the call returns. */
struct delivery_test_sale {
    struct uuid order, sale, lead;
    const char *niche, *currency, *kind, *temperature;
    int64_t price;
    int score;
    bool exclusive;
    struct slice attributes;                                 /* JSON */
    struct slice contact, contact_key, consent, consent_key; /* sealed; n = 0: none */
};
/* Sends it once, marked as a test, if the order's endpoint wants tests. Nothing is stored; with too
 * many under way it is dropped. */
void delivery_test_lead(const struct delivery_test_sale *sale);

#endif
