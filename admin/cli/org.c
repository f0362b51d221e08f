/* leadx org: the companies on the exchange, as its administrator sees them: taken in, moved through
 * their states, admitted to niches. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "command.h"
#include "pages.h"
#include "problem.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"name", "TEXT", "create: its legal name"},
    {"alias", "TEXT", "create: what other parties see; made up if absent"},
    {"sells", NULL, "create: it may bring leads"},
    {"buys", NULL, "create: it may buy leads"},
    {"parent", "ID", "create: it is a sub-org of this one and shares its wallet"},
    {"country", "CODE", "create: two letters, as RU"},
    {"applied", NULL, "create: not taken in yet; approve does that"},
    {"reason", "TEXT", "suspend, close, restrain: what the company is told"},
    {"niche", "NAME", "admit, dismiss: which"},
    {NULL, NULL, NULL},
};

const struct command org_command = {
    .name = "org",
    .usage = "list\ncreate --name TEXT --sells|--buys [--alias TEXT] [--parent ID] [--applied]\n"
             "approve|resume|unrestrain ID\nsuspend|close|restrain ID --reason TEXT\n"
             "admit|dismiss ID --niche NAME",
    .summary = "List and create the companies that take part, and move them through their states",
    .help =
        "  Suspended, a company's orders pause and its open leads are withdrawn; disputes and\n"
        "  settlement go on, payouts wait. Restrained, its keys are slowed and its payouts wait.\n",
    .flags = flags,
    .run = run,
};

static int list(struct connection *c, const struct args *a)
{
    static const char *const columns[] = {"id", "alias", "name", "state", "sells", "buys", NULL};

    return pages_print(c, a, "/v1/admin/orgs", columns, "no companies");
}

static int create(struct connection *c, const struct args *a)
{
    static const char *const texts[] = {"name", "alias", "parent", "country", NULL};
    struct answer answer;

    if (!args_given(a, "name") || !(args_given(a, "sells") || args_given(a, "buys")))
        return command_misused(&org_command);
    json_t *org =
        json_pack("{s:b, s:b}", "sells", args_given(a, "sells"), "buys", args_given(a, "buys"));
    if (args_given(a, "applied"))
        json_object_set_new(org, "state", json_string("applied"));
    for (int i = 0; texts[i] != NULL; i++)
        if (args_given(a, texts[i]))
            json_object_set_new(org, texts[i], json_string(args_value(a, texts[i])));
    bool made = call_or_say(c, "POST", "/v1/admin/orgs", org, NULL, &answer);
    json_decref(org);
    if (!made)
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("org %s, alias %s\n", answer_text(&answer, "id"), answer_text(&answer, "alias"));
    answer_free(&answer);
    return DONE;
}

/* What may be done to a company, and what has to be said with it. */
static const struct verb {
    const char *name, *flag; /* flag: the option that goes along as the body's member; NULL: none */
} verbs[] = {
    {"approve", NULL},     {"resume", NULL},     {"unrestrain", NULL},
    {"suspend", "reason"}, {"close", "reason"},  {"restrain", "reason"},
    {"admit", "niche"},    {"dismiss", "niche"}, {NULL, NULL},
};

static const struct verb *verb_find(const char *name)
{
    const struct verb *v = verbs;

    while (v->name != NULL && strcmp(v->name, name) != 0)
        v++;
    return v->name == NULL ? NULL : v;
}

static int move(struct connection *c, const struct args *a, const struct verb *v)
{
    struct answer answer;
    char path[160];

    if (args_word(a, 1) == NULL || (v->flag != NULL && !args_given(a, v->flag)))
        return command_misused(&org_command);
    if (!problem_id("org", args_word(a, 1)))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/admin/orgs/%s/%s", args_word(a, 1), v->name);
    json_t *body = json_object();
    if (v->flag != NULL)
        json_object_set_new(body, v->flag, json_string(args_value(a, v->flag)));
    bool done = call_or_say(c, "POST", path, body, NULL, &answer);
    json_decref(body);
    if (!done)
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("org %s is %s%s\n", answer_text(&answer, "alias"), answer_text(&answer, "state"),
               json_is_true(answer_get(&answer, "slowed")) ? ", restrained" : "");
    answer_free(&answer);
    return DONE;
}

static int run(const struct args *a)
{
    const char *verb = args_word(a, 0);
    const struct verb *moving = verb == NULL ? NULL : verb_find(verb);
    struct connection c = {0};
    int status = FAILED;

    if (verb == NULL ||
        (moving == NULL && strcmp(verb, "list") != 0 && strcmp(verb, "create") != 0))
        return command_misused(&org_command);
    if (connection_open(&c, a, WHO_ADMIN))
        status = moving != NULL              ? move(&c, a, moving)
                 : strcmp(verb, "list") == 0 ? list(&c, a)
                                             : create(&c, a);
    connection_close(&c);
    return status;
}
