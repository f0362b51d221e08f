/* leadx user: people who sign in, for the operator: add, list, help in, shut out. */
#include "user.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "pages.h"
#include "problem.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"org", "ID", "add, list: of this company; otherwise of the caller's own"},
    {"name", "TEXT", "add: how the person is called"},
    {"role", "ROLE", "add: owner, member or viewer; the operator's are admin or auditor"},
    {"locale", "LANG", "add: en, ru, es, pt or nb"},
    {NULL, NULL, NULL},
};

const struct command user_command = {
    .name = "user",
    .usage = "add EMAIL --name TEXT --role ROLE [--org ID]\nlist [--org ID]\nlink EMAIL|ID\n"
             "disable EMAIL|ID\nenable EMAIL|ID\nreset EMAIL|ID\ndemo",
    .summary = "People who sign in: add, list, give a one-time link, shut out",
    .help =
        "add and link print a one-time link; whoever has it is signed in as that person, once.\n"
        "disable ends all sessions of a person and its links; enable takes that back.\n"
        "reset takes password, second factor and sessions away and prints a new link: for who\n"
        "lost them. demo prints a link for each person of the demo market, made if need be.\n",
    .flags = flags,
    .run = run,
};

void user_link_read(const struct connection *c, const struct answer *a, char link[USER_LINK])
{
    const char *said = answer_text(a, "link");

    snprintf(link, USER_LINK, "%s%s", said != NULL && *said == '/' ? c->url : "",
             said == NULL ? "" : said);
}

bool user_find(struct connection *c, const char *who, char id[USER_ID])
{
    struct answer answer;
    json_t *body;
    bool found;

    if (strchr(who, '@') == NULL) {
        snprintf(id, USER_ID, "%s", who);
        return problem_id("person", who);
    }
    body = json_pack("{s:s}", "email", who);
    found = call(c, "POST", "/v1/admin/users/find", body, NULL, &answer);
    json_decref(body);
    if (found)
        snprintf(id, USER_ID, "%s", answer_text(&answer, "id"));
    else if (answer.status == 404)
        fprintf(stderr,
                "leadx: nobody here has the address %s; 'leadx user list' shows who there is\n",
                who);
    else
        problem_print(stderr, &answer);
    answer_free(&answer);
    return found;
}

bool user_link(struct connection *c, const char *id, const char *what, char link[USER_LINK])
{
    struct answer answer;
    char path[128];

    snprintf(path, sizeof path, "/v1/users/%s/%s", id, what);
    if (!call_or_say(c, "POST", path, NULL, NULL, &answer))
        return false;
    user_link_read(c, &answer, link);
    answer_free(&answer);
    return true;
}

static void org_path(const struct args *a, char *path, size_t size)
{
    const char *org = args_value(a, "org");

    if (org != NULL)
        snprintf(path, size, "/v1/admin/orgs/%s/users", org);
    else
        snprintf(path, size, "/v1/users");
}

static void set(json_t *body, const char *name, const char *value)
{
    if (value != NULL)
        json_object_set_new(body, name, json_string(value));
}

static int add(struct connection *c, const struct args *a, const char *email)
{
    char path[128], link[USER_LINK];
    struct answer answer;
    json_t *body;

    if (args_value(a, "name") == NULL || args_value(a, "role") == NULL)
        return command_misused(&user_command);
    body = json_object();
    set(body, "email", email);
    set(body, "name", args_value(a, "name"));
    set(body, "role", args_value(a, "role"));
    set(body, "locale", args_value(a, "locale"));
    org_path(a, path, sizeof path);
    bool made = call_or_say(c, "POST", path, body, NULL, &answer);
    json_decref(body);
    if (!made)
        return FAILED;
    user_link_read(c, &answer, link);
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("person %s; the link works once:\n%s\n", answer_text(&answer, "id"), link);
    answer_free(&answer);
    return DONE;
}

static int list(struct connection *c, const struct args *a)
{
    static const char *const columns[] = {"id",    "email",    "name", "role",
                                          "state", "password", "totp", NULL};
    char path[128];

    org_path(a, path, sizeof path);
    return pages_print(c, a, path, columns,
                       "nobody signs in yet; 'leadx user add' makes the first");
}

static int let(struct connection *c, const char *who, const char *state)
{
    char id[USER_ID], path[128];
    struct answer answer;
    json_t *body;

    if (!user_find(c, who, id))
        return FAILED;
    snprintf(path, sizeof path, "/v1/users/%s", id);
    body = json_pack("{s:s}", "state", state);
    bool done = call_or_say(c, "PATCH", path, body, NULL, &answer);
    json_decref(body);
    if (!done)
        return FAILED;
    printf("person %s is %s\n", id, answer_text(&answer, "state"));
    answer_free(&answer);
    return DONE;
}

static int give_link(struct connection *c, const char *who, const char *what)
{
    char id[USER_ID], link[USER_LINK];

    if (!user_find(c, who, id) || !user_link(c, id, what, link))
        return FAILED;
    printf("%s\n", link);
    return DONE;
}

static int run_on(struct connection *c, const struct args *a, const char *verb, const char *who)
{
    if (strcmp(verb, "add") == 0)
        return add(c, a, who);
    if (strcmp(verb, "link") == 0 || strcmp(verb, "reset") == 0)
        return give_link(c, who, verb);
    if (strcmp(verb, "disable") == 0)
        return let(c, who, "disabled");
    if (strcmp(verb, "enable") == 0)
        return let(c, who, "active");
    return command_misused(&user_command);
}

static int run(const struct args *a)
{
    const char *verb = args_word(a, 0), *who = args_word(a, 1);
    struct connection c = {0};
    int status = FAILED;

    if (verb == NULL)
        return command_misused(&user_command);
    if (!connection_open(&c, a, WHO_ADMIN))
        status = FAILED;
    else if (strcmp(verb, "list") == 0)
        status = list(&c, a);
    else if (strcmp(verb, "demo") == 0)
        status = user_demo(&c, a);
    else if (who == NULL)
        status = command_misused(&user_command);
    else
        status = run_on(&c, a, verb, who);
    connection_close(&c);
    return status;
}
