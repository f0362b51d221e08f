/* A batch of leads as the arrays of leads_sell, and its answer back.
 *
 * Its one rule: the order of enum column is the order of the statement's parameters in sale.sql. */
#include "sale_pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/keymap.h"
#include "leadx/base/mem.h"
#include "leadx/db/array.h"

enum column {
    L_ID,
    L_FRESH,
    L_WANT,
    L_CODE,
    L_GUARD,
    L_SELLER,
    L_FAMILY,
    L_NICHE,
    L_SOURCE,
    L_OFFER,
    L_LIMIT,
    L_MIN_PAYOUT,
    L_TEMPERATURE,
    L_SCORE,
    L_ATTRIBUTES,
    L_ORIGIN,
    L_EXTERNAL,
    L_CONSENT_MS,
    L_RECIPIENTS,
    L_PREVIOUS,
    L_KEY,
    L_BODY,
    L_KEY_MS,
    L_CONTACT,
    L_CONTACT_KEY,
    L_CONSENT,
    L_CONSENT_KEY,
    L_DECISION,
    L_TRIGGER,
    L_REASONING,
    L_PRINTS,
    L_CANDIDATES,
    F_LEAD,
    F_CHANNEL,
    F_HASH,
    F_SUPPRESS,
    F_SLOT,
    O_ID,
    O_REVISION,
    C_ORDER,
    C_EXCLUSIVE,
    C_SALE,
    C_PRICE,
    COLUMNS
};

static const enum array_type types[COLUMNS] = {
    [L_ID] = ARRAY_UUID,           [L_FRESH] = ARRAY_BOOL,      [L_WANT] = ARRAY_TEXT,
    [L_CODE] = ARRAY_TEXT,         [L_GUARD] = ARRAY_BOOL,      [L_SELLER] = ARRAY_UUID,
    [L_FAMILY] = ARRAY_UUID,       [L_NICHE] = ARRAY_INT2,      [L_SOURCE] = ARRAY_UUID,
    [L_OFFER] = ARRAY_UUID,        [L_LIMIT] = ARRAY_INT2,      [L_MIN_PAYOUT] = ARRAY_INT8,
    [L_TEMPERATURE] = ARRAY_TEXT,  [L_SCORE] = ARRAY_INT2,      [L_ATTRIBUTES] = ARRAY_TEXT,
    [L_ORIGIN] = ARRAY_TEXT,       [L_EXTERNAL] = ARRAY_TEXT,   [L_CONSENT_MS] = ARRAY_INT8,
    [L_RECIPIENTS] = ARRAY_TEXT,   [L_PREVIOUS] = ARRAY_UUID,   [L_KEY] = ARRAY_BYTEA,
    [L_BODY] = ARRAY_BYTEA,        [L_KEY_MS] = ARRAY_INT8,     [L_CONTACT] = ARRAY_BYTEA,
    [L_CONTACT_KEY] = ARRAY_BYTEA, [L_CONSENT] = ARRAY_BYTEA,   [L_CONSENT_KEY] = ARRAY_BYTEA,
    [L_DECISION] = ARRAY_UUID,     [L_TRIGGER] = ARRAY_TEXT,    [L_REASONING] = ARRAY_TEXT,
    [L_PRINTS] = ARRAY_INT4,       [L_CANDIDATES] = ARRAY_INT4, [F_LEAD] = ARRAY_INT4,
    [F_CHANNEL] = ARRAY_INT2,      [F_HASH] = ARRAY_BYTEA,      [F_SUPPRESS] = ARRAY_BYTEA,
    [F_SLOT] = ARRAY_INT4,         [O_ID] = ARRAY_UUID,         [O_REVISION] = ARRAY_INT4,
    [C_ORDER] = ARRAY_INT4,        [C_EXCLUSIVE] = ARRAY_BOOL,  [C_SALE] = ARRAY_UUID,
    [C_PRICE] = ARRAY_INT8,
};

/* One writer's arrays, kept from batch to batch. */
struct pack {
    bool ready;
    struct array columns[COLUMNS];
    struct keymap orders; /* order and revision → its place among the distinct ones, from 1 */
    struct keymap slots;  /* print and scope → its place among the distinct ones, from 1 */
    uintptr_t n_orders, n_slots;
    bool any_listed;
};

static struct pack packs[8];

static struct pack *pack_begin(int set)
{
    struct pack *p = &packs[set];

