/* A lead's body, checked and normalised: everything wrong with it is said at once.
 *
 * Its one rule: what returns false stores nothing, what is merely refused (in->reject) is recorded.
 * Called by the handlers of single posts and batches. */
#include <string.h>

#include "intake_room.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/money.h"

enum { EXTERNAL_ID_MAX = 128, KEY_WEEK_MS = 7 * 86400000, KEY_BODY_MS = 60000 };

/* --- Niche, kind, offer ------------------------------------------------------------------------
 */

static void read_niche(struct intake *in, json_t *body)
{
    struct slice name = in_text(in, body, "", "niche", 60, true);

    if (name.n == 0)
        return;
    in->niche = market_niche(name);
    if (in->niche != NULL && !market_admitted(&in->lead.seller, in->niche->name))
        in->niche = NULL;
    if (in->niche == NULL)
        fault_add(&in->faults, "/niche", "unknown_niche",
                  "There is no such niche open to you; GET /v1/niches lists them.");
    else
        in->lead.niche = in->niche->no;
}

static void read_offer(struct intake *in, json_t *body)
{
    struct slice text = in_text(in, body, "", "offer", 36, in->kind == LEAD_TARGETED);
    struct uuid offer;

    if (text.n == 0)
        return;
    if (in->kind != LEAD_TARGETED) {
        fault_add(&in->faults, "/offer", "invalid_field",
                  "Only a lead of kind targeted names an offer.");
        return;
    }
    if (!uuid_parse(text, &offer) ||
        (in->niche != NULL && market_offer_niche(&offer, &in->lead.seller) != in->niche)) {
        fault_add(&in->faults, "/offer", "unknown_offer",
                  "There is no such active offer in this niche that you were admitted to; GET "
                  "/v1/offers lists yours.");
        return;
    }
    in->lead.offer = offer;
}

/* The lead that has ended and is offered again; whether it may be, the sale decides. */
static void read_previous(struct intake *in, json_t *body)
{
    struct slice text = in_text(in, body, "", "previous", 36, false);

    if (text.n > 0 && !uuid_parse(text, &in->lead.previous))
        fault_add(&in->faults, "/previous", "invalid_field",
                  "must be the id of an earlier lead of yours");
}

static void read_kind(struct intake *in, json_t *body)
{
    struct slice kind = in_text(in, body, "", "kind", 20, false);

    in->kind = in->niche != NULL && in->niche->default_targeted ? LEAD_TARGETED : LEAD_CONSUMER;
    if (slice_is(kind, SLICE("consumer")))
        in->kind = LEAD_CONSUMER;
    else if (slice_is(kind, SLICE("targeted")))
        in->kind = LEAD_TARGETED;
    else if (kind.n > 0)
        fault_add(&in->faults, "/kind", "invalid_field", "must be consumer or targeted");
    read_offer(in, body);
    read_previous(in, body);
}

/* --- Price and limit ---------------------------------------------------------------------------
 */

static void read_min_price(struct intake *in, json_t *body)
{
    json_t *money = json_object_get(body, "min_price");
    static const char *const known[] = {"amount", "currency", NULL};
    struct slice currency;
    int64_t amount;

    if (money == NULL || json_is_null(money))
        return;
    if (!json_is_object(money)) {
        fault_add(&in->faults, "/min_price", "invalid_field",
                  "must be {\"amount\": minor units, \"currency\": code}");
        return;
    }
    in_only(in, money, "/min_price", known);
    currency = in_text(in, money, "/min_price", "currency", 3, true);
    if (!in_int(in, money, "/min_price", "amount", 1, MONEY_MAX, &amount)) {
        if (json_object_get(money, "amount") == NULL)
            fault_add(&in->faults, "/min_price/amount", "missing_field",
                      "is needed here, in minor units");
        return;
    }
    if (currency.n > 0 && in->niche != NULL && !slice_is(currency, slice_of(in->niche->currency))) {
        fault_add(&in->faults, "/min_price/currency", "currency_mismatch",
                  "must be %s, the niche's currency", in->niche->currency);
        return;
    }
    in->lead.min_payout = amount;
}

