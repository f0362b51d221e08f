/* What a company does about itself: accepts the terms, reads its notices, appeals. Also who is not
 * taken in yet, or suspended, comes here.
 *
 * Publishing terms is the operator's. Reads are statements in onboarding.sql, writes operations of
 * op_onboarding.sql. */
#include "leadx/api/onboarding.h"

#include "leadx/api/common.h"
#include "leadx/api/onboarding.sql.h"
#include "take.h"

static void terms_get(struct request *r);
static void terms_list(struct request *r);
static void terms_publish(struct request *r);
static void terms_accept(struct request *r);
static void notice_list(struct request *r);
static void appeal_mine(struct request *r);
static void appeal_send(struct request *r);

enum { VERSION_MAX = 60, TERMS_MAX = 200000, SHA256_HEX = 64, APPEAL_MAX = 4000 };

const struct route onboarding_routes[] = {
    {METHOD_GET, "/v1/terms", ACTION_ANY, terms_get, .summary = "Read the current terms"},
    {METHOD_GET, "/v1/admin/terms", ACTION_ADMIN_READ, terms_list,
     .summary = "Every version of the terms, and how many accepted it"},
    {METHOD_POST, "/v1/admin/terms", ACTION_ADMIN_WRITE, terms_publish, .body_max = MIB(2),
     .summary = "Publish a version of the terms"},
    {METHOD_POST, "/v1/orgs/me/terms", ACTION_PARTY_WRITE, terms_accept,
     .summary = "Accept the current terms"},
    {METHOD_GET, "/v1/notices", ACTION_ANY, notice_list,
     .summary = "What the exchange told your company, newest first"},
    {METHOD_GET, "/v1/orgs/me/appeal", ACTION_ANY, appeal_mine,
     .summary = "Your appeals and their answers"},
    {METHOD_POST, "/v1/orgs/me/appeal", ACTION_PARTY_WRITE, appeal_send,
     .summary = "Appeal against a suspension or a restraint"},
    {0},
};

static void terms_get(struct request *r)
{
    read_reply(r, &stmt_terms_current, NULL, 0);
}

static void terms_list(struct request *r)
{
    read_reply(r, &stmt_terms_list, NULL, 0);
}

static void own_list(struct request *r, const struct stmt *stmt)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(
            r, stmt,
            (struct param[]){param_uuid(&r->caller.org), param_after(&after), param_int32(limit)},
            3);
}

static void notice_list(struct request *r)
{
    own_list(r, &stmt_notice_list);
}

static void appeal_mine(struct request *r)
{
    own_list(r, &stmt_appeal_mine);
}

static void terms_publish(struct request *r)
{
    static const char *const names[] = {"version", "text", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "version", true, VERSION_MAX);
    take_text(&t, "text", true, TERMS_MAX);
    taking_end(&t, "terms_publish");
}

static void terms_accept(struct request *r)
{
    static const char *const names[] = {"version", "sha256", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "version", true, VERSION_MAX);
    take_text(&t, "sha256", true, SHA256_HEX);
    taking_end(&t, "terms_accept");
}

static void appeal_send(struct request *r)
{
    static const char *const names[] = {"text", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "text", true, APPEAL_MAX);
    taking_end(&t, "appeal_send");
}
