/* What the files of delivery share. Of the app room. */
#ifndef LEADX_APP_DELIVERY_ROOM_H
#define LEADX_APP_DELIVERY_ROOM_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/base/pool.h"
#include "leadx/core/webhook.h"
#include "leadx/db/result.h"
#include "leadx/out/fetch.h"

enum delivery_kind { DELIVERY_WEBHOOK, DELIVERY_POST, DELIVERY_EMAIL };

/* One event for one endpoint: all that its message is made of. Lives in its pool. */
struct delivery {
    struct pool *pool;
    struct uuid id, lead, endpoint;
    const char *event; /* "lead.sold" … */
    int64_t event_ms;  /* when it happened */
    bool test;
    enum delivery_kind kind;
    const char *address;
    bool full; /* the payload carries the contact */
    json_t *template;
    struct webhook_key keys[WEBHOOK_SECRETS_MAX];
    size_t n_keys;
    json_t *credentials;             /* what a template calls secret.…; or NULL */
    json_t *sale, *lead_doc, *about; /* or NULL */
    json_t *contact, *consent;       /* or NULL: thin, or erased */
    int attempt, round;              /* in all, and since the last replay */
    bool suspect;                    /* its endpoint failed or was slow last */
    int64_t lease_ms;                /* until then it is ours (clock_mono_ms) */
    struct fetch_request request;    /* once delivery_message was made */
    struct delivery *next;           /* in the list that waits for a slot */
};

void delivery_free(struct delivery *d);

/* ---- delivery_read.c */

/* A row of deliveries_claim or endpoint_for_test, from these columns on: kind, address, payload,
 * template; sealed. */
void delivery_read_endpoint(struct delivery *d, const struct db_result *res, int row, int first,
                            int sealed);
/* Columns of the sealed contact, its key, the sealed consent, its key. */
void delivery_read_contact(struct delivery *d, const struct db_result *res, int row, int first);
/* The same from bytes as they were sealed. n = 0: none. */
void delivery_take_contact(struct delivery *d, struct slice contact, struct slice contact_key,
                           struct slice consent, struct slice consent_key);
/* A JSON column; NULL when null. */
json_t *delivery_read_json(const struct db_result *res, int row, int column);

/* ---- delivery_message.c, delivery_mail.c */

/* Fills d->request; everything it points to is in the pool. NULL, or why it cannot be made. */
const char *delivery_message(struct delivery *d);
const char *delivery_mail(struct delivery *d);
/* What the event says: a sale's ids, or with full all of it. New reference. */
bool delivery_of_wallet(const struct delivery *d);
bool delivery_of_notice(const struct delivery *d);
bool delivery_of_match(const struct delivery *d);
json_t *delivery_data(const struct delivery *d, bool full);
/* Under which name it carries what the event is about besides the sale. */
const char *delivery_about_name(const struct delivery *d);
/* The settings smtp_… . false: err says what is wrong. */
bool delivery_mail_start(char *err, size_t err_size);
/* For who else hands mail to the relay; NULL: none is needed. */
const char *delivery_mail_password(void);

/* ---- delivery_outcome.c */

enum delivery_end { END_DONE, END_DEAD, END_CANCELLED, END_AGAIN };

/* How an attempt ended. Words are ours, never the other side's. */
struct delivery_outcome {
    enum delivery_end end;
    const char *outcome; /* delivered, rejected, gone, status, timeout, … */
    const char *note;    /* a sentence; from the pool or static */
    int code;            /* HTTP or SMTP; 0 = none */
    int64_t took_ms, retry_after_s;
};

struct delivery_outcome delivery_judge(const struct delivery *d, const struct fetch_result *result);

/* ---- delivery_record.c */

/* What is under way or waits to be recorded. */
size_t outcomes_pending(void);
void outcomes_add(const struct delivery *d, const struct delivery_outcome *o);
/* The tick: sends what gathered, unless a batch is under way. */
void outcomes_flush(void);

#endif
