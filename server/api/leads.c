/* Leads as their seller and the operator read and change them.
 *
 * Whose lead it is, is decided in the statements: somebody else's is no row and answers like a
 * missing one. Bringing a lead is lead_post.c, the list of them lead_list.c. */
#include "leadx/api/leads.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/leads.sql.h"
#include "leadx/app/vault.h"
#include "leadx/db/pool.h"
#include "lead_list.h"
#include "sealed.h"

static void lead_get(struct request *r);
static void lead_timeline(struct request *r);
static void lead_decision(struct request *r);
static void lead_withdraw(struct request *r);
static void lead_release(struct request *r);
static void lead_consent_revoke(struct request *r);

const struct route leads_routes[] = {
    {METHOD_GET, "/v1/leads", ACTION_LEAD_READ, lead_list, .summary = "List leads, newest first"},
    {METHOD_GET, "/v1/leads/{lead}", ACTION_LEAD_READ, lead_get,
     .summary = "A lead with its contact, sales and payout"},
    {METHOD_GET, "/v1/leads/{lead}/timeline", ACTION_DECISION_READ, lead_timeline,
     .summary = "What happened to a lead, in time order"},
    {METHOD_GET, "/v1/leads/{lead}/decision", ACTION_DECISION_READ, lead_decision,
     .summary = "Why a lead was sold as it was, or not"},
    {METHOD_POST, "/v1/leads/{lead}/withdraw", ACTION_LEAD_CHANGE, lead_withdraw,
     .summary = "Take back a lead that nobody bought"},
    {METHOD_POST, "/v1/leads/{lead}/release", ACTION_LEAD_CHANGE, lead_release,
     .summary = "Offer a targeted lead on the consumer market"},
    {METHOD_POST, "/v1/leads/{lead}/consent/revoke", ACTION_LEAD_CHANGE, lead_consent_revoke,
     .summary = "The person took the consent back"},
    {0},
};

enum { LEAD_CONTACT_COLUMN = 2, SALES_MAX = 16 };

/* ---- reading */

static void on_lead(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    struct uuid lead;

    (void)arg;
    if (r != NULL && request_param_uuid(r, 0, &lead))
        sealed_reply(r, &lead, res, LEAD_CONTACT_COLUMN,
                     result_bool(res, 0, 1) && !r->caller.looking ? SEALED_WHOLE : SEALED_MASKED);
}

/* The three reads take the same: which lead, whose eyes. false: replied already. */
static bool viewer_params(struct request *r, struct param params[3])
{
    struct uuid lead;

    if (!request_param_uuid(r, 0, &lead))
        return false;
    params[0] = param_uuid(&lead);
    params[1] = param_uuid(&r->caller.org);
    params[2] = param_bool(sees_all(r));
    return true;
}

/* "test_" and an id: what a post with test: true was answered with. */
static bool test_lead(const struct request *r, struct uuid *id)
{
    static const char mark[] = "test_";
    const size_t n = sizeof mark - 1;
    struct slice name = r->params[0];

    return name.n > n && memcmp(name.p, mark, n) == 0 &&
           uuid_parse((struct slice){name.p + n, name.n - n}, id);
}

static void lead_get(struct request *r)
{
    struct param params[3];
    struct uuid test;

    if (test_lead(r, &test))
        read_reply(r, &stmt_test_lead_get,
                   (struct param[]){param_uuid(&test), param_uuid(&r->caller.org),
                                    param_bool(sees_all(r))},
                   3);
    else if (viewer_params(r, params))
        dbpool_submit(&stmt_lead_get, params, 3, on_lead, request_wait(r), NULL);
}

static void lead_timeline(struct request *r)
{
    struct param params[3];

    if (viewer_params(r, params))
        read_reply(r, &stmt_lead_timeline, params, 3);
}

static void lead_decision(struct request *r)
{
    struct param params[3];

    if (viewer_params(r, params))
        read_reply(r, &stmt_lead_decisions, params, 3);
}

/* ---- changing */

/* {"lead": …} from the path and a body without fields. NULL: replied already. */
static json_t *lead_args(struct request *r)
{
    static const char *const none[] = {NULL};
    struct faults faults;
    struct uuid lead;
    char id[UUID_TEXT];
    json_t *body;
    bool ok;

    if (!request_param_uuid(r, 0, &lead) || (body = body_read(r, true)) == NULL)
        return NULL;
    faults_init(&faults, r->pool);
    ok = read_only(&faults, body, "", none);
    json_decref(body);
    if (ok)
        return json_pack("{s:s}", "lead", uuid_format(&lead, id));
    reply_faults(r, &faults);
    return NULL;
}

static void lead_change(struct request *r, const char *op)
{
    json_t *args = lead_args(r);

    if (args != NULL)
        mutate_reply(r, op, args);
}

static void lead_withdraw(struct request *r)
{
    lead_change(r, "lead_withdraw");
}

static void lead_consent_revoke(struct request *r)
{
    lead_change(r, "lead_consent_revoke");
}

/* How many buyers the person agreed to; JSON null = any number. NULL: the consent does not open. */
static json_t *recipients_max(struct slice consent)
{
    json_t *json = consent.p == NULL ? NULL : json_loadb(consent.p, consent.n, 0, NULL), *max;
    json_int_t n;

    if (json == NULL)
        return NULL;
    max = json_object_get(json, "max_recipients");
    n = json_integer_value(max);
    max = !json_is_integer(max) ? json_null() : json_integer(n > SALES_MAX ? SALES_MAX : n);
    json_decref(json);
    return max;
}

static void on_consent(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    struct uuid lead;
    json_t *max, *args;

    (void)arg;
    if (r == NULL || !request_param_uuid(r, 0, &lead))
        return;
    if ((max =
             recipients_max(vault_unseal_hex(r->pool, SEAL_CONSENT, &lead, result_slice(res, 0, 0),
                                             result_slice(res, 0, 1)))) == NULL) {
        reply_error(r, ERROR_CONFLICT, "The consent is gone: nobody else may buy this lead.");
    } else if ((args = lead_args(r)) != NULL) {
        json_object_set_new(args, "max_recipients", max);
        mutate_reply(r, "lead_release", args);
    } else {
        json_decref(max);
    }
}

/* The limit on recipients stands in the sealed consent, which only this program can open. */
static void lead_release(struct request *r)
{
    struct param params[2];
    struct uuid lead;

    if (!request_param_uuid(r, 0, &lead))
        return;
    params[0] = param_uuid(&lead);
    params[1] = param_uuid(&r->caller.org);
    dbpool_submit(&stmt_lead_consent, params, 2, on_consent, request_wait(r), NULL);
}
