/* One lead on its way in. Internal to app/intake*. */
#ifndef LEADX_SERVER_APP_INTAKE_ROOM_H
#define LEADX_SERVER_APP_INTAKE_ROOM_H

#include "leadx/app/intake.h"
#include "leadx/app/market.h"
#include "leadx/app/sale.h"
#include "leadx/base/buf.h"
#include "leadx/base/pool.h"
#include "leadx/core/score.h"

struct intake {
    struct pool *pool;
    struct faults faults;
    intake_done_fn done; /* NULL: answered already, by the clock */
    uint64_t id;
    int64_t answer_by_ms;         /* monotonic */
    struct intake *older, *newer; /* all that run, in order of arrival */

    const struct niche *niche;
    enum lead_kind kind;
    bool test;
    struct source_terms source;
    struct uuid *recipients; /* NULL = any */
    size_t n_recipients;
    struct facts facts;
    struct score score;
    uint32_t appetite; /* of the niche, when the lead was matched */
    bool unfit;        /* nobody was asked: the niche's fields had just moved */
    enum temperature temperature;
    bool temperature_declared;
    int64_t age_s;      /* since the person's consent */
    const char *reject; /* recorded, never routed; NULL = none */
    struct sale_lead lead;
    struct sale_candidate candidates[2 * CANDIDATES_MAX];
};

/* intake.c: exactly one of these, once; the intake is gone then. */
void intake_finish(struct intake *in, const struct intake_answer *answer);
void intake_finish_failed(struct intake *in, enum db_status status);

/* intake_answer.c: the seller's answer in three parts; code "" for none, amounts in minor units. */
void intake_answer_begin(struct buf *b, const char *id, const char *state, const char *code);
void intake_answer_sale(struct buf *b, bool first, const char *id, int64_t price,
                        const char *currency, bool exclusive, const char *alias);
/* id: NULL when no decision is kept. */
void intake_answer_end(struct buf *b, const char *id, int64_t payout, const char *currency);

/* intake_reason.c: the recorded reasoning, JSON in the intake's pool. */
struct slice intake_reasoning(struct intake *in, const struct candidates *found);
/* The code of a lead that nobody was asked to buy. */
const char *intake_code_of_counts(const struct match_counts *c);

/* intake_test.c: answers a test lead by what the book found. */
void intake_test(struct intake *in, const struct candidates *found);

/* intake_contact.c: reads contact into the sealed JSON and the prints; sets reject. */
struct contact_read {
    json_t *normal; /* the canonical object; owned by the caller */
    bool named, phone_valid, email_valid;
};
void intake_contact(struct intake *in, json_t *contact, struct contact_read *out);
/* Reads consent: recipients, expiry, limit; normal: what is sealed (new reference or NULL).
 * max_recipients: 0 = not said. */
void intake_consent(struct intake *in, json_t *consent, json_t **normal, int64_t *max_recipients,
                    bool *proof);

/* intake_attributes.c: into normal, the canonical object, and into the facts; the per cent of the
 * niche's fields that are filled. The niche is known. */
int intake_attributes(struct intake *in, json_t *attributes, json_t *normal);
/* temperature (NULL: not declared) and purchase_by (INT64_MIN) stay as declared; they are not the
 * niche's fields. */
void intake_declared(struct intake *in, json_t *attributes, json_t *origin, int64_t *purchase_ms,
                     const char **temperature);
/* intake_source.c */
void intake_source(struct intake *in, json_t *body, json_t *origin);

/* intake_json.c: field readers over the intake's faults; absent and null are the same. */
struct slice in_text(struct intake *in, json_t *o, const char *base, const char *name, size_t max,
                     bool required);
bool in_int(struct intake *in, json_t *o, const char *base, const char *name, int64_t min,
            int64_t max, int64_t *out);
bool in_bool(struct intake *in, json_t *o, const char *base, const char *name, bool *out);
bool in_time(struct intake *in, json_t *o, const char *base, const char *name, bool required,
             int64_t *out_ms);
/* The object under name; NULL when absent (with a fault when required) or something else (with a
 * fault). */
json_t *in_object(struct intake *in, json_t *o, const char *base, const char *name, bool required);
/* Unknown keys get a fault each. */
void in_only(struct intake *in, json_t *o, const char *base, const char *const *names);
/* Compact JSON with sorted keys, in the pool. */
struct slice in_dump(struct intake *in, json_t *json);
/* The same behind head. */
struct slice in_dump_behind(struct intake *in, struct slice head, json_t *json);

#endif
