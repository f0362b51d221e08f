/* leadx wallet: what the caller's org has, holds and is owed. */
#include <stdio.h>
#include <string.h>

#include "amount.h"
#include "call.h"
#include "command.h"
#include "table.h"

static int run(const struct args *a);

const struct command wallet_command = {
    .name = "wallet",
    .usage = "[--as seller|buyer]",
    .summary = "Show the balances of an org",
    .help =
        "A buyer's wallet and escrow are its family's. available is what can be spent: the wallet\n"
        "and its credit without what is reserved. held is sold and still inside its return\n"
        "window; payable has settled; payable available is past its holding time, and what\n"
        "'leadx payout ask' can ask for. debt is owed and filled by what comes next.\n",
    .run = run,
};

/* What a buyer has first, then what a seller is owed. */
static void print_account(json_t *account)
{
    static const char *const names[] = {"wallet", "reserved", "credit_limit", "available",
                                        "escrow", "held",     "payable",      "payable_available",
                                        "payout", "debt"};
    char amount[64], label[32];

    printf("%s\n", json_string_value(json_object_get(account, "currency")));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_t *money = json_object_get(account, names[i]);

        if (money != NULL)
            printf("  %-17s %24s\n", table_label(names[i], label, sizeof label),
                   amount_show(money, amount, sizeof amount));
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

/* The operator's key may see much, but there is nothing of its own to see. */
static bool is_operator(struct connection *c)
{
    struct answer me;
    json_t *roles, *role;
    bool found = false;
    size_t i;

    call(c, "GET", "/v1/me", NULL, NULL, &me);
    roles = answer_get(&me, "roles");
    json_array_foreach(roles, i, role)
    {
        const char *name = json_string_value(role);

        found |= name != NULL && (strcmp(name, "admin") == 0 || strcmp(name, "auditor") == 0);
    }
    answer_free(&me);
    return found;
}

static int say(struct connection *c, const struct answer *answer)
{
    if (json_array_size(answer_get(answer, "items")) > 0 || !is_operator(c)) {
        show(answer);
        return DONE;
    }
    fputs("leadx: the operator has no wallet; try --as seller or --as buyer\n", stderr);
    return FAILED;
}

static int wallet(struct connection *c, const struct args *a)
{
    struct answer answer;
    int status = DONE;

    if (!call_or_say(c, "GET", "/v1/wallet", NULL, NULL, &answer))
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        status = say(c, &answer);
    answer_free(&answer);
    return status;
}

static int run(const struct args *a)
{
    struct connection c = {0};
    int status = FAILED;

    if (a->n_words != 0)
        return command_misused(&wallet_command);
    if (connection_open(&c, a, WHO_BUYER))
        status = wallet(&c, a);
    connection_close(&c);
    return status;
}
