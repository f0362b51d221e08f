/* Makes the demo market, one call after another, as a person would over the API.
 *
 * Its one rule: look first, then make. Each thing has a name (niche, alias, order's name, deposit's
 * reference) by which a second run finds it, so a run that was cut off is simply run again.
 * Called by demo.c; what is made stands in server/demo. */
#include "demo_setup.h"

#include <stdio.h>
#include <string.h>

#include "amount.h"
#include "call.h"
#include "leadx/demo/market.h"
#include "pages.h"
#include "problem.h"

struct setup {
    struct connection *admin;
    json_t *orgs;                     /* all orgs there are */
    char ids[DEMO_SMALL][40];         /* by party */
    char keys[DEMO_SMALL][40];        /* ids of the keys made for this run */
    struct connection as[DEMO_SMALL]; /* each party's own connection */
    char secret[DEMO_SMALL][128];
};

/* The item whose member is text; NULL when there is none. */
static json_t *find(json_t *items, const char *member, const char *text)
{
    size_t i;
    json_t *item;

    json_array_foreach(items, i, item)
    {
        const char *value = json_string_value(json_object_get(item, member));

        if (value != NULL && strcmp(value, text) == 0)
            return item;
    }
    return NULL;
}

/* body is taken over. id: 40 bytes for the new thing's id, or NULL. */
static bool make(struct connection *c, const char *path, json_t *body, const char *key, char *id)
{
    struct answer a;
    bool ok = call_or_say(c, "POST", path, body, key, &a);

    json_decref(body);
    if (!ok)
        return false;
    if (id != NULL)
        snprintf(id, 40, "%s", answer_text(&a, "id") != NULL ? answer_text(&a, "id") : "");
    answer_free(&a);
    return true;
}

static bool make_niches(struct setup *s)
{
    char path[128];
    struct answer a;

    for (size_t i = 0; i < DEMO_NICHES; i++) {
        snprintf(path, sizeof path, "/v1/niches/%s", demo_niches[i].name);
        bool there = call(s->admin, "GET", path, NULL, NULL, &a);
        answer_free(&a);
        if (!there &&
            !make(s->admin, "/v1/admin/niches", demo_niche_body(&demo_niches[i]), NULL, NULL))
            return false;
    }
    return true;
}

/* Where transfers go, in an invented bank; what somebody wrote there stays. */
static bool make_pay_to(struct setup *s)
{
    static const char text[] = "Demo Exchange LLC\nAccount 40702810000000000000\n"
                               "Demo Bank, BIC 000000000\n(invented: transfer nothing)";
    json_t *currencies = pages_read(s->admin, "/v1/admin/currencies");
    json_t *terms = find(currencies, "currency", DEMO_CURRENCY);
    bool missing = terms != NULL && !json_is_string(json_object_get(terms, "pay_to"));
    bool ok = currencies != NULL;

    json_decref(currencies);
    if (!ok || !missing)
        return ok;
    return make(s->admin, "/v1/admin/currencies",
                json_pack("{s:s, s:s}", "currency", DEMO_CURRENCY, "pay_to", text), NULL, NULL);
}

static bool make_orgs(struct setup *s)
{
    for (int i = 0; i < DEMO_SMALL; i++) {
        const struct demo_org *org = &demo_orgs[i];
        json_t *there = find(s->orgs, "alias", org->alias);

        if (there != NULL)
            snprintf(s->ids[i], sizeof s->ids[i], "%s",
                     json_string_value(json_object_get(there, "id")));
        else if (!make(s->admin, "/v1/admin/orgs",
                       demo_org_body(org, org->parent >= 0 ? s->ids[org->parent] : NULL), NULL,
                       s->ids[i]))
            return false;
    }
    return true;
}

/* Keys cannot be looked up again: every run makes its own, and revokes those nobody keeps. */
static bool make_key(struct setup *s, int party)
{
    char path[128];
    struct answer a;
    json_t *body = json_pack("{s:s}", "name", "demo");

    snprintf(path, sizeof path, "/v1/admin/orgs/%s/keys", s->ids[party]);
    bool ok = call_or_say(s->admin, "POST", path, body, NULL, &a);
    json_decref(body);
    if (!ok)
        return false;
    snprintf(s->keys[party], sizeof s->keys[party], "%s", answer_text(&a, "id"));
    snprintf(s->secret[party], sizeof s->secret[party], "%s", answer_text(&a, "key"));
    answer_free(&a);
    connection_make(&s->as[party], s->admin->url, s->admin->ca, s->secret[party]);
    return true;
}

