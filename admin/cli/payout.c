/* leadx payout: money on its way out. Owners name accounts and ask; administrators approve, send a
 * batch, fetch its file for the bank, and say how it ended.
 *
 * Its one rule: what moves money carries a key made for this one run, so a call that is repeated on
 * its way moves it once. */
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
    {"name", "TEXT", "account: who holds it"},
    {"bic", "BIC", "account: its bank"},
    {"to", "ID", "ask: the account to be paid to, as 'leadx payout accounts' lists it"},
    {"from-wallet", NULL, "ask: unused money of a buyer's wallet instead of what was earned"},
    {"reference", "TEXT", "confirm, return: the bank's own; it moves money once"},
    {"reason", "TEXT", "cancel, return: why"},
    {"format", "FORM", "file: pain001 (default), csv or spreadsheet"},
    {NULL, NULL, NULL},
};

const struct command payout_command = {
    .name = "payout",
    .usage = "account CURRENCY NUMBER --name TEXT [--bic BIC]\naccounts\n"
             "ask AMOUNT CURRENCY --to ID [--from-wallet]\nlist\n"
             "approve|cancel|confirm|return ID [--reference TEXT] [--reason TEXT]\n"
             "send CURRENCY\nfile BATCH [--format FORM]\nsent BATCH",
    .summary = "Pay out: ask, approve, send to the bank, confirm",
    .help = "For companies: account, accounts, ask, list. For administrators: the rest, and list.\n"
            "send makes a batch of everything approved; file writes it for the bank (ISO 20022\n"
            "pain.001 or CSV) to standard output; sent says that the bank carried out all of it.\n",
    .flags = flags,
    .run = run,
};

/* ---- companies */

static int account(struct connection *c, const struct args *a)
{
    json_t *body;

    if (a->n_words != 3 || !args_given(a, "name"))
        return command_misused(&payout_command);
    body = json_pack("{s:s, s:s}", "currency", a->words[1], "account", a->words[2]);
    verb_flag(body, a, "name");
    verb_flag(body, a, "bic");
    return verb_post(c, a, "/v1/payees", body, "account");
}

static int ask(struct connection *c, const struct args *a)
{
    int64_t minor;

    if (a->n_words != 3 || !args_given(a, "to"))
        return command_misused(&payout_command);
    if (!amount_read_or_say("", a->words[1], a->words[2], &minor))
        return MISUSED;
    return verb_post(c, a, "/v1/payouts",
                     json_pack("{s:o, s:s, s:s}", "amount", amount_make(minor, a->words[2]),
                               "payee", args_value(a, "to"), "source",
                               args_given(a, "from-wallet") ? "wallet" : "payable"),
                     "payout");
}

static int list(struct connection *c, const struct args *a)
{
    static const char *const payouts[] = {"id",      "state", "amount", "source",
                                          "account", "batch", "reason", NULL};
    static const char *const accounts[] = {"id", "currency", "account", "retired_at", NULL};

    if (a->n_words != 1)
        return command_misused(&payout_command);
    return strcmp(a->words[0], "list") == 0
               ? pages_print(c, a, "/v1/payouts", payouts, "no payouts")
               : pages_print(c, a, "/v1/payees", accounts, "no bank accounts");
}

/* ---- administrators */

static int one(struct connection *c, const struct args *a)
{
    char path[256];
    json_t *body = json_object();

    if (a->n_words != 2) {
        json_decref(body);
        return command_misused(&payout_command);
    }
    if (!problem_id("payout", a->words[1])) {
        json_decref(body);
        return MISUSED;
    }
    snprintf(path, sizeof path, "/v1/admin/payouts/%s/%s", a->words[1], a->words[0]);
    if (strcmp(a->words[0], "approve") != 0) {
        verb_flag(body, a, "reference");
        verb_flag(body, a, "reason");
    }
    return verb_post(c, a, path, body, "payout");
}

static int send_batch(struct connection *c, const struct args *a)
{
    if (a->n_words != 2)
        return command_misused(&payout_command);
    return verb_post(c, a, "/v1/admin/payout-batches", json_pack("{s:s}", "currency", a->words[1]),
                     "batch");
}

static int sent(struct connection *c, const struct args *a)
{
    char path[256];

    if (a->n_words != 2)
        return command_misused(&payout_command);
    if (!problem_id("batch", a->words[1]))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/admin/payout-batches/%s/confirm", a->words[1]);
    return verb_post(c, a, path, json_object(), "confirmed: batch");
}

static int file(struct connection *c, const struct args *a)
{
    const char *form = args_given(a, "format") ? args_value(a, "format") : "pain001";
    char path[256];
    struct answer answer;

    if (a->n_words != 2 || strspn(form, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(form))
        return command_misused(&payout_command);
    if (!problem_id("batch", a->words[1]))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/admin/payout-batches/%s/file?format=%.20s", a->words[1], form);
    if (!call_or_say(c, "GET", path, NULL, NULL, &answer))
        return FAILED;
    fwrite(answer.text, 1, answer.n, stdout);
    answer_free(&answer);
    return DONE;
}

static const struct verb verbs[] = {
    {"account", WHO_SELLER, account}, {"accounts", WHO_SELLER, list},
    {"ask", WHO_SELLER, ask},         {"list", WHO_SELLER, list},
    {"approve", WHO_ADMIN, one},      {"cancel", WHO_ADMIN, one},
    {"confirm", WHO_ADMIN, one},      {"return", WHO_ADMIN, one},
    {"send", WHO_ADMIN, send_batch},  {"file", WHO_ADMIN, file},
    {"sent", WHO_ADMIN, sent},
};

static int run(const struct args *a)
{
    return verbs_run(&payout_command, verbs, sizeof verbs / sizeof *verbs, a);
}
