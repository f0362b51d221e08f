/* What an order would have bought, had it stood otherwise, as small tables. Called by order.c. */
#include <stdio.h>
#include <stdlib.h>

#include "amount.h"
#include "call.h"
#include "command.h"
#include "order.h"
#include "problem.h"
#include "table.h"

/* The body; NULL: said why. */
static json_t *question(const struct args *a)
{
    const char *days = args_value(a, "days"), *change = args_value(a, "change");
    json_t *body = json_object();
    json_error_t fault;
    char *end;

    if (days != NULL) {
        json_object_set_new(body, "days", json_integer(strtol(days, &end, 10)));
        if (*days == '\0' || *end != '\0') {
            fprintf(stderr, "leadx: --days is a number from 1 to 30\n");
            json_decref(body);
            return NULL;
        }
    }
    if (change == NULL)
        return body;
    json_t *terms = json_loads(change, JSON_REJECT_DUPLICATES, &fault);
    if (terms == NULL) {
        fprintf(stderr, "leadx: --change is not JSON: %s\n", fault.text);
        json_decref(body);
        return NULL;
    }
    json_object_set_new(body, "change", terms);
    return body;
}

/* A row of {leads, spend} of both sides. */
static void row_add(json_t *rows, const char *head, const char *name, json_t *would, json_t *bought)
{
    json_array_append_new(rows, json_pack("{s:s, s:O, s:O, s:O, s:O}", head, name, "would_buy",
                                          json_object_get(would, "leads"), "would_spend",
                                          json_object_get(would, "spend"), "bought",
                                          json_object_get(bought, "leads"), "spent",
                                          json_object_get(bought, "spend")));
}

static void print_sums(json_t *body)
{
    static const char *const columns[] = {"price",  "would_buy", "would_spend",
                                          "bought", "spent",     NULL};
    json_t *would = json_object_get(body, "would"), *bought = json_object_get(body, "bought");
    json_t *rows = json_array();

    row_add(rows, "price", "shared", json_object_get(would, "shared"),
            json_object_get(bought, "shared"));
    row_add(rows, "price", "exclusive", json_object_get(would, "exclusive"),
            json_object_get(bought, "exclusive"));
    row_add(rows, "price", "both", would, bought);
    table_print(rows, columns);
    json_decref(rows);
}

static void print_days(json_t *body)
{
    static const char *const columns[] = {"day",    "would_buy", "would_spend",
                                          "bought", "spent",     NULL};
    json_t *rows = json_array(), *day;
    size_t i;

    json_array_foreach(json_object_get(body, "days"), i, day)
    {
        row_add(rows, "day", json_string_value(json_object_get(day, "day")),
                json_object_get(day, "would"), json_object_get(day, "bought"));
    }
    table_print(rows, columns);
    json_decref(rows);
}

static long long number(json_t *body, const char *name)
{
    return (long long)json_integer_value(json_object_get(body, name));
}

static void print_frame(json_t *body)
{
    printf("%lld leads looked at since %s", number(body, "looked_at"),
           json_string_value(json_object_get(body, "from")));
    if (json_is_true(json_object_get(body, "cut")))
        printf("; the server's limit ended it at %s",
               json_string_value(json_object_get(body, "until")));
    printf("\n%lld bought that it did not buy, %lld not bought that it did", number(body, "gained"),
           number(body, "lost"));
    if (number(body, "short_of_money") > 0)
        printf(", %lld of them more than the wallet could pay", number(body, "short_of_money"));
    printf("\n\n");
}

static void print_reasons(json_t *body)
{
    static const char *const columns[] = {"code", "leads", NULL};
    json_t *refused = json_object_get(body, "not_bought"), *sentence;
    size_t i;

    if (json_array_size(refused) > 0) {
        printf("\nnot bought, by the first rule that failed\n");
        table_print(refused, columns);
    }
    printf("\n");
    json_array_foreach(json_object_get(body, "assumed"), i, sentence)
    {
        printf("%s%s\n", i == 0 ? "assumed: " : "         ", json_string_value(sentence));
    }
}

int order_replay(struct connection *c, const struct args *a, const char *id)
{
    char path[256];
    struct answer answer;

    if (!problem_id("order", id))
        return MISUSED;
    json_t *body = question(a);
    if (body == NULL)
        return MISUSED;
    snprintf(path, sizeof path, "/v1/orders/%s/replay", id);
    bool told = call_or_say(c, "POST", path, body, NULL, &answer);
    json_decref(body);
    if (!told)
        return FAILED;
    if (args_given(a, "json")) {
        answer_print(&answer);
    } else {
        print_frame(answer.body);
        print_sums(answer.body);
        printf("\n");
        print_days(answer.body);
        print_reasons(answer.body);
    }
    answer_free(&answer);
    return DONE;
}
