/* Putting a lead off to a date.
 *
 * Its one rule: the date is judged in the database, where consent and niche are; here it is only
 * read. The write is the operation lead_defer; what happens on the date is a chore. Called by the
 * routes. */
#include "leadx/api/deferrals.h"

#include "leadx/api/common.h"
#include "take.h"

static void lead_defer(struct request *r);

const struct route deferrals_routes[] = {
    {METHOD_POST, "/v1/leads/{lead}/defer", ACTION_LEAD_CHANGE, lead_defer,
     .summary = "Put a lead off to a date, or move the date"},
    {0},
};

static void lead_defer(struct request *r)
{
    static const char *const names[] = {"until", NULL};
    struct taking t;
    struct uuid lead;

    if (!request_param_uuid(r, 0, &lead) || !taking_begin(&t, r, names))
        return;
    take_time(&t, "until", true);
    args_uuid(t.args, "lead", &lead);
    taking_end(&t, "lead_defer");
}
