/* Sources: where a seller's leads come from. They appear by being named in a lead.
 *
 * A seller reads its own, and says whether their unsold leads are listed; an administrator reads
 * anybody's, bans one, or takes the ban back. */
#include "leadx/api/sources.h"

#include "leadx/api/common.h"
#include "leadx/api/sources.sql.h"
#include "take.h"

static void source_list(struct request *r);
static void org_source_list(struct request *r);
static void source_change(struct request *r);
static void source_ban(struct request *r);
static void source_unban(struct request *r);

const struct route sources_routes[] = {
    {METHOD_GET, "/v1/sources", ACTION_LEAD_READ, source_list,
     .summary = "List the sources your leads come from"},
    {METHOD_POST, "/v1/sources/{source}", ACTION_LEAD_CHANGE, source_change,
     .summary = "Keep a source's leads off the marketplace, or let them on"},
    {METHOD_GET, "/v1/admin/orgs/{org}/sources", ACTION_ADMIN_READ, org_source_list,
     .summary = "List a seller's sources"},
    {METHOD_POST, "/v1/admin/sources/{source}/ban", ACTION_ADMIN_WRITE, source_ban,
     .summary = "Refuse all leads of a source from now on"},
    {METHOD_POST, "/v1/admin/sources/{source}/unban", ACTION_ADMIN_WRITE, source_unban,
     .summary = "Take leads of a banned source again"},
    {0},
};

static void list_of(struct request *r, const struct uuid *seller)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_source_list,
                   (struct param[]){param_uuid(seller), param_after(&after), param_int32(limit)},
                   3);
}

static void source_list(struct request *r)
{
    list_of(r, &r->caller.org);
}

static void org_source_list(struct request *r)
{
    struct uuid seller;

    if (request_param_uuid(r, 0, &seller))
        list_of(r, &seller);
}

static void source_change(struct request *r)
{
    static const char *const names[] = {"market", NULL};
    struct taking t;
    struct uuid source;

    if (!request_param_uuid(r, 0, &source) || !taking_begin(&t, r, names))
        return;
    take_bool(&t, "market", true);
    args_uuid(t.args, "source", &source);
    taking_end(&t, "source_change");
}

static void set_state(struct request *r, const char *state)
{
    struct uuid source;
    json_t *args;

    if (!request_param_uuid(r, 0, &source) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "source", &source);
    args_word(args, "state", state);
    mutate_reply(r, "source_state", args);
}

static void source_ban(struct request *r)
{
    set_state(r, "banned");
}

static void source_unban(struct request *r)
{
    set_state(r, "active");
}
