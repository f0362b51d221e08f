/* Who a session's cookie belongs to.
 *
 * Its one rule: nothing is remembered. People send few requests, and one read by index each (about
 * a tenth of a millisecond) means that a session which ended in any process is refused by the next
 * request in all of them, with no notice to lose. Called by the gates of http/route. */
#include <string.h>

#include "leadx/api/sessions.h"
#include "leadx/api/sessions.sql.h"
#include "leadx/base/digest.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"

enum {
    LIVE = 3,
    LOOKING = 4,
    ORG = 5,
    FAMILY,
    SELLS,
    BUYS,
    OPERATES,
    ACTIVE,
    APPLIED,
    THROTTLED,
    SLOWED
};

/* Looking as a company, the operator's person sees what an owner sees; access.c takes the changes
 * away. */
static enum standing standing_of(struct slice role, bool looking)
{
    if (looking || slice_is(role, SLICE("owner")) || slice_is(role, SLICE("admin")))
        return STANDING_OWNER;
    return slice_is(role, SLICE("member")) ? STANDING_MEMBER : STANDING_VIEWER;
}

static void caller_from_row(const struct db_result *res, struct caller *c)
{
    struct slice role = result_slice(res, 0, 2);

    c->session = result_uuid(res, 0, 0);
    c->key = result_uuid(res, 0, 1);
    c->looking = result_bool(res, 0, LOOKING);
    c->standing = standing_of(role, c->looking);
    c->org = result_uuid(res, 0, ORG);
    c->family = result_uuid(res, 0, FAMILY);
    c->roles = (result_bool(res, 0, SELLS) ? ROLE_SELLER : 0) |
               (result_bool(res, 0, BUYS) ? ROLE_BUYER : 0);
    if (result_bool(res, 0, OPERATES))
        c->roles |= slice_is(role, SLICE("admin")) ? ROLE_ADMIN : ROLE_AUDITOR;
    c->active = result_bool(res, 0, ACTIVE);
    c->applied = result_bool(res, 0, APPLIED);
    c->throttled = result_bool(res, 0, THROTTLED);
    c->slowed = result_bool(res, 0, SLOWED);
}

static void on_session(uint64_t id, const struct db_result *res, void *arg)
{
    struct caller caller = {0};

    (void)arg;
    if (res->status != DB_OK) {
        route_caller_found(id, NULL, true);
    } else if (result_rows(res) == 0) {
        route_caller_found(id, NULL, false);
    } else if (!result_bool(res, 0, LIVE)) {
        route_session_ended(id);
    } else {
        caller_from_row(res, &caller);
        route_caller_found(id, &caller, false);
    }
}

static void session_find(uint64_t wait_id, const uint8_t digest[SHA256_SIZE])
{
    struct param params[2] = {param_bytes((struct slice){(const char *)digest, SHA256_SIZE}),
                              param_int32((int32_t)setting_int("session_idle_minutes"))};

    dbpool_submit(&stmt_session_find, params, 2, on_session, wait_id, NULL);
}

void sessions_start(void)
{
    route_set_session_finder(session_find);
}
