/* leadx dispute: claims about sales. Buyers open and withdraw, sellers accept and contest,
 * administrators look at the queue and rule.
 *
 * Its one rule: what moves money carries a key made for this one run, so a call that is repeated on
 * its way moves it once. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "command.h"
#include "pages.h"
#include "problem.h"
#include "verbs.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"reason", "CODE", "open: as 'leadx dispute reasons' lists them"},
    {"text", "TEXT", "what happened; rule: why, for both parties to read"},
    {"region", "CODE", "open: the right region"},
    {"recording", "URL", "open, contest: the recording of the call"},
    {"seconds", "N", "how long the recording is"},
    {"refund", "PERCENT", "rule split: how much of the price goes back"},
    {NULL, NULL, NULL},
};

const struct command dispute_command = {
    .name = "dispute",
    .usage = "reasons\nlist\nshow ID [--as seller|buyer|admin]\n"
             "open SALE --reason CODE [--text TEXT] [--region CODE] [--recording URL --seconds N]\n"
             "accept|contest|withdraw|appeal ID [--text TEXT] [--recording URL --seconds N]\n"
             "queue\nrule ID buyer|seller|split --text TEXT [--refund PERCENT]",
    .summary = "Dispute a sale, answer, rule",
    .help =
        "Buyers: open, withdraw, appeal. Sellers (--as seller): accept, contest, appeal.\n"
        "Administrators: queue, rule. show says under may what can be done, and under left_alone\n"
        "what comes if nobody does anything. Attempts, links and files go over the API.\n",
    .flags = flags,
    .run = run,
};

static int number(const struct args *a, const char *name)
{
    return args_given(a, name) ? atoi(args_value(a, name)) : 0;
}

static void add_evidence(json_t *body, const struct args *a)
{
    verb_flag(body, a, "text");
    if (args_given(a, "recording"))
        json_object_set_new(body, "recording",
                            json_pack("{s:s, s:i}", "url", args_value(a, "recording"), "seconds",
                                      number(a, "seconds")));
}

static int reasons(struct connection *c, const struct args *a)
{
    static const char *const columns[] = {"code", "valid", "effect", "needs", "sentence", NULL};

    return pages_print(c, a, "/v1/dispute-reasons", columns, "no reasons");
}

static int list(struct connection *c, const struct args *a)
{
    static const char *const columns[] = {"id",    "sale",    "reason", "state",
                                          "price", "outcome", "due_at", NULL};

    if (strcmp(a->words[0], "queue") == 0)
        return pages_print(c, a, "/v1/admin/disputes", columns, "no disputes");
    return pages_print(c, a, "/v1/disputes", columns,
                       "no disputes of this company; the operator's are in 'leadx dispute queue'");
}

static int show(struct connection *c, const struct args *a)
{
    struct answer answer;
    char path[256];

    if (a->n_words != 2)
        return command_misused(&dispute_command);
    if (!problem_id("dispute", a->words[1]))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/disputes/%s", a->words[1]);
    if (!call_or_say(c, "GET", path, NULL, NULL, &answer))
        return FAILED;
    if (args_given(a, "json")) {
        answer_print(&answer);
    } else {
        json_dumpf(answer.body, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        putchar('\n');
    }
    answer_free(&answer);
    return DONE;
}

static int open_claim(struct connection *c, const struct args *a)
{
    char path[256];
    json_t *body;

    if (a->n_words != 2 || !args_given(a, "reason"))
        return command_misused(&dispute_command);
    if (!problem_id("sale", a->words[1]))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/sales/%s/dispute", a->words[1]);
    body = json_object();
    verb_flag(body, a, "reason");
    verb_flag(body, a, "region");
    add_evidence(body, a);
    return verb_post(c, a, path, body, "dispute");
}

static int answer_claim(struct connection *c, const struct args *a)
{
    char path[256];
    json_t *body;

    if (a->n_words != 2)
        return command_misused(&dispute_command);
    if (!problem_id("dispute", a->words[1]))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/disputes/%s/%s", a->words[1], a->words[0]);
    body = json_object();
    add_evidence(body, a);
    return verb_post(c, a, path, body, "dispute");
}

static int rule(struct connection *c, const struct args *a)
{
    char path[256];
    json_t *body;

    if (a->n_words != 3 || !args_given(a, "text"))
        return command_misused(&dispute_command);
    if (strcmp(a->words[2], "split") == 0 && !args_given(a, "refund")) {
        fputs("leadx: a split says how much of the price goes back: --refund PERCENT\n", stderr);
        return MISUSED;
    }
    if (!problem_id("dispute", a->words[1]))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/admin/disputes/%s/ruling", a->words[1]);
    body = json_pack("{s:s}", "outcome", a->words[2]);
    verb_flag(body, a, "text");
    if (args_given(a, "refund"))
        json_object_set_new(body, "refund_percent", json_integer(number(a, "refund")));
    return verb_post(c, a, path, body, "dispute");
}

static const struct verb verbs[] = {
    {"reasons", WHO_BUYER, reasons},
    {"list", WHO_BUYER, list},
    {"show", WHO_BUYER, show},
    {"open", WHO_BUYER, open_claim},
    {"accept", WHO_SELLER, answer_claim},
    {"contest", WHO_SELLER, answer_claim},
    {"withdraw", WHO_BUYER, answer_claim},
    {"appeal", WHO_BUYER, answer_claim},
    {"queue", WHO_ADMIN, list},
    {"rule", WHO_ADMIN, rule},
};

static int run(const struct args *a)
{
    return verbs_run(&dispute_command, verbs, sizeof verbs / sizeof *verbs, a);
}
