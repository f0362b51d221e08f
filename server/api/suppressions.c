/* Suppression lists, uploaded as a stream of lines: a buyer's own, or the operator's for everybody.
 *
 * Its one rule: constant memory. Lines become hashes as they come; while a full batch is with the
 * database nothing more is read from the client. What was added before a list broke off stays
 * added, since saying it again changes nothing. */
#include "leadx/api/suppressions.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/suppression.h"
#include "leadx/base/buf.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"

static void suppressions_begin(struct request *r);
static void suppressions_piece(struct request *r, struct slice piece, bool last);

const struct route suppressions_routes[] = {
    {METHOD_POST, "/v1/suppressions", ACTION_SUPPRESSION_WRITE, suppressions_begin,
     .stream = suppressions_piece, .body_max = MIB(16), .any_type = true,
     .summary = "Add people who must not be sold, one a line"},
    {0},
};

enum { LINES_MAX = 100000, LINE_BYTES = 4096, INVALID_MAX = 100 };

struct upload {
    char line[LINE_BYTES]; /* what came of the line that is not complete yet */
    size_t line_n;
    bool line_long; /* it did not fit: the rest of it is skipped */
    int64_t line_no;
    int64_t read, added;
    json_t *invalid;                                     /* [{"line","code"}] */
    uint8_t hashes[SUPPRESSION_BATCH][SUPPRESSION_SIZE]; /* the batch that gathers */
    size_t n_hashes;
    char region[8];
    bool under_way;  /* a batch is with the database; the client is held */
    bool complete;   /* the last byte was seen */
    struct buf held; /* what came in the same piece behind a full batch; at most one piece */
};

/* ---- lines */

static void line_take(struct upload *u, struct slice line)
{
    const char *fault;

    u->line_no++;
    while (line.n > 0 && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' '))
        line.n--;
    if (line.n == 0 && !u->line_long)
        return;
    u->read++;
    fault =
        u->line_long ? "malformed_json" : suppression_read(line, u->region, u->hashes[u->n_hashes]);
    if (fault == NULL)
        u->n_hashes++;
    else if (json_array_size(u->invalid) < INVALID_MAX)
        json_array_append_new(
            u->invalid, json_pack("{s:I,s:s}", "line", (json_int_t)u->line_no, "code", fault));
}

static void line_end(struct upload *u)
{
    line_take(u, (struct slice){u->line, u->line_n});
    u->line_n = 0;
    u->line_long = false;
}

static void line_add(struct upload *u, struct slice part)
{
    if (part.n > LINE_BYTES - u->line_n) {
        u->line_long = true;
        return;
    }
    memcpy(u->line + u->line_n, part.p, part.n);
    u->line_n += part.n;
}

/* Takes lines until the batch is full; returns how many bytes it used. */
static size_t lines_take(struct upload *u, struct slice bytes)
{
    size_t at = 0;

    while (at < bytes.n && u->n_hashes < SUPPRESSION_BATCH && u->read <= LINES_MAX) {
        const char *end = memchr(bytes.p + at, '\n', bytes.n - at);
        size_t n = end == NULL ? bytes.n - at : (size_t)(end - bytes.p) - at;

        line_add(u, (struct slice){bytes.p + at, n});
        at += n;
        if (end == NULL)
            break;
        line_end(u);
        at++;
    }
    return at;
}

/* ---- the upload */

static void upload_free(struct request *r)
{
    struct upload *u = r->state;

    r->state = NULL;
    if (u == NULL)
        return;
    mem_wipe(u->line, sizeof u->line);
    json_decref(u->invalid);
    buf_free(&u->held);
    free(u);
}

static void suppressions_begin(struct request *r)
{
    struct upload *u = mem_zero(1, sizeof *u);

    u->invalid = json_array();
    buf_init(&u->held, 0);
    snprintf(u->region, sizeof u->region, "%s", setting_text("default_phone_region"));
    r->state = u;
    r->on_gone = upload_free;
    request_wait(r);
}

static void upload_reply(struct request *r)
{
    struct upload *u = r->state;
    json_t *answer = json_pack("{s:I,s:I,s:O}", "read", (json_int_t)u->read, "added",
                               (json_int_t)u->added, "invalid", u->invalid);
    char *text = json_dumps(answer, JSON_COMPACT);

    upload_free(r);
    reply_json(r, 200, slice_of(text));
    free(text);
    json_decref(answer);
}

static void on_added(uint64_t id, const struct db_result *res, void *arg);

static void batch_submit(struct request *r)
{
    struct upload *u = r->state;
    struct suppression_list list = {.org = r->caller.org,
                                    .key = r->caller.key,
                                    .everybody = (r->caller.roles & ROLE_ADMIN) != 0};

    u->under_way = true;
    request_hold(r, true);
    suppression_add(&list, (const uint8_t(*)[SUPPRESSION_SIZE])u->hashes, u->n_hashes, on_added,
                    request_wait(r));
    u->n_hashes = 0;
}

/* Looks at the whole upload and takes the next step, or returns while a batch is under way. */
static void upload_advance(struct request *r, struct slice bytes)
{
    struct upload *u = r->state;
    size_t used;

    assert(!u->under_way);
    used = lines_take(u, bytes);
    if (u->complete && used == bytes.n && u->line_n + u->line_long > 0 &&
        u->n_hashes < SUPPRESSION_BATCH)
        line_end(u);
    if (u->read > LINES_MAX) {
        upload_free(r);
        reply_error(r, ERROR_BODY_TOO_LARGE,
                    "Send at most 100,000 lines a request; the lines "
                    "before that were taken.");
        return;
    }
    if (used < bytes.n)
        buf_add(&u->held, bytes.p + used, bytes.n - used);
    if (u->n_hashes == SUPPRESSION_BATCH || (u->complete && u->n_hashes > 0))
        batch_submit(r);
    else if (u->complete)
        upload_reply(r);
}

/* While a batch is under way pieces that were already on their way wait in held. */
static void suppressions_piece(struct request *r, struct slice piece, bool last)
{
    struct upload *u = r->state;

    if (r->replied || u == NULL)
        return;
    u->complete |= last;
    if (u->under_way)
        buf_add_slice(&u->held, piece);
    else
        upload_advance(r, piece);
}

static void on_added(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    struct upload *u;
    struct buf held;

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        upload_free(r);
        db_failed(r, res);
        return;
    }
    u = r->state;
    u->added += result_int64(res, 0, 0);
    u->under_way = false;
    held = u->held;
    buf_init(&u->held, 0);
    upload_advance(r, buf_slice(&held));
    buf_free(&held);
    u = r->state;
    if (u != NULL && !u->under_way)
        request_hold(r, false);
}
