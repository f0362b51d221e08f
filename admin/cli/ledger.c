/* leadx ledger verify: has the server recompute every balance from its transfers, and says whether
 * the books balance. Exit status 0 only if they do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "command.h"
#include "leadx/base/money.h"

static int run(const struct args *a);

const struct command ledger_command = {
    .name = "ledger",
    .usage = "verify",
    .summary = "Verify the books: every balance recomputed, all sums zero",
    .help = "Exit status 0 when the books balance, 1 when they do not.\n",
    .run = run,
};

static const char *money(json_t *minor, const char *currency, char *out, size_t size)
{
    money_format(json_integer_value(minor), slice_of(currency), out, size);
    return out;
}

/* One currency: what stands on each kind of account, and the sum, which must be zero. */
static void print_currency(json_t *row)
{
    char amount[64];
    const char *currency = json_string_value(json_object_get(row, "currency")), *kind;
    json_t *minor;

    if (currency == NULL)
        return;
    printf("%s, %" JSON_INTEGER_FORMAT " transfers\n", currency,
           json_integer_value(json_object_get(row, "transfers")));
    json_object_foreach(json_object_get(row, "kinds"), kind, minor)
        printf("  %-10s %26s\n", kind, money(minor, currency, amount, sizeof amount));
    printf("  %-10s %26s\n", "sum",
           money(json_object_get(row, "sum"), currency, amount, sizeof amount));
}

static void print_problem(json_t *problem)
{
    char *text = json_dumps(problem, JSON_ENCODE_ANY);

    fprintf(stderr, "  %s\n", text);
    free(text);
}

static int show(const struct answer *answer)
{
    json_t *problems = answer_get(answer, "problems"), *row;
    size_t i;

    json_array_foreach(answer_get(answer, "currencies"), i, row) print_currency(row);
    if (json_is_true(answer_get(answer, "balanced"))) {
        puts("the books balance");
        return DONE;
    }
    fflush(stdout);
    fprintf(stderr, "the books do not balance: %zu problems\n", json_array_size(problems));
    json_array_foreach(problems, i, row) print_problem(row);
    return FAILED;
}

static int run(const struct args *a)
{
    struct connection c = {0};
    struct answer answer;
    int status = FAILED;

    if (a->n_words != 1 || strcmp(a->words[0], "verify") != 0)
        return command_misused(&ledger_command);
    if (connection_open(&c, a, WHO_ADMIN) &&
        call_or_say(&c, "GET", "/v1/admin/ledger/verify", NULL, NULL, &answer)) {
        if (args_given(a, "json")) {
            answer_print(&answer);
            status = json_is_true(answer_get(&answer, "balanced")) ? DONE : FAILED;
        } else {
            status = show(&answer);
        }
        answer_free(&answer);
    }
    connection_close(&c);
    return status;
}