static bool make_keys(struct setup *s)
{
    for (int i = 0; i < DEMO_SMALL; i++)
        if (!make_key(s, i))
            return false;
    return true;
}

static void drop_keys(struct setup *s)
{
    char path[128];
    struct answer a;

    for (int i = 0; i < DEMO_SMALL; i++) {
        if (i != ORBITA && i != MERIDIAN && s->keys[i][0] != '\0') {
            snprintf(path, sizeof path, "/v1/admin/keys/%s/revoke", s->keys[i]);
            call(s->admin, "POST", path, NULL, NULL, &a);
            answer_free(&a);
        }
        connection_close(&s->as[i]);
    }
}

/* 409: the reference was booked by an earlier run, under an Idempotency-Key that is forgotten. */
static bool make_deposits(struct setup *s)
{
    char name[64];
    struct answer a;

    for (int i = 0; i < DEMO_SMALL; i++) {
        if (demo_orgs[i].deposit == 0)
            continue;
        snprintf(name, sizeof name, "demo-deposit-%s", demo_orgs[i].alias);
        json_t *body =
            json_pack("{s:s, s:o, s:s}", "org", s->ids[i], "amount",
                      amount_make(demo_orgs[i].deposit, DEMO_CURRENCY), "reference", name);
        bool ok = call(s->admin, "POST", "/v1/admin/deposits", body, name, &a) || a.status == 409;
        if (!ok)
            problem_print(stderr, &a);
        answer_free(&a);
        json_decref(body);
        if (!ok)
            return false;
    }
    return true;
}

static bool make_orders(struct setup *s, int party)
{
    json_t *there = pages_read(&s->as[party], "/v1/orders");
    bool ok = there != NULL;

    for (size_t i = 0; ok && i < demo_orders_count; i++)
        if (demo_orders[i].buyer == (enum demo_party)party &&
            find(there, "name", demo_orders[i].name) == NULL)
            ok = make(&s->as[party], "/v1/orders", demo_order_body(&demo_orders[i]), NULL, NULL);
    json_decref(there);
    return ok;
}

/* Orbita asks to join, Vector admits. A second run finds both done: 409 is as good. */
static bool make_offer(struct setup *s)
{
    char id[40], path[160];
    struct answer joined, admitted;
    json_t *there = pages_read(&s->as[VECTOR], "/v1/offers");

    if (there == NULL)
        return false;
    json_t *offer = find(there, "name", demo_offer.name);
    if (offer != NULL)
        snprintf(id, sizeof id, "%s", json_string_value(json_object_get(offer, "id")));
    json_decref(there);
    if (offer == NULL && !make(&s->as[VECTOR], "/v1/offers", demo_offer_body(), NULL, id))
        return false;
    snprintf(path, sizeof path, "/v1/offers/%s/join", id);
    bool ok = call(&s->as[ORBITA], "POST", path, NULL, NULL, &joined) || joined.status == 409;
    if (!ok)
        problem_print(stderr, &joined);
    answer_free(&joined);
    snprintf(path, sizeof path, "/v1/offers/%s/sellers/%s/admit", id, s->ids[ORBITA]);
    if (!ok)
        return false;
    ok = call(&s->as[VECTOR], "POST", path, NULL, NULL, &admitted) || admitted.status == 409;
    if (!ok)
        problem_print(stderr, &admitted);
    answer_free(&admitted);
    return ok;
}

static bool make_all(struct setup *s)
{
    if (!make_niches(s) || !make_pay_to(s) || !make_orgs(s) || !make_keys(s) || !make_deposits(s))
        return false;
    for (int i = 0; i < DEMO_SMALL; i++)
        if (demo_orgs[i].buys && !make_orders(s, i))
            return false;
    return make_offer(s);
}

static void keep(struct setup *s, json_t *demo)
{
    json_t *niches = json_array();

    for (size_t i = 0; i < DEMO_NICHES; i++)
        json_array_append_new(niches, json_string(demo_niches[i].name));
    json_object_set_new(demo, "niches", niches);
    json_object_set_new(demo, "seller",
                        json_pack("{s:s, s:s}", "org", s->ids[ORBITA], "key", s->secret[ORBITA]));
    json_object_set_new(
        demo, "buyer",
        json_pack("{s:s, s:s}", "org", s->ids[MERIDIAN], "key", s->secret[MERIDIAN]));
}

bool demo_setup(struct connection *admin, json_t *demo)
{
    struct setup s = {.admin = admin, .orgs = pages_read(admin, "/v1/admin/orgs")};
    bool ok = s.orgs != NULL && make_all(&s);

    if (ok)
        keep(&s, demo);
    drop_keys(&s);
    json_decref(s.orgs);
    return ok;
}
