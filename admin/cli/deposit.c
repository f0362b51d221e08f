/* leadx deposit: money that came in for a buyer, booked by an administrator.
 *
 * Its one rule: the bank's reference is the idempotency key, so that running it twice books once.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "amount.h"
#include "call.h"
#include "command.h"
#include "problem.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"reference", "TEXT", "the bank's own reference of this payment; needed"},
    {NULL, NULL, NULL},
};

const struct command deposit_command = {
    .name = "deposit",
    .usage = "ORG AMOUNT CURRENCY --reference TEXT",
    .summary = "Book money that a buyer paid in",
    .help = "As in: leadx deposit 0193… 50000.00 RUB --reference 'bank 2026-11-21/17'\n"
            "The same reference again changes nothing; with another amount it is refused.\n"
            "What the family owes is filled first, the rest stands in its wallet.\n",
    .flags = flags,
    .run = run,
};

/* Nobody who typed a reference knows of a key. */
static void refused(const struct answer *a, const char *reference)
{
    const char *code = answer_text(a, "code");

    if (code == NULL || strcmp(code, "key_reused") != 0)
        problem_print(stderr, a);
    else
        fprintf(stderr,
                "leadx: the reference '%s' was used with another amount or company; nothing was "
                "booked.\n",
                reference);
}

static int book(struct connection *c, const struct args *a, int64_t minor)
{
    char key[256], balance[64];
    const char *org = a->words[0], *currency = a->words[2];
    struct answer answer;

    snprintf(key, sizeof key, "deposit-%s", args_value(a, "reference"));
    for (char *p = key; *p != '\0'; p++)
        if (*p < '!' || *p > '~')
            *p = '_';
    json_t *body = json_pack("{s:s, s:o, s:s}", "org", org, "amount", amount_make(minor, currency),
                             "reference", args_value(a, "reference"));
    bool booked = call(c, "POST", "/v1/admin/deposits", body, key, &answer);
    json_decref(body);
    if (!booked) {
        refused(&answer, args_value(a, "reference"));
        answer_free(&answer);
        return FAILED;
    }
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("%s; the wallet holds %s\n", answer.replayed ? "booked before" : "booked",
               amount_show(answer_get(&answer, "balance"), balance, sizeof balance));
    answer_free(&answer);
    return DONE;
}

static int run(const struct args *a)
{
    int64_t minor;
    struct connection c = {0};
    int status = FAILED;

    if (a->n_words != 3 || !args_given(a, "reference"))
        return command_misused(&deposit_command);
    if (!problem_id("org", a->words[0]) ||
        !amount_read_or_say("", a->words[1], a->words[2], &minor))
        return MISUSED;
    if (connection_open(&c, a, WHO_ADMIN))
        status = book(&c, a, minor);
    connection_close(&c);
    return status;
}
