/* Makes a standing order from a file or from options. Called by order.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amount.h"
#include "call.h"
#include "command.h"
#include "order.h"

/* The niche's currency into out; false: said why. */
static bool niche_currency(struct connection *c, const char *niche, char out[4])
{
    char path[256];
    struct answer answer;

    snprintf(path, sizeof path, "/v1/niches/%s", niche);
    if (!call_or_say(c, "GET", path, NULL, NULL, &answer))
        return false;
    snprintf(out, 4, "%s", answer_text(&answer, "currency"));
    answer_free(&answer);
    return true;
}

static bool set_price(json_t *order, const struct args *a, const char *flag, const char *member,
                      const char *currency)
{
    int64_t minor;
    char option[32];
    const char *text = args_value(a, flag);

    if (text == NULL)
        return true;
    snprintf(option, sizeof option, "--%s: ", flag);
    if (!amount_read_or_say(option, text, currency, &minor))
        return false;
    json_object_set_new(order, member, amount_make(minor, currency));
    return true;
}

static bool set_filter(json_t *order, const char *text)
{
    json_error_t fault;

    if (text == NULL)
        return true;
    json_t *filter = json_loads(text, JSON_REJECT_DUPLICATES, &fault);
    if (filter == NULL) {
        fprintf(stderr, "leadx: --filter is not JSON: %s\n", fault.text);
        return false;
    }
    json_object_set_new(order, "filter", filter);
    return true;
}

/* "day=50" */
static bool set_cap(json_t *order, const char *text)
{
    char per[16], rest;
    unsigned count;

    if (text == NULL)
        return true;
    if (sscanf(text, "%15[a-z]=%u%c", per, &count, &rest) != 2) {
        fprintf(stderr, "leadx: --cap is written as day=50\n");
        return false;
    }
    json_object_set_new(order, "caps",
                        json_pack("[{s:s, s:I}]", "per", per, "count", (json_int_t)count));
    return true;
}

static json_t *from_options(struct connection *c, const struct args *a)
{
    char currency[4];
    const char *niche = args_value(a, "niche"), *name = args_value(a, "name");

    if (niche == NULL || (!args_given(a, "shared") && !args_given(a, "exclusive"))) {
        fprintf(stderr, "leadx: an order needs --niche and --shared or --exclusive\n");
        return NULL;
    }
    if (!niche_currency(c, niche, currency))
        return NULL;
    json_t *order = json_pack("{s:s, s:s}", "niche", niche, "name", name != NULL ? name : niche);
    if (args_given(a, "time-zone"))
        json_object_set_new(order, "time_zone", json_string(args_value(a, "time-zone")));
    if (set_price(order, a, "shared", "shared_price", currency) &&
        set_price(order, a, "exclusive", "exclusive_price", currency) &&
        set_filter(order, args_value(a, "filter")) && set_cap(order, args_value(a, "cap")))
        return order;
    json_decref(order);
    return NULL;
}

static json_t *from_file(const char *file)
{
    json_error_t fault;
    json_t *order = strcmp(file, "-") == 0 ? json_loadf(stdin, JSON_REJECT_DUPLICATES, &fault)
                                           : json_load_file(file, JSON_REJECT_DUPLICATES, &fault);

    if (order == NULL && fault.line < 0)
        fprintf(stderr, "leadx: %s\n", fault.text); /* it was not opened */
    else if (order == NULL)
        fprintf(stderr, "leadx: %s: line %d: %s\n", file, fault.line, fault.text);
    return order;
}

int order_create(struct connection *c, const struct args *a, const char *file)
{
    struct answer answer;
    json_t *order = file != NULL ? from_file(file) : from_options(c, a);

    if (order == NULL)
        return FAILED;
    bool made = call_or_say(c, "POST", "/v1/orders", order, NULL, &answer);
    json_decref(order);
    if (!made)
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("order %s is active: it buys within its hours, caps and money\n",
               answer_text(&answer, "id"));
    answer_free(&answer);
    return DONE;
}
