/* The market as it was on the first day: niches, companies with keys, orders, one offer.
 *
 * Its one rule: one minute passes between two of them, so that ids, which carry the time, stand in
 * the order the things were made in, and whoever is first among equals is the same in every run.
 * Called by history.c. */
#include <stdio.h>
#include <string.h>

#include "leadx/app/endpoint.h"
#include "leadx/app/market.h"
#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/demo/agency.h"
#include "leadx/history/history.sql.h"
#include "room.h"

enum { MINUTE_MS = 60000 };

static void later(void)
{
    clock_set(past.now_ms + MINUTE_MS);
}

/* {"amount", "currency"} becomes the amount, as a handler hands it on. */
static json_t *plain_money(json_t *v)
{
    json_t *amount = json_object_get(v, "amount"), *item;
    const char *name;
    void *next;
    size_t i;

    if (json_is_integer(amount) && json_object_get(v, "currency") != NULL)
        return json_integer(json_integer_value(amount));
    if (json_is_array(v))
        json_array_foreach(v, i, item) json_array_set_new(v, i, plain_money(item));
    else if (json_is_object(v))
        json_object_foreach_safe(v, next, name, item)
            json_object_set_new(v, name, plain_money(item));
    return json_incref(v);
}

static json_t *args_of(json_t *body)
{
    json_t *args = plain_money(body);

    json_decref(body);
    return args;
}

static void make_key(const struct party *owner, const char *name, char id[UUID_TEXT])
{
    uint8_t hash[SHA256_SIZE]; /* nobody knows of what: the key cannot be used */
    char hex[2 * SHA256_SIZE + 1];

    random_bytes(hash, sizeof hash);
    hex_encode(hash, sizeof hash, hex);
    operate_one(operation(NULL, "key_create",
                          json_pack("{s:s, s:s, s:s, s:s}", "org", owner->id, "name", name, "hash",
                                    hex, "hint", "past")),
                id);
    later();
}

static void make_org(int i)
{
    const struct demo_org *org = &demo_orgs[i];
    const struct party *parent = org->parent >= 0 ? &past.parties[org->parent] : NULL;
    struct party *p = &past.parties[i];

    operate_one(
        operation(NULL, "org_create", demo_org_body(org, parent == NULL ? NULL : parent->id)),
        p->id);
    memcpy(p->root, parent == NULL ? p->id : parent->root, sizeof p->root);
    uuid_parse(slice_of(p->id), &p->org);
    uuid_parse(slice_of(p->root), &p->family);
    later();
    make_key(p, "history", p->key);
}

static void make_orders(const struct demo_order *orders, size_t n, bool small)
{
    for (size_t i = 0; i < n; i++) {
        json_t *args;

        if (small && orders[i].buyer == MERIDIAN)
            continue;
        args = args_of(demo_order_body(&orders[i]));
        json_object_set_new(args, "niche_revision", json_integer(1));
        operate_one(operation(&past.parties[orders[i].buyer], "order_create", args), NULL);
        later();
    }
}

/* An offer's price is exclusive. */
static void make_offer(void)
{
    const struct party *buyer = &past.parties[demo_offer.buyer], *seller = &past.parties[ORBITA];
    json_t *args = args_of(demo_offer_body());

    json_object_set(args, "exclusive_price", json_object_get(args, "price"));
    json_object_del(args, "price");
    json_object_set_new(args, "niche_revision", json_integer(1));
    operate_one(operation(buyer, "offer_create", args), past.offer);
    later();
    operate_one(operation(seller, "offer_join", json_pack("{s:s}", "offer", past.offer)), NULL);
    later();
    operate_one(operation(buyer, "offer_decide",
                          json_pack("{s:s, s:s, s:s}", "offer", past.offer, "seller", seller->id,
                                    "state", "admitted")),
                NULL);
    later();
}

static bool sourced;

static void on_source(uint64_t id, void *arg)
{
    (void)id;
    (void)arg;
    sourced = true;
}

static bool source_made(void)
{
    return sourced;
}

/* Before the first lead, which would make them in whatever order they come. */
static void make_sources(void)
{
    for (int i = 0; i < DEMO_AGENCIES; i++)
        for (size_t k = 0; k < 3; k++) {
            const struct demo_source *s = &demo_agencies[i].sources[k];
            struct source_terms terms = {.name = slice_of(s->name),
                                         .channel = slice_of(s->channel),
                                         .origin_kind = slice_of(s->origin),
                                         .capture_kind = slice_of(s->capture)};

            sourced = false;
            market_source_load(&past.parties[demo_agencies[i].org].org, &terms, on_source, 0, NULL);
            wait_until(source_made);
            later();
        }
}

void setup(void)
{
    make_key(&past.operator, "desk", past.desk[0]);
    make_key(&past.operator, "appeals", past.desk[1]);
    for (size_t i = 0; i < DEMO_NICHES; i++) {
        operate_one(operation(NULL, "niche_create", demo_niche_body(&demo_niches[i])), NULL);
        later();
    }
    for (int i = 0; i < DEMO_PARTIES; i++)
        make_org(i);
    money_setup();
    make_orders(demo_orders, demo_orders_count, true);
    make_orders(demo_past_orders, demo_past_orders_count, false);
    make_offer();
    make_sources();
}
