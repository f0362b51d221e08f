/* A company's people: invited by a one-time link, given roles, shut out, removed; and the same for
 * administrators, for anybody's.
 *
 * Its one rule: a link is shown once, in the answer that made it, and stored as a digest; so the
 * answer to a repeated request comes without it. Addresses are never part of an address: people
 * are named by id, or found by a body. */
#include "leadx/api/users.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/users.sql.h"
#include "leadx/app/person.h"
#include "leadx/app/person_mail.h"
#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "people.h"
#include "take.h"

static void user_list(struct request *r);
static void user_create(struct request *r);
static void user_change(struct request *r);
static void user_remove(struct request *r);
static void user_link(struct request *r);
static void user_reset(struct request *r);
static void org_user_list(struct request *r);
static void org_user_create(struct request *r);
static void user_find(struct request *r);

const struct route users_routes[] = {
    {METHOD_GET, "/v1/users", ACTION_PEOPLE_READ, user_list, .summary = "List your people"},
    {METHOD_POST, "/v1/users", ACTION_PEOPLE_WRITE, user_create, .summary = "Invite somebody"},
    {METHOD_PATCH, "/v1/users/{user}", ACTION_PEOPLE_WRITE, user_change,
     .summary = "Give a person another role or name, shut it out, let it in"},
    {METHOD_DELETE, "/v1/users/{user}", ACTION_PEOPLE_WRITE, user_remove,
     .summary = "Remove a person and what says who it was"},
    {METHOD_POST, "/v1/users/{user}/link", ACTION_PEOPLE_WRITE, user_link,
     .summary = "Make a one-time link for a person"},
    {METHOD_POST, "/v1/users/{user}/reset", ACTION_PEOPLE_WRITE, user_reset,
     .summary = "Take password, second factor and sessions away, and make a link"},
    {METHOD_GET, "/v1/admin/orgs/{org}/users", ACTION_ADMIN_READ, org_user_list,
     .summary = "List a company's people"},
    {METHOD_POST, "/v1/admin/orgs/{org}/users", ACTION_ADMIN_WRITE, org_user_create,
     .summary = "Invite somebody for a company"},
    {METHOD_POST, "/v1/admin/users/find", ACTION_ADMIN_READ, user_find,
     .summary = "Find a person by its e-mail address"},
    {0},
};

static const char *const roles[] = {"owner", "member", "viewer", "admin", "auditor", NULL};
static const char *const states[] = {"active", "disabled", NULL};

/* What a change has to be answered with once the person was read again; the request's state. */
struct answering {
    int status;
    const char *link;   /* made by this request; NULL: none */
    const char *locale; /* of the mail that goes out with it; NULL: none does */
};