    assert(set >= 0 && set < (int)(sizeof packs / sizeof *packs));
    if (!p->ready) {
        for (int i = 0; i < COLUMNS; i++)
            array_init(&p->columns[i], types[i]);
        keymap_init(&p->orders);
        keymap_init(&p->slots);
        p->ready = true;
    }
    for (int i = 0; i < COLUMNS; i++)
        array_clear(&p->columns[i]);
    keymap_clear(&p->orders);
    keymap_clear(&p->slots);
    p->n_orders = p->n_slots = 0;
    p->any_listed = false;
    return p;
}

static void add_text(struct array *a, const char *s)
{
    if (s == NULL)
        array_add_null(a);
    else
        array_add_slice(a, slice_of(s));
}

static void add_slice(struct array *a, struct slice s)
{
    if (s.n == 0)
        array_add_null(a);
    else
        array_add_slice(a, s);
}

static void add_uuid(struct array *a, const struct uuid *u)
{
    if (uuid_is_nil(u))
        array_add_null(a);
    else
        array_add_uuid(a, u);
}

static void add_int64(struct array *a, int64_t v, int64_t null)
{
    if (v == null)
        array_add_null(a);
    else
        array_add_int64(a, v);
}

static struct slice key_slice(const struct sale_lead *lead, const uint8_t *bytes)
{
    return lead->has_key ? (struct slice){(const char *)bytes, 16} : SLICE_NONE;
}

static void pack_lead(struct array *c, const struct sale_lead *l)
{
    array_add_uuid(&c[L_ID], &l->id);
    array_add_bool(&c[L_FRESH], l->fresh);
    add_text(&c[L_WANT], l->want);
    add_text(&c[L_CODE], l->code);
    array_add_bool(&c[L_GUARD], l->guard);
    array_add_uuid(&c[L_SELLER], &l->seller);
    array_add_uuid(&c[L_FAMILY], &l->family);
    array_add_int16(&c[L_NICHE], (int16_t)l->niche);
    array_add_uuid(&c[L_SOURCE], &l->source);
    add_uuid(&c[L_OFFER], &l->offer);
    array_add_int16(&c[L_LIMIT], (int16_t)l->limit);
    add_int64(&c[L_MIN_PAYOUT], l->min_payout, 0);
    add_text(&c[L_TEMPERATURE], l->temperature);
    array_add_int16(&c[L_SCORE], (int16_t)l->score);
    add_slice(&c[L_ATTRIBUTES], l->attributes);
    add_slice(&c[L_ORIGIN], l->origin);
    add_slice(&c[L_EXTERNAL], l->external);
    add_int64(&c[L_CONSENT_MS], l->consent_ms, INT64_MAX);
    add_slice(&c[L_RECIPIENTS], l->recipients);
    add_uuid(&c[L_PREVIOUS], &l->previous);
    add_slice(&c[L_KEY], key_slice(l, l->key));
    add_slice(&c[L_BODY], key_slice(l, l->body));
    add_int64(&c[L_KEY_MS], l->key_ms, 0);
    add_slice(&c[L_CONTACT], l->contact);
    add_slice(&c[L_CONTACT_KEY], l->contact_key);
    add_slice(&c[L_CONSENT], l->consent);
    add_slice(&c[L_CONSENT_KEY], l->consent_key);
    array_add_uuid(&c[L_DECISION], &l->decision);
    add_text(&c[L_TRIGGER], l->trigger);
    add_slice(&c[L_REASONING], l->reasoning);
}

void sale_print_key(const struct sale_lead *lead, size_t print, uint8_t key[16])
{
    memcpy(key, lead->prints[print].dedup, 16);
    key[0] ^= (uint8_t)lead->niche;
    key[1] ^= (uint8_t)(lead->niche >> 8);
    key[2] ^= (uint8_t)lead->prints[print].channel;
}

/* The number of key among those met, given now if new. */
static uintptr_t place_of(struct keymap *map, const void *key, uintptr_t *n, bool *is_new)
{
    uintptr_t place = (uintptr_t)keymap_get(map, key);

    *is_new = place == 0;
    if (place == 0) {
        place = ++*n;
        keymap_put(map, key, (void *)place); /* a number kept in a pointer */
    }
    return place;
}

