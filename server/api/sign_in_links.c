/* A one-time link by mail, for who forgot the password or never had one.
 *
 * Its one rule: everybody hears the same at once, whether anybody has the address or not. */
#include "leadx/api/sign_in_links.h"

#include "leadx/api/common.h"
#include "leadx/app/sign_in_link.h"
#include "leadx/app/sign_in_throttle.h"
#include "leadx/base/clock.h"

static void link_ask(struct request *r);

const struct route sign_in_links_routes[] = {
    {METHOD_POST, "/v1/sign-in-links", ACTION_PUBLIC, link_ask, .own_site = true,
     .body_max = KIB(4), .summary = "Ask for a one-time link by mail"},
    {0},
};

/* By the address that asks: nobody needs many. */
static bool may_ask(struct request *r)
{
    int64_t wait_ms = throttle_take_ask(r->peer, clock_mono_ms());

    if (wait_ms == 0)
        return true;
    reply_retry_after(r, (wait_ms + 999) / 1000);
    reply_error(r, ERROR_TOO_MANY_REQUESTS, NULL);
    return false;
}

static void link_ask(struct request *r)
{
    static const char *const names[] = {"email", NULL};
    struct slice email = SLICE_NONE;
    struct faults faults;
    json_t *body;

    if (!may_ask(r) || (body = body_read(r, false)) == NULL)
        return;
    faults_init(&faults, r->pool);
    read_only(&faults, body, "", names);
    read_text(&faults, body, "", "email", true, 254, &email);
    json_decref(body);
    if (faults.n > 0) {
        reply_faults(r, &faults);
        return;
    }
    reply_json(r, 202, SLICE("{\"accepted\":true}"));
    sign_in_link_send(email);
}