static void set_limit(struct intake *in, json_t *body, int64_t max_recipients, json_t *origin)
{
    int64_t limit = in->niche->max_sales, asked = 0;

    if (in_int(in, body, "", "max_sales", 1, 16, &asked) && asked < limit)
        limit = asked;
    if (asked > 0 && in->kind == LEAD_TARGETED) /* holds again when it is released */
        json_object_set_new(origin, "max_sales", json_integer(asked));
    if (max_recipients > 0 && max_recipients < limit)
        limit = max_recipients;
    in->lead.limit = in->kind == LEAD_TARGETED ? 1 : (int)limit;
}

/* --- Facts, score, what the niche wants ---------------------------------------------------------
 */

static void set_facts(struct intake *in, int completeness)
{
    const struct symbols *symbols = market_symbols();
    int64_t now_ms = clock_exchange_ms();

    fact_set(&in->facts, FACT_SCORE, in->score.total);
    fact_set(&in->facts, FACT_TEMPERATURE,
             symbol_find(symbols, slice_of(temperature_name(in->temperature))));
    fact_set(
        &in->facts, FACT_KIND,
        symbol_find(symbols, in->kind == LEAD_TARGETED ? SLICE("targeted") : SLICE("consumer")));
    fact_set(&in->facts, FACT_COMPLETENESS, completeness);
    fact_set(&in->facts, FACT_STAGE, symbol_find(symbols, SLICE("live")));
    fact_set(&in->facts, FACT_AGE_HOURS, 0);
    fact_set(&in->facts, FACT_RESOLD, 0);
    fact_set(&in->facts, FACT_HOUR, now_ms / 3600000 % 24);
}

static void judge(struct intake *in)
{
    struct sale_lead *l = &in->lead;
    int64_t benchmark = market_benchmark(in->niche, &in->facts);

    l->want = "route";
    if (in->reject == NULL && in->score.total < in->niche->min_score)
        in->reject = "score_too_low";
    if (in->reject != NULL) {
        l->want = "rejected";
        l->code = in->reject;
    } else if (in->niche->review_all) {
        l->want = "review";
        l->code = "in_review";
    } else if (benchmark > 0 && l->min_payout > 0 && l->min_payout < benchmark * 2 / 5) {
        l->want = "review"; /* under 40 % of the benchmark somebody should look */
        l->code = "suspicious_price";
    }
}

/* --- Keys and seals ------------------------------------------------------------------------------
 */

_Static_assert((int)EXTERNAL_KEY == (int)VAULT_TAG_SIZE, "a request key is a tag");

void intake_external_key(struct pool *pool, const struct uuid *seller, struct slice source,
                         struct slice external, uint8_t out[EXTERNAL_KEY])
{
    char id[UUID_TEXT];

    vault_tag("external-id",
              slice_of(pool_printf(pool, "%s\n%.*s\n%.*s", uuid_format(seller, id), (int)source.n,
                                   source.p, (int)external.n, external.p)),
              out);
}

static void set_keys(struct intake *in, json_t *body, struct slice idempotency_key)
{
    struct sale_lead *l = &in->lead;
    char seller[UUID_TEXT + 1];

    uuid_format(&l->seller, seller);
    vault_tag("lead-body", in_dump_behind(in, slice_of(strcat(seller, "\n")), body), l->body);
    seller[UUID_TEXT - 1] = '\0';
    l->has_key = true;
    if (l->external.n > 0) {
        intake_external_key(in->pool, &l->seller, in->source.name, l->external, l->key);
        l->key_ms = 0; /* (source, external_id) for ever */
    } else if (idempotency_key.n > 0) {
        vault_tag("lead-key",
                  slice_of(pool_printf(in->pool, "%s\n%.*s", seller, (int)idempotency_key.n,
                                       idempotency_key.p)),
                  l->key);
        l->key_ms = KEY_WEEK_MS;
    } else {
        memcpy(l->key, l->body, sizeof l->key);
        l->key[0] ^=
            0x80; /* a body's key is never an external id's: other purpose words, and this */
        l->key_ms = KEY_BODY_MS;
    }
}

static struct slice seal_into(struct intake *in, enum seal_use use, struct slice plain,
                              struct slice *key)
{
    uint8_t *sealed = pool_alloc(in->pool, plain.n + SEAL_OVERHEAD),
            *wrapped = pool_alloc(in->pool, SEAL_WRAPPED_SIZE);

    seal(vault_sealer(), use, &in->lead.id, plain, sealed, wrapped);
    *key = (struct slice){(char *)wrapped, SEAL_WRAPPED_SIZE};
    return (struct slice){(char *)sealed, plain.n + SEAL_OVERHEAD};
}

