/* Who is asking: the caller's company, key or person, and roles; what a person says of itself.
 *
 * Its one rule: a person changes itself alone: the operation takes the caller's own row. */
#include "leadx/api/me.h"

#include "leadx/api/common.h"
#include "leadx/api/me.sql.h"
#include "leadx/app/person.h"
#include "leadx/db/pool.h"
#include "leadx/http/session.h"
#include "people.h"
#include "take.h"

static void me_get(struct request *r);
static void me_change(struct request *r);

const struct route me_routes[] = {
    {METHOD_GET, "/v1/me", ACTION_ANY, me_get, .summary = "Read who you are"},
    {METHOD_PATCH, "/v1/me", ACTION_SELF_WRITE, me_change,
     .summary = "Change your name, language and time zone"},
    {0},
};

static const struct {
    enum role role;
    const char *name;
} roles[] = {
    {ROLE_SELLER, "seller"},
    {ROLE_BUYER, "buyer"},
    {ROLE_ADMIN, "admin"},
    {ROLE_AUDITOR, "auditor"},
};

/* ["seller","buyer"] */
static const char *roles_json(struct pool *pool, unsigned held)
{
    const char *list = "";

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if ((held & roles[i].role) != 0)
            list = pool_printf(pool, "%s%s\"%s\"", list, *list == '\0' ? "" : ",", roles[i].name);
    return pool_printf(pool, "[%s]", list);
}

/* The person's row as the statement made it: moved to where it belongs, opened. */
static void on_person(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    char csrf[SESSION_TOKEN + 1] = "";
    json_t *me, *user;

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK || result_rows(res) == 0) {
        if (res->status != DB_OK)
            db_failed(r, res);
        else
            reply_error(r, ERROR_SESSION_ENDED, NULL);
        return;
    }
    me = people_open(r, res, 0, 1);
    user = json_object_get(me, "user");
    json_object_set(user, "email", json_object_get(me, "email"));
    json_object_set(user, "name", json_object_get(me, "name"));
    json_object_del(me, "email");
    json_object_del(me, "name");
    json_object_del(me, "id");
    session_csrf(r, csrf);
    json_object_set_new(me, "csrf", json_string(csrf));
    people_reply(r, 200, me);
}

static void reply_person(struct request *r)
{
    dbpool_submit(&stmt_me_person,
                  (struct param[]){param_uuid(&r->caller.org), param_uuid(&r->caller.session),
                                   param_str(roles_json(r->pool, r->caller.roles))},
                  3, on_person, request_wait(r), NULL);
}

static void me_get(struct request *r)
{
    if (!uuid_is_nil(&r->caller.session))
        reply_person(r);
    else
        read_reply(r, &stmt_me_get,
                   (struct param[]){param_uuid(&r->caller.org), param_uuid(&r->caller.key),
                                    param_str(roles_json(r->pool, r->caller.roles))},
                   3);
}

static void on_changed(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_changed(id, a);

    if (r != NULL)
        reply_person(r);
}

static void me_change(struct request *r)
{
    static const char *const names[] = {"name", "locale", "time_zone", NULL};
    struct taking t;
    json_t *asked;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "name", false, 200);
    take_word(&t, "locale", false, people_locales);
    take_text(&t, "time_zone", false, 60);
    args_uuid(t.args, "user", &r->caller.key);
    if (!taking_good(&t))
        return;
    asked = json_deep_copy(t.args);
    people_seal_name(t.args, &r->caller.key);
    mutation_start(r, "me_change", t.args, asked, on_changed);
}
