/* The demo market's niches and parties, and the JSON that makes them.
 *
 * Its one rule: what is promised of the demo holds by the data alone. Meridian pays the benchmark
 * in every niche, nobody else more, so a demo lead always sells at least to Meridian. Called by the
 * tool's demo_setup.c and by history/setup.c; the orders are in orders.c. */
#include "leadx/demo/market.h"

#include <string.h>

const struct demo_niche demo_niches[DEMO_NICHES] = {
    {"construction", "Construction and repair", 200000, "order_request",
     "[{\"name\":\"work\",\"type\":\"enum\",\"values\":[\"house\",\"kitchen\",\"bathroom\","
     "\"roof\","
     "\"design\"]},{\"name\":\"area\",\"type\":\"integer\",\"min\":1,\"max\":10000}]"},
    {"beauty_health", "Beauty and health", 130000, "order_request",
     "[{\"name\":\"service\",\"type\":\"enum\",\"values\":[\"dentist\",\"cosmetology\",\"fitness\","
     "\"check_up\"]}]"},
    {"finance", "Finance", 100000, "questionnaire",
     "[{\"name\":\"product\",\"type\":\"enum\",\"values\":[\"loan\",\"card\",\"mortgage\","
     "\"refinancing\"]},{\"name\":\"sum\",\"type\":\"integer\",\"min\":0,\"max\":1000000000}]"},
    {"education", "Education", 100000, "registration",
     "[{\"name\":\"subject\",\"type\":\"enum\",\"values\":[\"languages\",\"programming\","
     "\"school\","
     "\"crafts\"]},{\"name\":\"for_child\",\"type\":\"boolean\"}]"},
    {"insurance", "Insurance", 32500, "questionnaire",
     "[{\"name\":\"cover\",\"type\":\"enum\",\"values\":[\"car\",\"home\",\"travel\",\"health\"]}"
     "]"},
    {"entertainment", "Entertainment", 6500, "registration",
     "[{\"name\":\"event\",\"type\":\"enum\",\"values\":[\"concert\",\"theatre\",\"quest\","
     "\"trip\"]}]"},
};

#define MILLION INT64_C(100000000) /* of roubles, in kopecks */

const struct demo_org demo_orgs[DEMO_PARTIES] = {
    [ORBITA] = {"orbita", "Orbita Leads", .sells = true, .parent = -1},
    [VOLNA] = {"volna", "Volna Media", .sells = true, .parent = -1},
    [MERIDIAN] = {"meridian", "Meridian Group", .buys = true, .parent = -1,
                  .deposit = 100000 * MILLION},
    [GRANIT] = {"granit", "Granit", .buys = true, .parent = -1, .deposit = 500 * MILLION},
    [GRANIT_SOUTH] = {"granit-south", "Granit South", .buys = true, .parent = GRANIT},
    [VECTOR] = {"vector", "Vector Partners", .buys = true, .parent = -1, .deposit = 300 * MILLION},
    [LAGOON] = {"lagoon", "Lagoon", .buys = true, .parent = -1, .deposit = 200 * MILLION},
    [POLARIS] = {"polaris", "Polaris Performance", .sells = true, .parent = -1},
    [TROPA] = {"tropa", "Tropa Traffic", .sells = true, .parent = -1},
    [LUMEN] = {"lumen", "Lumen Leads", .sells = true, .parent = -1},
    [VERSTA] = {"versta", "Versta Content Studio", .sells = true, .parent = -1},
    [AURORA] = {"aurora", "Aurora Clinics", .buys = true, .parent = -1},
    [BEREG] = {"bereg", "Bereg Finance", .buys = true, .parent = -1},
    [KVARTAL] = {"kvartal", "Kvartal Repairs", .buys = true, .parent = -1},
    [STRADA] = {"strada", "Strada Insurance", .buys = true, .parent = -1},
};

