/* Changes asked for over the API: one call of mutate() each, and the answer after its effect.
 *
 * Its one rule: an answer of success leaves only when this process's caches show what it says.
 * Refusals by a constraint, which two callers at the same moment can cause, become ordinary
 * answers here. Called by every handler that writes. */
#include "leadx/app/mutation.h"

#include <assert.h>
#include <string.h>

#include "leadx/app/market.h"
#include "leadx/app/mutation.sql.h"
#include "leadx/app/vault.h"
#include "leadx/base/json_compact.h"
#include "leadx/base/log.h"
#include "leadx/base/pool.h"
#include "leadx/db/pool.h"

enum { TAG_SIZE = 16, MUTATE_PARAMS = 8, CHANGED_MAX = 512, TRIES_MAX = 5 };

/* One mutation under way; owned by whoever calls back next: the database pool, then the market. */
struct pending {
    struct pool *pool;
    const char *op;
    struct param params[MUTATE_PARAMS];
    bool keyed; /* has an Idempotency-Key */
    int tries; /* again after a deadlock, or when a sale was faster with what this one counted on */
    mutation_done_fn done;
    uint64_t id;
    struct mutation_answer answer;
};

/* What a constraint means to the caller. */
static const struct refusal {
    const char *constraint;
    int status;
    const char *code, *pointer, *sentence;
} refusals[] = {
    {"orgs_alias_key", 409, "conflict", "/alias", "Another company goes by this alias."},
    {"niches_name_key", 409, "conflict", "/name", "There is a niche of this name."},
    {"orders_market_key", 409, "conflict", "/type",
     "There is a marketplace order of this niche: change that one."},
    {"payment_providers_name_key", 409, "conflict", "/name", "There is a provider of this name."},
    {"check_providers_name_key", 409, "conflict", "/name", "There is a provider of this name."},
    {"tax_rates_from_key", 409, "conflict", "/from", "There is a rate from this day on."},
    {"users_print_key", 409, "conflict", "/email", "Somebody signs in with this address already."},
    {"outside_references_pkey", 409, "conflict", "/reference",
     "Money moved under this reference before."},
    {"accounts_overdraft_check", 409, "conflict", "", "The account does not hold enough."},
    {"orders_filter_check", 422, "invalid_field", "/filter", "is longer than 64 KiB"},
    {"orders_schedule_check", 422, "invalid_field", "/schedule", "is longer than 8 KiB"},
};

static void on_mutated(uint64_t id, const struct db_result *res, void *arg);

/* ---- asking */

static struct param tag_param(struct pool *pool, const char *purpose, struct slice data)
{
    uint8_t *tag = pool_alloc(pool, TAG_SIZE);

    vault_tag(purpose, data, tag);
    return param_bytes((struct slice){(const char *)tag, TAG_SIZE});
}

/* The key means nothing apart from who said it and for what. */
static struct param key_param(struct pool *pool, const struct mutation *m)
{
    char org[UUID_TEXT];
    const char *bound = pool_printf(pool, "%s %s %.*s", uuid_format(&m->org, org), m->op,
                                    (int)m->idempotency_key.n, m->idempotency_key.p);

    return tag_param(pool, "idempotency", slice_of(bound));
}

static struct param text_param(struct pool *pool, struct slice text)
{
    return param_text((struct slice){pool_copy(pool, text), text.n});
}

static void submit(struct pending *p)
{
    dbpool_submit(&stmt_mutate, p->params, MUTATE_PARAMS, on_mutated, 0, p);
}

void mutation_run(const struct mutation *m, mutation_done_fn done, uint64_t id)
{
    struct pool *pool = pool_new(0);
    struct pending *p = pool_zero(pool, sizeof *p);

    p->pool = pool;
    p->op = m->op;
    p->keyed = m->idempotency_key.n > 0;
    p->done = done;
    p->id = id;
    p->params[0] = p->keyed ? key_param(pool, m) : param_null();
    p->params[1] =
        p->keyed ? tag_param(pool, "body", m->request.n > 0 ? m->request : m->args) : param_null();
    p->params[2] = param_uuid(&m->org);
    p->params[3] = param_uuid(&m->family);
    p->params[4] = param_uuid(&m->key);
    p->params[5] = param_bool(m->admin);
    p->params[6] = param_str(m->op);
    p->params[7] = text_param(pool, m->args);
    submit(p);
}

