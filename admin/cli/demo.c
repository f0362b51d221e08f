/* leadx demo: fills a small market, writes demo.json, and sells one lead so that a sale is visible.
 *
 * Its one rule: keys are shown once, so a demo.json whose keys still work is kept and only its
 * addresses are brought up to date. Called by ./leadx up at every start. */
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"
#include "call.h"
#include "command.h"
#include "demo_file.h"
#include "demo_setup.h"
#include "leadx/demo/market.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"out", "FILE", "the demo.json to write; needed"},
    {"database", "URL", "written into it (LEADX_DATABASE)"},
    {NULL, NULL, NULL},
};

const struct command demo_command = {
    .name = "demo",
    .usage = "--out FILE",
    .summary = "Fill a demo market: six niches, two sellers, four buyers, about fifty orders",
    .help =
        "Takes LEADX_URL, LEADX_CA, LEADX_ADMIN_KEY and LEADX_DATABASE. May be run again: what is\n"
        "there is kept. Then posts one lead and says who bought it.\n",
    .flags = flags,
    .run = run,
};

static void set(json_t *demo, const char *name, const char *value)
{
    if (value != NULL && *value != '\0')
        json_object_set_new(demo, name, json_string(value));
}

/* An absolute path: demo.json is read from anywhere. */
static void set_ca(json_t *demo, const char *ca)
{
    char absolute[PATH_MAX];

    set(demo, "ca", ca != NULL && *ca != '/' && realpath(ca, absolute) != NULL ? absolute : ca);
}

/* What is kept of an earlier demo.json, with today's addresses. */
static json_t *start(const struct args *a, const struct connection *admin, const char *path)
{
    json_t *demo = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    const char *database = args_value(a, "database");

    if (!json_is_object(demo)) {
        json_decref(demo);
        demo = json_object();
    }
    set(demo, "url", admin->url);
    set_ca(demo, admin->ca);
    json_object_set_new(demo, "admin", json_pack("{s:s}", "key", admin->key));
    set(demo, "database", database != NULL ? database : getenv("LEADX_DATABASE"));
    return demo;
}

static bool key_works(const struct connection *admin, json_t *demo, const char *party)
{
    const char *key = json_string_value(json_object_get(json_object_get(demo, party), "key"));
    struct connection c = {0};
    struct answer answer;

    if (key == NULL)
        return false;
    connection_make(&c, admin->url, admin->ca, key);
    bool works = call(&c, "GET", "/v1/me", NULL, NULL, &answer);
    answer_free(&answer);
    connection_close(&c);
    return works;
}

/* "meridian offered 2,000.00 RUB. Bought the lead.", one line a candidate, best first. */
static void print_candidates(json_t *candidates)
{
    char price[64];
    size_t i;
    json_t *one;

    json_array_foreach(candidates, i, one)
    {
        const char *buyer = json_string_value(json_object_get(one, "buyer"));
        const char *text = json_string_value(json_object_get(one, "text"));

        printf("    %-14s offered %14s%s. %s\n", buyer != NULL ? buyer : "somebody",
               amount_show(json_object_get(one, "price"), price, sizeof price),
               json_is_true(json_object_get(one, "exclusive")) ? ", exclusively" : "",
               text != NULL ? text : "");
    }
}

static void print_decision(struct connection *seller, const char *path)
{
    struct answer answer;

    if (path == NULL)
        return;
    if (call(seller, "GET", path, NULL, NULL, &answer)) {
        json_t *first = json_array_get(answer_get(&answer, "decisions"), 0);

        print_candidates(json_object_get(first, "candidates"));
    }
    answer_free(&answer);
}

/* Short of what each paid: the candidates below say it. */
static void print_first(const struct answer *a)
{
    char payout[64];
    const char *status = answer_text(a, "status");
    size_t i;
    json_t *sale;

    printf("  %s %s", a->replayed ? "the first lead was" : "a lead was posted and",
           status != NULL ? status : "taken");
    json_array_foreach(answer_get(a, "sales"), i, sale)
    {
        const char *buyer = json_string_value(json_object_get(sale, "buyer"));

        printf("%s%s", i == 0 ? " to " : ", ", buyer != NULL ? buyer : "a buyer");
    }
    printf("; payout %s%s\n", amount_show(answer_get(a, "payout"), payout, sizeof payout),
           a->replayed ? " (answered before)" : "");
}

static bool sell_one(const struct connection *admin, json_t *demo)
{
    const char *key = json_string_value(json_object_get(json_object_get(demo, "seller"), "key"));
    struct connection seller;
    struct answer answer;
    json_t *lead = demo_lead_body();

    connection_make(&seller, admin->url, admin->ca, key);
    bool posted = call_or_say(&seller, "POST", "/v1/leads", lead, NULL, &answer);
    json_decref(lead);
    if (posted) {
        print_first(&answer);
        print_decision(&seller, answer_text(&answer, "decision"));
        answer_free(&answer);
    }
    connection_close(&seller);
    return posted;
}

static int fill(const struct args *a, struct connection *admin, const char *path)
{
    json_t *demo = start(a, admin, path);
    bool there = key_works(admin, demo, "seller") && key_works(admin, demo, "buyer");
    bool ok = there || demo_setup(admin, demo);

    ok = ok && demo_file_write(path, demo);
    if (ok && !there)
        printf("  %d niches, %d companies, %zu orders\n", DEMO_NICHES, DEMO_SMALL,
               demo_orders_count);
    ok = ok && sell_one(admin, demo);
    json_decref(demo);
    return ok ? DONE : FAILED;
}

static int run(const struct args *a)
{
    const char *path = args_value(a, "out");
    struct connection admin = {0};
    int status = FAILED;

    if (path == NULL || a->n_words != 0)
        return command_misused(&demo_command);
    if (connection_open(&admin, a, WHO_ADMIN))
        status = fill(a, &admin, path);
    connection_close(&admin);
    return status;
}
