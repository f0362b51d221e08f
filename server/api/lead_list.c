/* The list of leads, newest first: a seller's own, and to the operator everybody's.
 *
 * Its one rule: a page costs the same however many leads there are and however rare what is asked
 * for is. It looks at lead_list_looks leads at most and says how far back it came; the next page
 * goes on from there. A lead's own number is not looked for at all: its post left a key made of the
 * seller, the source and the number, which is found by its index. Called by leads.c. */
#include "lead_list.h"

#include "leadx/api/common.h"
#include "leadx/api/lead_list.sql.h"
#include "leadx/app/intake.h"
#include "leadx/base/buf.h"
#include "leadx/base/digest.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "query.h"

enum { SOURCES_MAX = 2000, EXTERNAL_ID_MAX = 128, SHARED_PARAMS = 9 };

static const char *const lead_states[] = {"review",   "open",      "sold",     "listed",
                                          "deferred", "duplicate", "rejected", "withdrawn",
                                          "closed",   "expired",   NULL};

struct asked {
    struct slice status, code, niche, source, external;
    struct uuid seller, after; /* seller: nil = everybody's */
    int64_t from_ms, to_ms;    /* INT64_MIN: not asked */
    int limit;
};

static bool numbers_make_sense(struct request *r, const struct asked *a)
{
    if (a->external.n > EXTERNAL_ID_MAX)
        return query_refuse(r, "external_id", "is longer than any lead's number");
    if (!uuid_is_nil(&a->seller) || (a->external.p == NULL && a->source.p == NULL))
        return true;
    return query_refuse(r, "seller",
                        "is needed beside external_id and source: other sellers use the same");
}

static bool asked_read(struct request *r, struct asked *a)
{
    *a = (struct asked){.niche = query_text(r, "niche"),
                        .code = query_text(r, "code"),
                        .source = query_text(r, "source"),
                        .external = query_text(r, "external_id"),
                        .from_ms = INT64_MIN,
                        .to_ms = INT64_MIN};
    if (!page_read(r, &a->limit, &a->after) || !query_word(r, "status", lead_states, &a->status) ||
        !query_time(r, "from", &a->from_ms) || !query_time(r, "to", &a->to_ms))
        return false;
    if (!sees_all(r))
        a->seller = r->caller.org;
    else if (!query_uuid(r, "seller", &a->seller))
        return false;
    return numbers_make_sense(r, a);
}

static struct param time_param(int64_t ms)
{
    return ms == INT64_MIN ? param_null() : param_int64(ms);
}

/* What all three statements begin with. */
static void shared_params(const struct request *r, const struct asked *a,
                          struct param p[SHARED_PARAMS])
{
    p[0] = param_bool(sees_all(r));
    p[1] = param_filter_text(a->status);
    p[2] = param_filter_text(a->code);
    p[3] = param_filter_text(a->niche);
    p[4] = time_param(a->from_ms);
    p[5] = time_param(a->to_ms);
    p[6] = param_filter_uuid(&a->after);
    p[7] = param_int32(a->limit);
    p[8] = param_int32((int32_t)setting_int("lead_list_looks"));
}

/* ---- by the lead's own number */

/* keys: a bytea[] as text, begun by keys_init; one more element. */
static void key_add(struct request *r, const struct asked *a, struct slice source, struct buf *keys)
{
    uint8_t key[EXTERNAL_KEY];
    char hex[2 * EXTERNAL_KEY + 1];

    intake_external_key(r->pool, &a->seller, source, a->external, key);
    hex_encode(key, sizeof key, hex);
    buf_printf(keys, "%s\"\\\\x%.*s\"", keys->n > 1 ? "," : "", 2 * EXTERNAL_KEY, hex);
}

static void keys_init(struct buf *keys)
{
    buf_init(keys, 0);
    buf_add_char(keys, '{');
}

/* Takes the keys. */
static void reply_by_keys(struct request *r, const struct asked *a, struct buf *keys)
{
    struct param p[SHARED_PARAMS + 1];

    buf_add_char(keys, '}');
    shared_params(r, a, p);
    p[SHARED_PARAMS - 1] = param_uuid(&a->seller); /* nothing is looked through */
    p[SHARED_PARAMS] = param_text(buf_slice(keys));
    read_reply(r, &stmt_lead_list_numbered, p, SHARED_PARAMS + 1);
    buf_free(keys);
}

/* The seller's sources came: a number may have come under any of them. */
static void reply_by_sources(struct request *r, const struct db_result *res)
{
    struct asked a;
    struct buf keys;

    if (!asked_read(r, &a))
        return;
    keys_init(&keys);
    for (int i = 0; i < result_rows(res); i++)
        key_add(r, &a, result_slice(res, i, 0), &keys);
    reply_by_keys(r, &a, &keys);
}

static void on_sources(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK)
        db_failed(r, res);
    else if (result_rows(res) > SOURCES_MAX)
        query_refuse(r, "source", "is needed beside external_id: the seller has too many sources");
    else
        reply_by_sources(r, res);
}

static void list_numbered(struct request *r, const struct asked *a)
{
    struct buf keys;

    if (a->source.p == NULL) {
        dbpool_submit(&stmt_lead_list_sources,
                      (struct param[]){param_uuid(&a->seller), param_int32(SOURCES_MAX + 1)}, 2,
                      on_sources, request_wait(r), NULL);
        return;
    }
    keys_init(&keys);
    key_add(r, a, a->source, &keys);
    reply_by_keys(r, a, &keys);
}

/* ---- by looking */

void lead_list(struct request *r)
{
    struct param p[SHARED_PARAMS + 2];
    struct asked a;

    if (!asked_read(r, &a))
        return;
    if (a.external.p != NULL) {
        list_numbered(r, &a);
        return;
    }
    shared_params(r, &a, p);
    p[SHARED_PARAMS] = param_uuid(&a.seller);
    p[SHARED_PARAMS + 1] = param_filter_text(a.source);
    if (uuid_is_nil(&a.seller))
        read_reply(r, &stmt_lead_list_all, p, SHARED_PARAMS);
    else
        read_reply(r, &stmt_lead_list_of, p, SHARED_PARAMS + 2);
}