static const struct uuid *only_own(struct request *r)
{
    return (r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0 ? NULL : &r->caller.org;
}

/* ---- reading */

static void on_list(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    json_t *items;

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
        return;
    }
    items = json_array();
    for (int i = 0; i < result_rows(res); i++)
        json_array_append_new(items, people_open(r, res, i, 1));
    people_reply(r, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

static void list_of(struct request *r, const struct uuid *org)
{
    struct param param = param_uuid(org);

    dbpool_submit(&stmt_user_list, &param, 1, on_list, request_wait(r), NULL);
}

static void user_list(struct request *r)
{
    list_of(r, &r->caller.org);
}

static void org_user_list(struct request *r)
{
    struct uuid org;

    if (request_param_uuid(r, 0, &org))
        list_of(r, &org);
}

static void send_mail(struct request *r, json_t *user, const struct answering *a)
{
    const char *email = json_string_value(json_object_get(user, "email"));

    if (a->link != NULL && a->locale != NULL && email != NULL)
        person_mail(email, a->locale, PERSON_MAIL_INVITATION, person_link(r->pool, a->link));
}

static void on_user(uint64_t id, const struct db_result *res, void *arg)
{
    static const struct answering plain = {.status = 200};
    struct request *r = request_with_row(id, res);
    const struct answering *a;
    json_t *user;

    (void)arg;
    if (r == NULL)
        return;
    a = r->state == NULL ? &plain : r->state;
    user = people_open(r, res, 0, 1);
    send_mail(r, user, a);
    if (a->link != NULL)
        json_object_set_new(user, "link", json_string(person_link(r->pool, a->link)));
    people_reply(r, a->status, user);
}

static void user_find(struct request *r)
{
    static const char *const names[] = {"email", NULL};
    struct slice email = SLICE_NONE;
    struct faults faults;
    uint8_t print[VAULT_TAG_SIZE];
    struct param param;
    json_t *body = body_read(r, false);
    const char *address;

    if (body == NULL)
        return;
    faults_init(&faults, r->pool);
    read_only(&faults, body, "", names);
    read_text(&faults, body, "", "email", true, 254, &email);
    json_decref(body);
    if (faults.n > 0) {
        reply_faults(r, &faults);
        return;
    }
    address = person_email(r->pool, email);
    person_print(address == NULL ? "" : address, print);
    param = param_bytes((struct slice){(const char *)print, sizeof print});
    dbpool_submit(&stmt_user_by_print, &param, 1, on_user, request_wait(r), NULL);
}

/* ---- changing */

/* The operation's answer holds no address and no name: the row is read once more. */
static void on_changed(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);
    struct answering *answering;
    struct uuid user = {0};
    json_t *said;

    if (r == NULL)
        return;
    if (a->db != DB_OK || a->status >= 400) {
        mutation_reply(r, a);
        return;
    }
    answering = r->state;
    answering->status = a->status;
    if (a->replayed) {
        answering->link = NULL;
        reply_header(r, "Idempotency-Replayed", "true");
    }
    said = json_loadb(a->body.p, a->body.n, 0, NULL);
    uuid_parse(slice_of(json_string_value(json_object_get(said, "id"))), &user);
    json_decref(said);
    dbpool_submit(&stmt_user_get, (struct param[]){param_uuid(&user), param_uuid(only_own(r))}, 2,
                  on_user, request_wait(r), NULL);
}

/* asked: what the Idempotency-Key binds; both are stolen. */
static void run(struct request *r, const char *op, json_t *args, json_t *asked)
{
    if (r->state == NULL)
        r->state = pool_zero(r->pool, sizeof(struct answering));
    mutation_start(r, op, args, asked, on_changed);
}

/* Adds a new link's digest to args; the token waits in the request. */
static void args_link(struct request *r, json_t *args)
{
    struct answering *a = pool_zero(r->pool, sizeof *a);
    char *token = pool_alloc(r->pool, PERSON_TOKEN + 1);
    uint8_t digest[SHA256_SIZE];

    person_token_make(token, digest);
    json_object_set_new(args, "hash", person_hex(digest, sizeof digest));
    json_object_set_new(args, "minutes", json_integer(setting_int("invitation_minutes")));
    a->link = token;
    r->state = a;
}

static const char *take_email(struct taking *t)
{
    json_t *said;
    const char *address;

    take_text(t, "email", true, 254);
    said = json_object_get(t->args, "email");
    if (said == NULL)
        return NULL;
    address = person_email(t->r->pool, slice_of(json_string_value(said)));
    if (address == NULL)
        take_fault(t, "email", "invalid_field", "must be an e-mail address");
    return address;
}

static void args_person(json_t *args, const char *email)
{
    struct uuid person = uuid_v7(clock_exchange_ms());
    uint8_t print[VAULT_TAG_SIZE];

    person_print(email, print);
    args_uuid(args, "user", &person);
    json_object_set_new(args, "print", person_hex(print, sizeof print));
    json_object_set_new(args, "email", person_seal(&person, SEAL_EMAIL, slice_of(email)));
    people_seal_name(args, &person);
}

static void create_for(struct request *r, const struct uuid *org)
{
    static const char *const names[] = {"email", "name", "role", "locale", "time_zone", NULL};
    struct answering *answering;
    struct taking t;
    const char *email, *locale;
    json_t *asked;

    if (!taking_begin(&t, r, names))
        return;
    email = take_email(&t);
    take_text(&t, "name", true, 200);
    take_word(&t, "role", true, roles);
    take_word(&t, "locale", false, people_locales);
    take_text(&t, "time_zone", false, 60);
    args_uuid(t.args, "org", org);
    if (!taking_good(&t))
        return;
    asked = json_deep_copy(t.args);
    args_person(t.args, email);
    args_link(r, t.args);
    answering = r->state;
    locale = json_string_value(json_object_get(t.args, "locale"));
    answering->locale = locale == NULL ? "en" : pool_strdup(r->pool, locale);
    run(r, "user_create", t.args, asked);
}

static void user_create(struct request *r)
{
    create_for(r, &r->caller.org);
}

static void org_user_create(struct request *r)
{
    struct uuid org;

    if (request_param_uuid(r, 0, &org))
        create_for(r, &org);
}

static void user_change(struct request *r)
{
    static const char *const names[] = {"name", "role", "state", NULL};
    struct uuid user;
    struct taking t;
    json_t *asked;

    if (!request_param_uuid(r, 0, &user) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "name", false, 200);
    take_word(&t, "role", false, roles);
    take_word(&t, "state", false, states);
    args_uuid(t.args, "user", &user);
    if (!taking_good(&t))
        return;
    asked = json_deep_copy(t.args);
    people_seal_name(t.args, &user);
    run(r, "user_change", t.args, asked);
}

static void about(struct request *r, const char *op, bool link)
{
    struct uuid user;
    json_t *args, *asked;

    if (!request_param_uuid(r, 0, &user) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "user", &user);
    asked = json_deep_copy(args);
    if (link)
        args_link(r, args);
    run(r, op, args, asked);
}

static void user_remove(struct request *r)
{
    about(r, "user_remove", false);
}

static void user_link(struct request *r)
{
    about(r, "user_link", true);
}

static void user_reset(struct request *r)
{
    about(r, "user_reset", true);
}
