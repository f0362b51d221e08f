/* leadx market: what is listed, and buying it at the price it shows. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "amount.h"
#include "call.h"
#include "command.h"
#include "leadx/base/clock.h"
#include "leadx/base/uuid.h"
#include "problem.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"filter", "JSON", "list: {\"region\":{\"in\":[\"RU-MOW\"]},\"age\":{\"min\":25}}"},
    {"sort", "WORD", "list: newest, oldest, cheapest, dearest, best"},
    {"exclusive", NULL, "buy: alone, at the exclusive price, while nobody has it"},
    {NULL, NULL, NULL},
};

const struct command market_command = {
    .name = "market",
    .usage =
        "list NICHE [--filter JSON] [--sort cheapest]\nbuy LISTING [LISTING ...] [--exclusive]",
    .summary = "See what is listed on the marketplace, and buy it",
    .help = "buy asks what each listing costs and buys it for that or less; each is bought or "
            "refused\nby itself. list shows the first 50.\n",
    .flags = flags,
    .run = run,
};

/* ---- list */

static void print_head(void)
{
    printf("%-36s  %16s  %16s  %-7s %s\n", "id", "price", "exclusive price", "region",
           "temperature");
}

static void print_listing(json_t *item)
{
    char price[64], alone[64];
    json_t *region = json_object_get(json_object_get(item, "fields"), "region");

    printf("%s  %16s  %16s  %-7s %s\n", json_string_value(json_object_get(item, "id")),
           amount_show(json_object_get(item, "price"), price, sizeof price),
           amount_show(json_object_get(item, "exclusive_price"), alone, sizeof alone),
           json_is_string(region) ? json_string_value(region) : "-",
           json_string_value(json_object_get(item, "temperature")));
}

static void print_listings(json_t *items)
{
    json_t *item;
    size_t i;

    if (json_array_size(items) == 0)
        puts("Nothing is listed.");
    else
        print_head();
    json_array_foreach(items, i, item) print_listing(item);
}

static int list(struct connection *c, const struct args *a)
{
    const char *filter = args_value(a, "filter"), *sort = args_value(a, "sort");
    char *niche = curl_easy_escape(NULL, a->words[1], 0),
         *asked = curl_easy_escape(NULL, filter != NULL ? filter : "{}", 0),
         *order = curl_easy_escape(NULL, sort != NULL ? sort : "newest", 0);
    char path[4096];
    struct answer answer;
    bool good;

    snprintf(path, sizeof path, "/v1/market/listings?niche=%s&filter=%s&sort=%s", niche, asked,
             order);
    curl_free(niche);
    curl_free(asked);
    curl_free(order);
    good = call_or_say(c, "GET", path, NULL, NULL, &answer);
    if (good && args_given(a, "json"))
        answer_print(&answer);
    else if (good)
        print_listings(answer_get(&answer, "items"));
    if (good)
        answer_free(&answer);
    return good ? DONE : FAILED;
}

/* ---- buy */

/* Adds the listing at what it costs now; false: said why not. */
static bool line_add(struct connection *c, json_t *lines, const char *id, bool exclusive)
{
    char path[256];
    struct answer answer;
    json_t *price;
    bool good;

    if (!problem_id("listing", id))
        return false;
    snprintf(path, sizeof path, "/v1/market/listings/%s", id);
    if (!call(c, "GET", path, NULL, NULL, &answer)) {
        if (answer.status == 404)
            fprintf(stderr, "leadx: %s is gone: sold, ended, or never listed\n", id);
        else
            problem_print(stderr, &answer);
        answer_free(&answer);
        return false;
    }
    price = answer_get(&answer, exclusive ? "exclusive_price" : "price");
    good = json_is_object(price);
    if (good)
        json_array_append_new(
            lines, json_pack("{s:s, s:O, s:b}", "id", id, "price", price, "exclusive", exclusive));
    else
        fprintf(stderr, "leadx: %s cannot be had alone any more\n", id);
    answer_free(&answer);
    return good;
}

static void print_purchase(json_t *item)
{
    const char *listing = json_string_value(json_object_get(item, "listing")),
               *code = json_string_value(json_object_get(item, "code")),
               *sale = json_string_value(json_object_get(item, "sale"));
    char price[64];

    if (code != NULL)
        printf("%s  refused: %s\n", listing, code);
    else
        printf("%s  bought for %s, sale %s\n", listing,
               amount_show(json_object_get(item, "price"), price, sizeof price), sale);
}

static int buy(struct connection *c, const struct args *a)
{
    struct uuid id = uuid_v7(clock_wall_ms());
    char key[UUID_TEXT];
    json_t *lines = json_array(), *body, *item;
    struct answer answer;
    int status = FAILED;
    size_t i;

    for (int w = 1; w < a->n_words; w++)
        if (!line_add(c, lines, a->words[w], args_given(a, "exclusive"))) {
            json_decref(lines);
            return FAILED;
        }
    body = json_pack("{s:o}", "listings", lines);
    if (call_or_say(c, "POST", "/v1/market/purchases", body, uuid_format(&id, key), &answer)) {
        if (args_given(a, "json"))
            answer_print(&answer);
        else
            json_array_foreach(answer_get(&answer, "items"), i, item) print_purchase(item);
        if (json_integer_value(answer_get(&answer, "bought")) == a->n_words - 1)
            status = DONE;
        answer_free(&answer);
    }
    json_decref(body);
    return status;
}

static int run(const struct args *a)
{
    struct connection c = {0};
    const char *verb = args_word(a, 0);
    int (*act)(struct connection *, const struct args *) = NULL;
    int status = FAILED;

    if (verb != NULL && strcmp(verb, "list") == 0 && a->n_words == 2)
        act = list;
    else if (verb != NULL && strcmp(verb, "buy") == 0 && a->n_words > 1)
        act = buy;
    if (act == NULL)
        return command_misused(&market_command);
    if (connection_open(&c, a, WHO_BUYER))
        status = act(&c, a);
    connection_close(&c);
    return status;
}
