/* Bringing leads in.
 *
 * The use case is app/intake; this file only reads the body and turns the answer into a reply. */
#include "leadx/api/lead_post.h"

#include "leadx/api/common.h"
#include "leadx/app/intake.h"
#include "leadx/app/market.h"
#include "leadx/app/sale.h"
#include "leadx/http/overload.h"

static void lead_post(struct request *r);

const struct route lead_post_routes[] = {
    {METHOD_POST, "/v1/leads", ACTION_LEAD_POST, lead_post, .body_max = KIB(64),
     .summary = "Bring a lead: it is routed and sold at once"},
    {0},
};

static void on_taken_in(uint64_t id, const struct intake_answer *a)
{
    struct request *r = request_find(id);

    if (r == NULL) /* the client left; the lead stands, and the same post will tell it so */
        return;
    if (a->db != DB_OK) {
        reply_unavailable(r, 1);
    } else if (a->refusal != NULL) {
        reply_error(r, error_by_code(a->refusal), NULL);
    } else {
        if (a->replayed)
            reply_header(r, "Idempotency-Replayed", "true");
        reply_json(r, 201, a->json);
    }
}

static void lead_post(struct request *r)
{
    struct intake *in;
    json_t *body;

    if (sale_pressed()) { /* before the body is read: that is the cheapest */
        refuse_overload(r);
        return;
    }
    if ((body = body_read(r, false)) == NULL)
        return;
    if (!market_ready()) {
        json_decref(body);
        reply_unavailable(r, 1);
        return;
    }
    in = intake_new(&r->caller.org, &r->caller.family);
    if (intake_read(in, body, r->idempotency_key)) {
        intake_run(in, on_taken_in, request_wait(r));
    } else {
        reply_faults(r, intake_faults(in));
        intake_free(in);
    }
    json_decref(body);
}