/* ---- the answer */

static void finish(struct pending *p)
{
    p->done(p->id, &p->answer);
    pool_free(p->pool);
}

static void on_reloaded(uint64_t id, void *arg)
{
    (void)id;
    finish(arg);
}

/* "{order:…,niche:…}": names of ours, so never quoted. Returns how many; more than fit are left to
 * the change notices, which carry all of them. */
static size_t changed_split(char *list, const char **names)
{
    size_t n = 0;
    char *rest = NULL;

    for (char *name = strtok_r(list, "{,}", &rest); name != NULL && n < CHANGED_MAX;
         name = strtok_r(NULL, "{,}", &rest))
        names[n++] = name;
    return n;
}

static void take_answer(struct pending *p, const struct db_result *res)
{
    const char **names = pool_alloc(p->pool, CHANGED_MAX * sizeof *names);
    struct slice body = result_slice(res, 0, 1);
    char *text = pool_copy(p->pool, body);
    size_t n;

    p->answer.status = (int)result_int64(res, 0, 0);
    p->answer.body = (struct slice){text, json_compact(text, body.n)};
    p->answer.replayed = result_bool(res, 0, 2);
    n = changed_split(pool_copy(p->pool, result_slice(res, 0, 3)), names);
    if (p->answer.status >= 400 || p->answer.replayed || n == 0)
        finish(p);
    else
        market_reload(names, n, on_reloaded, 0, p);
}

static void refuse(struct pending *p, int status, const char *body)
{
    p->answer.status = status;
    p->answer.body = slice_of(body);
    finish(p);
}

static const char *refusal_body(struct pool *pool, const struct refusal *r)
{
    return pool_printf(pool,
                       "{\"code\":\"%s\",\"detail\":\"%s\",\"errors\":[{\"pointer\":\"%s\","
                       "\"code\":\"%s\",\"message\":\"%s\"}]}",
                       r->code, r->sentence, r->pointer, r->code, r->sentence);
}

/* A unique key or check said no: somebody else was first, or a rule that only the table knows. */
static bool refused_by_constraint(struct pending *p, const struct db_result *res)
{
    if (strcmp(res->sqlstate, "23505") != 0 && strcmp(res->sqlstate, "23514") != 0)
        return false;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = &refusals[i];

        if (strcmp(r->constraint, res->constraint) != 0)
            continue;
        refuse(p, r->status, refusal_body(p->pool, r));
        return true;
    }
    return false;
}

static bool is_deadlock(const struct db_result *res)
{
    return strcmp(res->sqlstate, "40P01") == 0 || strcmp(res->sqlstate, "40001") == 0 ||
           strcmp(res->sqlstate, "LX001") == 0;
}

/* Waited for the first request with the same key, or for a lock, as long as we may. */
static bool in_flight(const struct pending *p, const struct db_result *res)
{
    return (res->status == DB_REFUSED && strcmp(res->sqlstate, "55P03") == 0) ||
           (res->status == DB_TIMEOUT && p->keyed);
}

static void on_mutated(uint64_t id, const struct db_result *res, void *arg)
{
    struct pending *p = arg;

    (void)id;
    p->answer.db = DB_OK;
    if (res->status == DB_OK) {
        take_answer(p, res);
    } else if (in_flight(p, res)) {
        refuse(p, 409, "{\"code\":\"in_flight\"}");
    } else if (res->status == DB_REFUSED && is_deadlock(res) && ++p->tries < TRIES_MAX) {
        submit(p);
    } else if (res->status != DB_REFUSED || !refused_by_constraint(p, res)) {
        if (res->status == DB_REFUSED)
            log_error("mutation", "%s: refused by the database: %s %s", p->op, res->sqlstate,
                      res->constraint);
        p->answer.db = res->status;
        finish(p);
    }
}
