/* leadx top-up: money that a company asks to pay in by transfer, and what came of it.
 *
 * Its one rule: the operator names a top-up by the reference on the bank's statement, whose check
 * digits the server looks at, so that nobody books to the line below. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "amount.h"
#include "call.h"
#include "command.h"
#include "pages.h"
#include "problem.h"
#include "verbs.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"reason", "TEXT", "refuse: why; the company reads it"},
    {"state", "STATE", "list, all: only those asked, paid, refused, withdrawn or expired"},
    {NULL, NULL, NULL},
};

const struct command top_up_command = {
    .name = "top-up",
    .usage = "ask AMOUNT CURRENCY\nlist [--state STATE]\nwithdraw ID\nall [--state STATE]\n"
             "confirm REFERENCE AMOUNT CURRENCY\nrefuse REFERENCE --reason TEXT",
    .summary = "Pay in by transfer: ask, confirm what came",
    .help =
        "For companies: ask, list, withdraw. ask prints the reference to write on the transfer\n"
        "and where it goes. For administrators: all, confirm, refuse. confirm books what really\n"
        "came, once: as in leadx top-up confirm 'RF60 KQYP WTDM' 50000.00 RUB\n",
    .flags = flags,
    .run = run,
};

/* ---- companies */

static void print_asked(const struct answer *answer)
{
    const char *pay_to = answer_text(answer, "pay_to");
    char amount[64];

    printf("top-up %s: %s\n", answer_text(answer, "id"),
           amount_show(answer_get(answer, "amount"), amount, sizeof amount));
    printf("write on the transfer: %s\n", answer_text(answer, "reference"));
    printf("transfer to: %s\n", pay_to == NULL ? "ask the exchange for its account" : pay_to);
}

static bool amount_of(const struct args *a, size_t at, json_t **amount)
{
    int64_t minor;

    if (!amount_read_or_say("", a->words[at], a->words[at + 1], &minor))
        return false;
    *amount = amount_make(minor, a->words[at + 1]);
    return true;
}

static int ask(struct connection *c, const struct args *a)
{
    json_t *amount, *body;
    struct answer answer;
    int status;

    if (a->n_words != 3)
        return command_misused(&top_up_command);
    if (!amount_of(a, 1, &amount))
        return MISUSED;
    body = json_pack("{s:o}", "amount", amount);
    status = verb_call(c, "/v1/wallet/top-ups", body, &answer);
    if (status != DONE)
        return status;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        print_asked(&answer);
    answer_free(&answer);
    return DONE;
}

static const char *const columns[] = {"id",   "state", "reference", "amount",
                                      "paid", "by",    "reason",    NULL};

static int print_list(struct connection *c, const struct args *a, const char *path,
                      const char *none)
{
    const char *state = args_value(a, "state");
    char asked[256];

    if (a->n_words != 1 ||
        (state != NULL && state[strspn(state, "abcdefghijklmnopqrstuvwxyz")] != '\0'))
        return command_misused(&top_up_command);
    if (state == NULL)
        return pages_print(c, a, path, columns, none);
    snprintf(asked, sizeof asked, "%s?state=%s", path, state);
    return pages_print(c, a, asked, columns, "no top-ups in this state");
}

static int list(struct connection *c, const struct args *a)
{
    return print_list(c, a, "/v1/wallet/top-ups",
                      "no top-ups yet: leadx top-up ask AMOUNT CURRENCY");
}

static int withdraw(struct connection *c, const struct args *a)
{
    char path[256];

    if (a->n_words != 2)
        return command_misused(&top_up_command);
    if (!problem_id("top-up", a->words[1]))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/wallet/top-ups/%s/withdraw", a->words[1]);
    return verb_post(c, a, path, json_object(), "top-up");
}

/* ---- administrators */

static int all(struct connection *c, const struct args *a)
{
    return print_list(c, a, "/v1/admin/top-ups", "no top-ups yet: nobody asked to pay in");
}

/* The path of what is done with the top-up of this reference; false: said why there is none. */
static bool path_of(struct connection *c, const char *reference, const char *verb, char *path,
                    size_t size)
{
    char query[256] = "/v1/admin/top-ups?reference=";
    const char *id;
    struct answer answer;
    size_t n = strlen(query);

    for (const char *p = reference; *p != '\0' && n + 1 < sizeof query; p++)
        if (*p != ' ')
            query[n++] = isalnum((unsigned char)*p) ? *p : '-'; /* which the server passes over */
    query[n] = '\0';
    if (!call_or_say(c, "GET", query, NULL, NULL, &answer))
        return false;
    id = json_string_value(json_object_get(json_array_get(answer_get(&answer, "items"), 0), "id"));
    if (id == NULL)
        fprintf(stderr, "leadx: no top-up was asked for under '%s'\n", reference);
    else
        snprintf(path, size, "/v1/admin/top-ups/%s/%s", id, verb);
    answer_free(&answer);
    return id != NULL;
}

static int confirm(struct connection *c, const struct args *a)
{
    json_t *amount;
    char path[256];

    if (a->n_words != 4)
        return command_misused(&top_up_command);
    if (!amount_of(a, 2, &amount))
        return MISUSED;
    if (path_of(c, a->words[1], "confirm", path, sizeof path))
        return verb_post(c, a, path, json_pack("{s:o}", "amount", amount), "top-up");
    json_decref(amount);
    return FAILED;
}

static int refuse(struct connection *c, const struct args *a)
{
    json_t *body = json_object();
    char path[256];

    if (a->n_words != 2 || !args_given(a, "reason")) {
        json_decref(body);
        return command_misused(&top_up_command);
    }
    verb_flag(body, a, "reason");
    if (path_of(c, a->words[1], "refuse", path, sizeof path))
        return verb_post(c, a, path, body, "top-up");
    json_decref(body);
    return FAILED;
}

static int run(const struct args *a)
{
    static const struct verb verbs[] = {
        {"ask", WHO_BUYER, ask}, {"list", WHO_BUYER, list},       {"withdraw", WHO_BUYER, withdraw},
        {"all", WHO_ADMIN, all}, {"confirm", WHO_ADMIN, confirm}, {"refuse", WHO_ADMIN, refuse},
    };

    return verbs_run(&top_up_command, verbs, sizeof verbs / sizeof *verbs, a);
}
