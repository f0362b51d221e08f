/* leadx ledger: the books. verify without a file has the server recompute every balance from its
 * transfers; with one it needs no server. Exit status 0 only if everything is as it should be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_run.h"
#include "call.h"
#include "command.h"
#include "leadx/base/money.h"

static int run(const struct args *a);

const struct command ledger_command = {
    .name = "ledger",
    .usage = "verify\n"
             "verify FILE [--key HEX] [--transfer ID]\n"
             "export FILE [--from DAY] [--to DAY]\n"
             "prove FILE TRANSFER",
    .summary = "Verify the books, export them, prove a transfer",
    .help =
        "verify                the server recomputes every balance; all sums must be zero\n"
        "verify FILE           an exported ledger, or a proof, without a server: every row, every\n"
        "                      day's root, the chain of days, every signature\n"
        "export FILE           the signed days, from the first to the last or as told\n"
        "prove FILE TRANSFER   the proof that an exported ledger has a transfer, on standard "
        "output\n"
        "\n"
        "Without --key the keys that the file names are believed: compare them with what the "
        "operator\n"
        "published. Exit status 0 when everything is right, 1 when it is not.\n",
    .flags = book_flags,
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

/* A part of one day of books that are too long for one answer. */
static int check_slice(struct connection *c, const char *day, int slice, int slices)
{
    struct answer answer;
    char path[120];
    int status = FAILED;

    snprintf(path, sizeof path, "/v1/admin/ledger/verify?day=%.10s&slice=%d&slices=%d", day, slice,
             slices);
    if (!call_or_say(c, "GET", path, NULL, NULL, &answer))
        return FAILED;
    if (json_is_true(answer_get(&answer, "balanced"))) {
        status = DONE;
    } else {
        fprintf(stderr, "%s\n", day);
        show(&answer);
    }
    answer_free(&answer);
    return status;
}

static int check_days(struct connection *c, json_t *days)
{
    int status = DONE;
    json_t *day;
    size_t i;

    json_array_foreach(days, i, day)
    {
        int slices = (int)json_integer_value(json_object_get(day, "slices"));

        for (int n = 1; n <= slices; n++)
            if (check_slice(c, json_string_value(json_object_get(day, "day")), n, slices) != DONE)
                status = FAILED;
    }
    if (json_array_size(days) > 0 && status == DONE)
        printf("and so does each of %zu days\n", json_array_size(days));
    return status;
}

static int verify_on_server(const struct args *a)
{
    struct connection c = {0};
    struct answer answer;
    int status = FAILED;

    if (connection_open(&c, a, WHO_ADMIN) &&
        call_or_say(&c, "GET", "/v1/admin/ledger/verify", NULL, NULL, &answer)) {
        if (args_given(a, "json")) {
            answer_print(&answer);
            status = json_is_true(answer_get(&answer, "balanced")) ? DONE : FAILED;
        } else {
            status = show(&answer);
            if (status == DONE)
                status = check_days(&c, answer_get(&answer, "days"));
        }
        answer_free(&answer);
    }
    connection_close(&c);
    return status;
}

static int run(const struct args *a)
{
    const char *verb = args_word(a, 0);

    if (verb != NULL && strcmp(verb, "verify") == 0 && a->n_words == 1)
        return verify_on_server(a);
    if (verb != NULL && strcmp(verb, "verify") == 0 && a->n_words == 2)
        return book_run_verify(a);
    if (verb != NULL && strcmp(verb, "export") == 0 && a->n_words == 2)
        return book_run_export(a, "/v1/admin/ledger/export");
    if (verb != NULL && strcmp(verb, "prove") == 0 && a->n_words == 3)
        return book_run_prove(a);
    return command_misused(&ledger_command);
}
