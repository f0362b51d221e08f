/* The work list: each purchase with who works on it, how far, what comes next and when.
 *
 * Its one rule: what people write about a person is sealed before it leaves this file, and opened
 * here for the buyer alone; the database, its journal and stored answers never see it. */
#include "leadx/api/work.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/work.sql.h"
#include "leadx/app/vault.h"
#include "leadx/base/buf.h"
#include "leadx/base/digest.h"
#include "leadx/base/json_compact.h"
#include "leadx/base/mem.h"
#include "leadx/db/pool.h"
#include "query.h"
#include "revision.h"
#include "take.h"

static void work_list(struct request *r);
static void work_get(struct request *r);
static void work_change(struct request *r);

const struct route work_routes[] = {
    {METHOD_GET, "/v1/work", ACTION_SALE_READ, work_list,
     .summary = "Purchases with who works on them, newest first"},
    {METHOD_GET, "/v1/work/{sale}", ACTION_SALE_READ, work_get, .summary = "One of them"},
    {METHOD_PATCH, "/v1/work/{sale}", ACTION_OUTCOME_WRITE, work_change, .body_max = KIB(32),
     .summary = "Say who works on a purchase, how far, what comes next and when"},
    {0},
};

enum {
    NOTE_MAX = 4000,
    NEXT_MAX = 200,
    ASSIGNEE_MAX = 100,
    PAGE_BYTES_MAX = 8 * 1024 * 1024,
};
enum { C_DOC, C_SALE, C_NOTE, C_NOTE_KEY, C_NEXT, C_NEXT_KEY, C_CURSOR };

static const char *const states[] = {"new", "working", "waiting", "done", NULL};

/* ---- reading */

/* ,"name":"what was sealed", or null: also for the operator who looks as the company, since it is
 * its own words. */
static void words_write(struct buf *out, const struct request *r, const char *name,
                        enum seal_use use, const struct db_result *res, int row, int column)
{
    struct uuid sale = result_uuid(res, row, C_SALE);
    struct slice plain = SLICE_NONE;

    if (!r->caller.looking && !result_null(res, row, column) && !result_null(res, row, column + 1))
        plain = vault_unseal_hex(r->pool, use, &sale, result_slice(res, row, column),
                                 result_slice(res, row, column + 1));
    buf_printf(out, ",\"%s\":", name);
    if (plain.p == NULL)
        buf_add_str(out, "null");
    else
        buf_add_json_string(out, plain);
}

static void item_write(struct buf *out, const struct request *r, const struct db_result *res,
                       int row)
{
    struct slice doc = result_slice(res, row, C_DOC);
    char *text = pool_copy(r->pool, doc);

    buf_add(out, text, json_compact(text, doc.n) - 1); /* an object: its last byte is '}' */
    words_write(out, r, "note", SEAL_WORK_NOTE, res, row, C_NOTE);
    words_write(out, r, "next_action", SEAL_WORK_NEXT, res, row, C_NEXT);
    buf_add_char(out, '}');
}

static void page_write(struct buf *out, const struct request *r, const struct db_result *res)
{
    int rows = result_rows(res);

    buf_add_str(out, "{\"items\":[");
    for (int row = 0; row < rows; row++) {
        if (row > 0)
            buf_add_char(out, ',');
        item_write(out, r, res, row);
    }
    buf_add_str(out, "],\"next\":");
    if (rows == 0 || result_null(res, 0, C_CURSOR))
        buf_add_str(out, "null");
    else
        buf_add_json_string(out, result_slice(res, 0, C_CURSOR));
    buf_add_char(out, '}');
}

static void reply_buf(struct request *r, struct buf *b)
{
    if (b->overflow)
        reply_error(r, ERROR_INTERNAL, NULL);
    else
        reply_json(r, 200, buf_slice(b));
    buf_free(b);
}

static void on_page(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    struct buf b;

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
        return;
    }
    buf_init(&b, PAGE_BYTES_MAX);
    page_write(&b, r, res);
    reply_buf(r, &b);
}

static void on_item(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    struct buf b;

    (void)arg;
    if (r == NULL)
        return;
    buf_init(&b, PAGE_BYTES_MAX);
    item_write(&b, r, res, 0);
    etag_add(r, result_slice(res, 0, C_DOC));
    reply_buf(r, &b);
}

static void work_list(struct request *r)
{
    struct uuid order = {0}, after;
    struct slice state = SLICE_NONE;
    int64_t due = INT64_MIN;
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "state", states, &state) &&
        query_uuid(r, "order", &order) && query_time(r, "due", &due))
        dbpool_submit(&stmt_work_page,
                      (struct param[]){
                          param_uuid(&r->caller.org), param_null(), param_filter_text(state),
                          param_filter_text(query_text(r, "assignee")), param_filter_uuid(&order),
                          due == INT64_MIN ? param_null() : param_int64(due), param_after(&after),
                          param_int32(limit)},
                      8, on_page, request_wait(r), NULL);
}

static void work_get(struct request *r)
{
    struct uuid sale;

    if (request_param_uuid(r, 0, &sale))
        dbpool_submit(&stmt_work_page,
                      (struct param[]){param_uuid(&r->caller.org), param_uuid(&sale), param_null(),
                                       param_null(), param_null(), param_null(), param_null(),
                                       param_int32(1)},
                      8, on_item, request_wait(r), NULL);
}

/* ---- changing */

static void set_hex(json_t *args, const char *name, const uint8_t *bytes, size_t n)
{
    char *hex = mem_zero(2 * n + 1, 1);

    hex_encode(bytes, n, hex);
    json_object_set_new(args, name, json_string(hex));
    free(hex);
}

/* What was taken under name is replaced by its sealed form and its key; a null stays one. */
static void words_seal(json_t *args, const char *name, const char *key_name, enum seal_use use,
                       const struct uuid *sale)
{
    json_t *words = json_object_get(args, name);
    struct slice plain = {json_string_value(words), json_string_length(words)};
    uint8_t *sealed, key[SEAL_WRAPPED_SIZE];

    if (!json_is_string(words))
        return;
    sealed = mem_zero(plain.n + SEAL_OVERHEAD, 1);
    seal(vault_sealer(), use, sale, plain, sealed, key);
    set_hex(args, name, sealed, plain.n + SEAL_OVERHEAD);
    set_hex(args, key_name, key, sizeof key);
    free(sealed);
}

static void work_change(struct request *r)
{
    static const char *const names[] = {"state",       "assignee", "note",
                                        "next_action", "next_at",  NULL};
    struct taking t;
    struct uuid sale;
    json_t *said;

    if (!request_param_uuid(r, 0, &sale) || !if_match_given(r) || !taking_begin(&t, r, names))
        return;
    take_word(&t, "state", false, states);
    take_text(&t, "assignee", false, ASSIGNEE_MAX);
    take_text(&t, "note", false, NOTE_MAX);
    take_text(&t, "next_action", false, NEXT_MAX);
    take_time(&t, "next_at", false);
    if (!if_match_take(&t) || !taking_good(&t))
        return;
    args_uuid(t.args, "sale", &sale);
    said = json_deep_copy(t.args); /* sealing is done by chance: an Idempotency-Key goes by this */
    words_seal(t.args, "note", "note_key", SEAL_WORK_NOTE, &sale);
    words_seal(t.args, "next_action", "next_key", SEAL_WORK_NEXT, &sale);
    mutation_start(r, "work_change", t.args, said, on_revised);
}