static void pack_prints(struct pack *p, const struct sale_lead *l, int32_t place)
{
    struct array *c = p->columns;
    uint8_t key[16];
    bool is_new;

    for (size_t i = 0; i < l->n_prints; i++) {
        sale_print_key(l, i, key);
        for (size_t b = 0; b < sizeof l->offer.b; b++)
            key[b] ^= l->offer.b[b]; /* the scope */
        array_add_int32(&c[F_LEAD], place);
        array_add_int16(&c[F_CHANNEL], (int16_t)l->prints[i].channel);
        array_add_slice(&c[F_HASH], (struct slice){(const char *)l->prints[i].dedup, PRINT_SIZE});
        array_add_slice(&c[F_SUPPRESS],
                        (struct slice){(const char *)l->prints[i].suppress, PRINT_SIZE});
        array_add_int32(&c[F_SLOT], (int32_t)place_of(&p->slots, key, &p->n_slots, &is_new));
    }
    array_add_int32(&c[L_PRINTS], c[F_LEAD].count);
}

/* Leads of one batch may have met an order before and after its change; the database refuses those
 * of the revision that is not its own, and only those. */
static void order_key(const struct sale_candidate *c, uint8_t key[16])
{
    memcpy(key, c->order.b, 16);
    for (size_t i = 0; i < sizeof c->revision; i++)
        key[i] ^= (uint8_t)((uint32_t)c->revision >>
                            (8 * i)); /* over the id's time: the rest is random */
}

static void pack_candidates(struct pack *p, const struct sale_lead *l)
{
    struct array *c = p->columns;
    uint8_t key[16];
    bool is_new;

    for (size_t i = 0; i < l->n_candidates; i++) {
        const struct sale_candidate *o = &l->candidates[i];
        uintptr_t place;

        order_key(o, key);
        place = place_of(&p->orders, key, &p->n_orders, &is_new);
        if (is_new) {
            array_add_uuid(&c[O_ID], &o->order);
            array_add_int32(&c[O_REVISION], o->revision);
        }
        array_add_int32(&c[C_ORDER], (int32_t)place);
        array_add_bool(&c[C_EXCLUSIVE], o->exclusive);
        array_add_uuid(&c[C_SALE], &o->sale);
        add_int64(&c[C_PRICE], o->most, 0);
        p->any_listed = p->any_listed || o->most > 0;
    }
    array_add_int32(&c[L_CANDIDATES], c[C_ORDER].count);
}

void sale_pack(int set, struct sale_lead *const *leads, size_t n, struct param *params)
{
    struct pack *p = pack_begin(set);

    for (size_t i = 0; i < n; i++) {
        pack_lead(p->columns, leads[i]);
        pack_prints(p, leads[i], (int32_t)i + 1);
        pack_candidates(p, leads[i]);
    }
    for (int i = 0; i < COLUMNS; i++)
        params[i] = array_param(&p->columns[i]);
    if (!p->any_listed)
        params[C_PRICE] = param_null();
}

static void copy_text(char *out, size_t size, struct slice s)
{
    size_t n = s.n < size ? s.n : size - 1;

    memcpy(out, s.p == NULL ? "" : s.p, s.p == NULL ? 0 : n);
    out[s.p == NULL ? 0 : n] = '\0';
}

bool sale_unpack(struct sale_lead *const *leads, size_t n, const struct db_result *res)
{
    struct array_view states, codes, ids, verdicts;
    struct slice s = result_slice(res, 0, 0), id, code;
    int64_t now_ms = array_int64(s);

    if (!array_view(result_slice(res, 0, 1), ARRAY_TEXT, &states) || states.count != (int32_t)n ||
        !array_view(result_slice(res, 0, 2), ARRAY_TEXT, &codes) || codes.count != (int32_t)n ||
        !array_view(result_slice(res, 0, 3), ARRAY_UUID, &ids) || ids.count != (int32_t)n ||
        !array_view(result_slice(res, 0, 4), ARRAY_INT2, &verdicts))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct sale_lead *l = leads[i];

        array_next(&states, &s);
        array_next(&codes, &code);
        array_next(&ids, &id);
        copy_text(l->state, sizeof l->state, s);
        copy_text(l->result_code, sizeof l->result_code, code);
        l->answer = l->id;
        if (id.n == sizeof l->answer)
            memcpy(&l->answer, id.p, sizeof l->answer);
        l->now_ms = now_ms;
        for (size_t c = 0; c < l->n_candidates; c++) {
            if (!array_next(&verdicts, &s))
                return false;
            l->candidates[c].verdict = (enum verdict)array_int16(s);
        }
    }
    return true;
}

int32_t sale_unpack_due(const struct db_result *res)
{
    return array_int32(result_slice(res, 0, 5));
}