/* --- The whole
 * ------------------------------------------------------------------------------------ */

struct parts {
    json_t *attributes, *origin, *consent;
    struct contact_read contact;
    bool proof;
    int completeness;
    int64_t max_recipients, purchase_ms;
    const char *declared;
};

static void read_parts(struct intake *in, json_t *body, struct parts *p)
{
    json_t *contact = in_object(in, body, "", "contact", true),
           *attributes = in_object(in, body, "", "attributes", false);
    json_t *consent = json_object_get(body, "consent"), *quote = json_object_get(body, "quote");

    p->attributes = json_object();
    p->origin = json_object();
    in->lead.external = in_text(in, body, "", "external_id", EXTERNAL_ID_MAX, false);
    in_bool(in, body, "", "test", &in->test);
    if (contact != NULL)
        intake_contact(in, contact, &p->contact);
    if (consent == NULL || json_is_null(consent))
        fault_add(&in->faults, "/consent", "consent_missing",
                  "A lead is sold only with the person's consent: send its text and time.");
    else if (in_object(in, body, "", "consent", true) != NULL)
        intake_consent(in, consent, &p->consent, &p->max_recipients, &p->proof);
    if (quote != NULL && !json_is_null(quote))
        fault_add(&in->faults, "/quote", "invalid_field",
                  "This exchange gives no quotes yet; leave it out.");
    intake_source(in, body, p->origin);
    intake_declared(in, attributes, p->origin, &p->purchase_ms, &p->declared);
    read_min_price(in, body);
    if (in->niche != NULL)
        p->completeness = intake_attributes(in, attributes, p->attributes);
}

static void set_score(struct intake *in, const struct parts *p)
{
    struct score_input s = {
        .phone_valid = p->contact.phone_valid,
        .email_valid = p->contact.email_valid,
        .named = p->contact.named,
        .address_proof = p->proof,
        .consent_text = true,
        .incentivised = in->source.incentivised,
        .completeness = p->completeness,
        .declared_hot = p->declared != NULL && strcmp(p->declared, "hot") == 0,
        .declared_warm = p->declared != NULL && strcmp(p->declared, "warm") == 0,
        .purchased_list = slice_is(in->source.origin_kind, SLICE("purchased_list")),
        .cold_base = slice_is(in->source.origin_kind, SLICE("cold_base"))};

    score_lead(&s, &in->score);
    in->temperature = temperature_of(p->purchase_ms, p->declared, in->score.total,
                                     clock_exchange_ms(), &in->temperature_declared);
    in->lead.score = in->score.total;
    in->lead.temperature = temperature_name(in->temperature);
}

static void parts_free(struct parts *p)
{
    json_decref(p->attributes);
    json_decref(p->origin);
    json_decref(p->consent);
    json_decref(p->contact.normal);
}

static void take_parts(struct intake *in, json_t *body, const struct parts *p)
{
    struct sale_lead *l = &in->lead;

    set_limit(in, body, p->max_recipients, p->origin);
    if (in->faults.n > 0)
        return;
    json_object_set_new(p->origin, "age_s", json_integer(in->age_s)); /* the seller's speed */
    l->id = uuid_v7(clock_exchange_ms());
    set_score(in, p);
    set_facts(in, p->completeness);
    judge(in);
    l->attributes = in_dump(in, p->attributes);
    l->origin = in_dump(in, p->origin);
    l->contact = seal_into(in, SEAL_CONTACT, in_dump(in, p->contact.normal), &l->contact_key);
    l->consent = seal_into(in, SEAL_CONSENT, in_dump(in, p->consent), &l->consent_key);
}

bool intake_read(struct intake *in, json_t *body, struct slice idempotency_key)
{
    static const char *const known[] = {
        "niche",     "kind",      "external_id", "contact",  "attributes", "source", "consent",
        "min_price", "max_sales", "offer",       "previous", "quote",      "test",   NULL};
    struct parts parts = {0};

    in_only(in, body, "", known);
    read_niche(in, body);
    read_kind(in, body);
    read_parts(in, body, &parts);
    if (in->niche != NULL)
        take_parts(in, body, &parts);
    if (in->faults.n == 0)
        set_keys(in, body, idempotency_key);
    parts_free(&parts);
    return in->faults.n == 0;
}