/* What sellers may send about a person; the temperature is the exchange's own. */
static json_t *fields(const struct demo_niche *n)
{
    json_t *own = json_loads(n->own, 0, NULL);
    json_t *all = json_pack(
        "[{s:s, s:s, s:b}, {s:s, s:s, s:b, s:i, s:i}, {s:s, s:s, s:i, s:i}, {s:s, "
        "s:s}, {s:s, s:s}]",
        "name", "region", "type", "region", "required", 1, "name", "age", "type", "integer",
        "required", 1, "min", 18, "max", 85, "name", "income", "type", "integer", "min", 0, "max",
        100000000, "name", "language", "type", "language", "name", "homeowner", "type", "boolean");

    json_array_extend(all, own);
    json_decref(own);
    return all;
}

json_t *demo_niche_body(const struct demo_niche *n)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:i, s:I, s:I, s:i, s:I}", "name", n->name, "title",
                     n->title, "currency", DEMO_CURRENCY, "fields", fields(n), "billable_event",
                     n->event, "max_sales", 3, "floor_shared", (json_int_t)(n->benchmark / 5),
                     "floor_exclusive", (json_int_t)(n->benchmark / 2), "fee_bp", 1000, "benchmark",
                     (json_int_t)n->benchmark);
}

json_t *demo_org_body(const struct demo_org *o, const char *parent_id)
{
    json_t *body = json_pack("{s:s, s:s, s:b, s:b, s:s, s:b}", "name", o->name, "alias", o->alias,
                             "sells", o->sells, "buys", o->buys, "country", "RU", "throttled", 0);

    if (parent_id != NULL)
        json_object_set_new(body, "parent", json_string(parent_id));
    return body;
}

const struct demo_niche *demo_niche_find(const char *name)
{
    for (size_t i = 0; i < DEMO_NICHES; i++)
        if (strcmp(demo_niches[i].name, name) == 0)
            return &demo_niches[i];
    return NULL;
}

static json_t *price(const struct demo_order *o, int per_cent)
{
    return json_pack("{s:I, s:s}", "amount",
                     (json_int_t)(demo_niche_find(o->niche)->benchmark * per_cent / 100),
                     "currency", DEMO_CURRENCY);
}

json_t *demo_order_body(const struct demo_order *o)
{
    json_t *body = json_pack("{s:s, s:s, s:o, s:s}", "name", o->name, "niche", o->niche, "filter",
                             json_loads(o->filter, 0, NULL), "time_zone", "Europe/Moscow");

    if (o->shared != 0)
        json_object_set_new(body, "shared_price", price(o, o->shared));
    if (o->exclusive != 0)
        json_object_set_new(body, "exclusive_price", price(o, o->exclusive));
    if (o->caps != NULL)
        json_object_set_new(body, "caps", json_loads(o->caps, 0, NULL));
    return body;
}

json_t *demo_offer_body(void)
{
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o}", "name", demo_offer.name, "niche", demo_offer.niche,
        "description", "Car insurance for drivers who asked for a quote.", "price",
        price(&demo_offer, demo_offer.exclusive), "filter", json_loads(demo_offer.filter, 0, NULL));
}

/* Always the same bytes: posting it again answers as the first time and sells nothing. */
json_t *demo_lead_body(void)
{
    return json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:s}, s:{s:s, s:i, s:i, s:s, s:b}, s:{s:s, s:s, "
                     "s:s}, s:{s:s, "
                     "s:s, s:s}}",
                     "niche", "construction", "external_id", "demo-first-sale", "contact",
                     "first_name", "Vera", "last_name", "Demo", "phone", "+7 999 000-00-01",
                     "email", "vera.demo@example.com", "attributes", "region", "RU-MOW", "age", 34,
                     "income", 120000, "language", "ru", "homeowner", 1, "source", "name", "demo",
                     "channel", "web/landing", "origin_kind", "nets", "consent", "text",
                     "I agree to be called about repairs", "given_at", "2026-01-01T00:00:00Z",
                     "recipients", "any");
}
