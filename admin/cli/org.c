/* leadx org: the companies on the exchange, as its administrator sees them. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "command.h"
#include "pages.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"name", "TEXT", "create: its legal name"},
    {"alias", "TEXT", "create: what other parties see; made up if absent"},
    {"sells", NULL, "create: it may bring leads"},
    {"buys", NULL, "create: it may buy leads"},
    {"parent", "ID", "create: it is a sub-org of this one and shares its wallet"},
    {"country", "CODE", "create: two letters, as RU"},
    {NULL, NULL, NULL},
};

const struct command org_command = {
    .name = "org",
    .usage = "list\ncreate --name TEXT --sells|--buys [--alias TEXT] [--parent ID]",
    .summary = "List and create the companies that take part",
    .flags = flags,
    .run = run,
};

static int list(struct connection *c, const struct args *a)
{
    static const char *const columns[] = {"id", "alias", "name", "state", "sells", "buys", NULL};

    return pages_print(c, a, "/v1/admin/orgs", columns);
}

static int create(struct connection *c, const struct args *a)
{
    static const char *const texts[] = {"name", "alias", "parent", "country", NULL};
    struct answer answer;

    if (!args_given(a, "name") || !(args_given(a, "sells") || args_given(a, "buys")))
        return command_misused(&org_command);
    json_t *org =
        json_pack("{s:b, s:b}", "sells", args_given(a, "sells"), "buys", args_given(a, "buys"));
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

static int run(const struct args *a)
{
    const char *verb = args_word(a, 0);
    struct connection c = {0};
    int status = FAILED;

    if (verb == NULL || (strcmp(verb, "list") != 0 && strcmp(verb, "create") != 0))
        return command_misused(&org_command);
    if (connection_open(&c, a, WHO_ADMIN))
        status = strcmp(verb, "list") == 0 ? list(&c, a) : create(&c, a);
    connection_close(&c);
    return status;
}
