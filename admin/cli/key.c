/* leadx key: API keys. A new key is printed once, for nobody can look it up again. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "command.h"
#include "pages.h"
#include "problem.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"org", "ID", "create: for this org (administrators); otherwise for the caller's own"},
    {"name", "TEXT", "create: what you call it"},
    {"scopes", "LIST", "create: comma-separated, as leads:write,sales:read; default everything"},
    {"role", "ROLE", "create: auditor, for a reader of the operator's"},
    {"expires", "TIME", "create: when it stops working, as 2027-01-01T00:00:00Z"},
    {"own", NULL, "revoke: a key of the caller's own org, not as administrator"},
    {NULL, NULL, NULL},
};

const struct command key_command = {
    .name = "key",
    .usage = "create --name TEXT [--org ID] [--scopes LIST]\nlist\nrevoke ID [--own]",
    .summary = "Create, list and revoke API keys",
    .help = "The new key is printed once; the exchange keeps only its hash.\n",
    .flags = flags,
    .run = run,
};

static json_t *split(const char *list)
{
    json_t *all = json_array();

    while (*list != '\0') {
        size_t n = strcspn(list, ",");

        json_array_append_new(all, json_stringn(list, n));
        list += n + (list[n] == ',');
    }
    return all;
}

static int create(struct connection *c, const struct args *a)
{
    char path[256] = "/v1/keys";
    const char *org = args_value(a, "org"), *name = args_value(a, "name");
    struct answer answer;

    if (name == NULL)
        return command_misused(&key_command);
    if (org != NULL)
        snprintf(path, sizeof path, "/v1/admin/orgs/%s/keys", org);
    json_t *body = json_pack("{s:s}", "name", name);
    if (args_given(a, "scopes"))
        json_object_set_new(body, "scopes", split(args_value(a, "scopes")));
    if (args_given(a, "role"))
        json_object_set_new(body, "role", json_string(args_value(a, "role")));
    if (args_given(a, "expires"))
        json_object_set_new(body, "expires_at", json_string(args_value(a, "expires")));
    bool made = call_or_say(c, "POST", path, body, NULL, &answer);
    json_decref(body);
    if (!made)
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("key %s, shown this once:\n%s\n", answer_text(&answer, "id"),
               answer_text(&answer, "key"));
    answer_free(&answer);
    return DONE;
}

static int list(struct connection *c, const struct args *a)
{
    static const char *const columns[] = {"id",         "name",       "scopes", "role",
                                          "expires_at", "revoked_at", NULL};

    return pages_print(c, a, "/v1/keys", columns, "no keys");
}

static int revoke(struct connection *c, const struct args *a, const char *id)
{
    char path[256];
    struct answer answer;

    if (!problem_id("key", id))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/%skeys/%s/revoke", args_given(a, "own") ? "" : "admin/", id);
    if (!call_or_say(c, "POST", path, NULL, NULL, &answer))
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("key %s is revoked\n", id);
    answer_free(&answer);
    return DONE;
}

static int run(const struct args *a)
{
    const char *verb = args_word(a, 0), *id = args_word(a, 1);
    struct connection c = {0};
    int status = FAILED;

    if (verb == NULL)
        return command_misused(&key_command);
    if (!connection_open(&c, a, WHO_ADMIN))
        status = FAILED;
    else if (strcmp(verb, "create") == 0)
        status = create(&c, a);
    else if (strcmp(verb, "list") == 0)
        status = list(&c, a);
    else if (strcmp(verb, "revoke") == 0 && id != NULL)
        status = revoke(&c, a, id);
    else
        status = command_misused(&key_command);
    connection_close(&c);
    return status;
}
