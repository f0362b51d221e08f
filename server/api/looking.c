/* The operator looks at the console as a company sees it.
 *
 * Its one rule: it reads, under a reason that the audit keeps, for a time that ends by itself; what
 * it must not change or open is refused by the gates and by the handlers that show contacts. */
#include "leadx/api/looking.h"

#include "leadx/api/common.h"
#include "people.h"
#include "take.h"

static void looking_begin(struct request *r);
static void looking_end(struct request *r);

const struct route looking_routes[] = {
    {METHOD_POST, "/v1/admin/looking-as", ACTION_LOOK_AS, looking_begin,
     .summary = "Look at the console as a company sees it"},
    {METHOD_DELETE, "/v1/admin/looking-as", ACTION_SESSION_END, looking_end,
     .summary = "Stop looking as a company"},
    {0},
};

enum { MINUTES = 30, MINUTES_MAX = 120 };

static void looking_begin(struct request *r)
{
    static const char *const names[] = {"org", "reason", "minutes", NULL};
    struct taking t;

    if (!people_session(r) || !taking_begin(&t, r, names))
        return;
    take_uuid(&t, "org", true);
    take_text(&t, "reason", true, 500);
    take_int(&t, "minutes", false, 1, MINUTES_MAX);
    if (!json_is_integer(json_object_get(t.args, "minutes")))
        json_object_set_new(t.args, "minutes", json_integer(MINUTES));
    args_uuid(t.args, "session", &r->caller.session);
    taking_end(&t, "looking_begin");
}

static void on_ended(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_changed(id, a);

    if (r != NULL)
        reply_empty(r);
}

static void looking_end(struct request *r)
{
    json_t *args;

    if (!people_session(r))
        return;
    args = json_object();
    args_uuid(args, "session", &r->caller.session);
    mutation_start(r, "looking_end", args, NULL, on_ended);
}
