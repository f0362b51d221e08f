/* leadx wallet: what the caller's org has, holds and is owed. */
#include <stdio.h>

#include "amount.h"
#include "call.h"
#include "command.h"

static int run(const struct args *a);

const struct command wallet_command = {
    .name = "wallet",
    .usage = "[--as seller|buyer]",
    .summary = "Show the balances of an org",
    .run = run,
};

/* What a buyer has first, then what a seller is owed. */
static void print_account(json_t *account)
{
    static const char *const names[] = {"wallet", "reserved", "credit_limit", "available", "escrow",
                                        "held",   "payable",  "payout",       "debt"};
    char amount[64];

    printf("%s\n", json_string_value(json_object_get(account, "currency")));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_t *money = json_object_get(account, names[i]);

        if (money != NULL)
            printf("  %-13s %24s\n", names[i], amount_show(money, amount, sizeof amount));
    }
}

static void show(const struct answer *answer)
{
    json_t *accounts = answer_get(answer, "items");
    size_t i;
    json_t *account;

    json_array_foreach(accounts, i, account) print_account(account);
    if (json_array_size(accounts) == 0)
        puts("no account yet: nothing was paid in, nothing was sold");
}

static int run(const struct args *a)
{
    struct connection c = {0};
    struct answer answer;
    int status = FAILED;

    if (a->n_words != 0)
        return command_misused(&wallet_command);
    if (connection_open(&c, a, WHO_BUYER) &&
        call_or_say(&c, "GET", "/v1/wallet", NULL, NULL, &answer)) {
        if (args_given(a, "json"))
            answer_print(&answer);
        else
            show(&answer);
        answer_free(&answer);
        status = DONE;
    }
    connection_close(&c);
    return status;
}
