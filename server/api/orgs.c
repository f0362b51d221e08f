/* Companies, as administrators take them in and change them.
 *
 * Reads are named statements in orgs.sql, writes the operations org_create and org_change. */
#include "leadx/api/orgs.h"

#include "leadx/api/common.h"
#include "leadx/api/orgs.sql.h"
#include "leadx/app/niche.h"
#include "revision.h"
#include "take.h"

static void org_list(struct request *r);
static void org_create(struct request *r);
static void org_get(struct request *r);
static void org_change(struct request *r);
static void org_approve(struct request *r);
static void org_suspend(struct request *r);
static void org_resume(struct request *r);
static void org_close(struct request *r);
static void org_admit(struct request *r);
static void org_dismiss(struct request *r);

const struct route orgs_routes[] = {
    {METHOD_GET, "/v1/admin/orgs", ACTION_ADMIN_READ, org_list, .summary = "List the companies"},
    {METHOD_POST, "/v1/admin/orgs", ACTION_ADMIN_WRITE, org_create, .summary = "Create a company"},
    {METHOD_GET, "/v1/admin/orgs/{org}", ACTION_ADMIN_READ, org_get, .summary = "Read a company"},
    {METHOD_POST, "/v1/admin/orgs/{org}", ACTION_ADMIN_WRITE, org_change,
     .summary = "Change a company"},
    {METHOD_POST, "/v1/admin/orgs/{org}/approve", ACTION_ADMIN_WRITE, org_approve,
     .summary = "Take an applicant in"},
    {METHOD_POST, "/v1/admin/orgs/{org}/suspend", ACTION_ADMIN_WRITE, org_suspend,
     .summary = "Suspend a company: orders pause, open leads are withdrawn, payouts wait"},
    {METHOD_POST, "/v1/admin/orgs/{org}/resume", ACTION_ADMIN_WRITE, org_resume,
     .summary = "End a suspension"},
    {METHOD_POST, "/v1/admin/orgs/{org}/close", ACTION_ADMIN_WRITE, org_close,
     .summary = "Close a company for good"},
    {METHOD_POST, "/v1/admin/orgs/{org}/admit", ACTION_ADMIN_WRITE, org_admit,
     .summary = "Admit a company to a niche"},
    {METHOD_POST, "/v1/admin/orgs/{org}/dismiss", ACTION_ADMIN_WRITE, org_dismiss,
     .summary = "Take a company's admission to a niche back"},
    {0},
};

enum { ORG_NICHES_MAX = 1000, REASON_MAX = 500 };

static const char *const states[] = {"applied", "active", "suspended", "closed", NULL};

static void org_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_org_list, (struct param[]){param_after(&after), param_int32(limit)}, 2);
}

static void org_get(struct request *r)
{
    struct uuid org;

    if (request_param_uuid(r, 0, &org))
        read_revised(r, &stmt_org_get, (struct param[]){param_uuid(&org)}, 1);
}

/* What creating and changing have in common. */
static void take_terms(struct taking *t, bool create)
{
    take_text(t, "name", create, 200);
    take_text(t, "alias", false, 60);
    take_bool(t, "sells", false);
    take_bool(t, "buys", false);
    take_text(t, "address", false, 500);
    take_text(t, "tax_id", false, 60);
    take_text(t, "terms", false, 60);
    take_words(t, "niches", ORG_NICHES_MAX, NULL, 60);
    take_word(t, "state", false, states);
    take_bool(t, "throttled", false);
    take_text(t, "country", false, 2);
    if (json_is_string(json_object_get(t->args, "country")) &&
        !country_known(slice_of(json_string_value(json_object_get(t->args, "country")))))
        take_fault(t, "country", "invalid_field",
                   "must be a country code of ISO 3166-1, two capital letters such as NO");
}

static void org_create(struct request *r)
{
    static const char *const names[] = {"name",    "alias",     "sells", "buys",   "country",
                                        "address", "tax_id",    "terms", "parent", "niches",
                                        "state",   "throttled", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_terms(&t, true);
    take_uuid(&t, "parent", false);
    if (!json_is_true(json_object_get(t.args, "sells")) &&
        !json_is_true(json_object_get(t.args, "buys")))
        take_fault(&t, "sells", "missing_field", "A company sells, buys, or both.");
    taking_end(&t, "org_create");
}

static void org_change(struct request *r)
{
    static const char *const names[] = {"name",    "alias",   "sells",     "buys",
                                        "country", "address", "tax_id",    "terms",
                                        "niches",  "state",   "throttled", NULL};
    struct taking t;
    struct uuid org;

    if (!request_param_uuid(r, 0, &org) || !taking_begin(&t, r, names))
        return;
    take_terms(&t, false);
    args_uuid(t.args, "org", &org);
    taking_end_revised(&t, "org_change");
}

/* ---- transitions */

/* reason: the company is told it; needed where something is taken from it. */
static void transition(struct request *r, const char *op, bool reason)
{
    static const char *const names[] = {"reason", NULL};
    struct taking t;
    struct uuid org;

    if (!request_param_uuid(r, 0, &org) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "reason", reason, REASON_MAX);
    args_uuid(t.args, "org", &org);
    taking_end(&t, op);
}

static void org_approve(struct request *r)
{
    transition(r, "org_approve", false);
}

static void org_suspend(struct request *r)
{
    transition(r, "org_suspend", true);
}

static void org_resume(struct request *r)
{
    transition(r, "org_resume", false);
}

static void org_close(struct request *r)
{
    transition(r, "org_close", true);
}

static void admission(struct request *r, bool admitted)
{
    static const char *const names[] = {"niche", NULL};
    struct taking t;
    struct uuid org;

    if (!request_param_uuid(r, 0, &org) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "niche", true, 60);
    args_uuid(t.args, "org", &org);
    json_object_set_new(t.args, "admitted", json_boolean(admitted));
    taking_end(&t, "org_admission");
}

static void org_admit(struct request *r)
{
    admission(r, true);
}

static void org_dismiss(struct request *r)
{
    admission(r, false);
}
