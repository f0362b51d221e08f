/* leadx wallet: what the caller's org has, holds and is owed. */
#include <stdio.h>

#include "call.h"
#include "command.h"
#include "table.h"

static int run(const struct args *a);

const struct command wallet_command = {
    .name = "wallet",
    .usage = "[--as seller|buyer]",
    .summary = "Show the balances of an org",
    .run = run,
};

static void show(const struct answer *answer)
{
    json_t *accounts = answer_get(answer, "items");
    size_t i;
    json_t *account;

    if (!json_is_array(accounts)) {
        table_print_object(answer->body);
        return;
    }
    json_array_foreach(accounts, i, account)
    {
        if (i > 0)
            putchar('\n');
        table_print_object(account);
    }
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
