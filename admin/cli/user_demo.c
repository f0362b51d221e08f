/* leadx user demo: somebody to sign in as, for each side of the demo market, and whom they work
 * with.
 *
 * Its one rule: a link works once, so each start prints new ones; they are printed and kept
 * nowhere. Who was removed meanwhile is invited again. Called by ./leadx up. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "user.h"

static const struct side {
    const char *party; /* its key in demo.json */
    const char *label, *email, *name, *role;
} sides[] = {
    {"seller", "agency", "agency@example.com", "Alma Agency", "owner"},
    {"buyer", "advertiser", "advertiser@example.com", "Anders Advertiser", "owner"},
    {"admin", "administrator", "admin@example.com", "Ada Administrator", "admin"},
};

/* Those they work with; each was invited and has not come yet. */
static const struct side colleagues[] = {
    {"seller", NULL, "traffic@example.com", "Tilda Traffic", "member"},
    {"seller", NULL, "accounts@example.com", "Oskar Accounts", "viewer"},
    {"buyer", NULL, "calls@example.com", "Carla Calls", "member"},
    {"buyer", NULL, "leads@example.com", "Leo Leads", "member"},
    {"buyer", NULL, "ledger@example.com", "Vera Ledger", "viewer"},
    {"admin", NULL, "desk@example.com", "Dario Desk", "admin"},
    {"admin", NULL, "audit@example.com", "Aino Audit", "auditor"},
};

/* The company of the party's key. false: there is none in demo.json, or it works no more. */
static bool org_of(const struct connection *admin, json_t *demo, const char *party,
                   char org[USER_ID])
{
    const char *key = json_string_value(json_object_get(json_object_get(demo, party), "key"));
    struct connection c = {0};
    struct answer answer;
    const char *id = NULL;

    if (key == NULL && strcmp(party, "admin") == 0)
        key = admin->key;
    if (key == NULL)
        return false;
    connection_make(&c, admin->url, admin->ca, key);
    if (call(&c, "GET", "/v1/me", NULL, NULL, &answer))
        id = json_string_value(json_object_get(answer_get(&answer, "org"), "id"));
    if (id != NULL)
        snprintf(org, USER_ID, "%s", id);
    answer_free(&answer);
    connection_close(&c);
    return id != NULL;
}

/* Its id when the person is there already. */
static bool there(struct connection *admin, const struct side *side, char id[USER_ID])
{
    json_t *body = json_pack("{s:s}", "email", side->email);
    struct answer answer;
    bool found = call(admin, "POST", "/v1/admin/users/find", body, NULL, &answer);

    if (found)
        snprintf(id, USER_ID, "%s", answer_text(&answer, "id"));
    answer_free(&answer);
    json_decref(body);
    return found;
}

static bool invite(struct connection *admin, const struct side *side, const char *org,
                   char link[USER_LINK])
{
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "email", side->email, "name", side->name, "role", side->role);
    struct answer answer;
    char path[128];

    snprintf(path, sizeof path, "/v1/admin/orgs/%s/users", org);
    bool made = call_or_say(admin, "POST", path, body, NULL, &answer);
    json_decref(body);
    if (made)
        user_link_read(admin, &answer, link);
    if (made)
        answer_free(&answer);
    return made;
}

static int say(struct connection *admin, json_t *demo, const struct side *side)
{
    char org[USER_ID], id[USER_ID], link[USER_LINK];
    bool well = true;

    if (!org_of(admin, demo, side->party, org))
        return DONE; /* an exchange without a demo market has the operator alone */
    if (!there(admin, side, id))
        well = invite(admin, side, org, link);
    else if (side->label != NULL)
        well = user_link(admin, id, "link", link);
    if (!well)
        return FAILED;
    if (side->label != NULL)
        printf("  %-13s  %s\n", side->label, link);
    return DONE;
}

int user_demo(struct connection *admin, const struct args *a)
{
    char err[512];
    const char *path;
    json_t *demo = demo_read(a, &path, err, sizeof err);
    int status = DONE;

    if (*err != '\0')
        fprintf(stderr, "leadx: %s\n", err);
    for (size_t i = 0; i < sizeof sides / sizeof *sides && status == DONE; i++)
        status = say(admin, demo, &sides[i]);
    for (size_t i = 0; i < sizeof colleagues / sizeof *colleagues && status == DONE; i++)
        status = say(admin, demo, &colleagues[i]);
    json_decref(demo);
    return status;
}
