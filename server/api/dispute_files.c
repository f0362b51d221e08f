/* Files shown in a dispute, streamed up in pieces that are sealed as they come; dispute_file_get.c
 * brings them down.
 *
 * Its one rule: what a file is, its first bytes say; what is no picture, document or sound of a
 * known kind is refused before it is stored. One piece is with the database at a time, the client
 * waits meanwhile; with a virus scanner set the whole file is kept in memory until it has answered.
 */
#include <stdlib.h>
#include <string.h>

#include "dispute_files.h"
#include "dispute_terms.h"
#include "leadx/api/common.h"
#include "leadx/api/dispute_files.sql.h"
#include "leadx/api/disputes.h"
#include "leadx/app/evidence.h"
#include "leadx/app/evidence_scan.h"
#include "leadx/app/vault.h"
#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/base/utf8.h"
#include "leadx/db/pool.h"

static void file_begin(struct request *r);
static void file_piece(struct request *r, struct slice piece, bool last);

const struct route dispute_files_routes[] = {
    {METHOD_POST, "/v1/disputes/{dispute}/files", ACTION_DISPUTE_ANSWER, file_begin,
     .stream = file_piece, .body_max = EVIDENCE_FILE_MAX, .any_type = true,
     .summary = "Show a file"},
    {METHOD_GET, "/v1/disputes/{dispute}/files/{file}", ACTION_DISPUTE_READ, dispute_file_get,
     .summary = "Read a file that was shown"},
    {0},
};

enum { NAME_MAX_CHARS = 200 };

struct upload {
    struct uuid dispute, id;
    struct buf bytes; /* not stored yet */
    struct buf whole; /* for the scanner */
    size_t total;
    int n;
    const char *type;
    const char *scan;
    bool complete, under_way;
};

/* ---- up */

static void upload_free(struct request *r)
{
    struct upload *u = r->state;

    r->state = NULL;
    if (u == NULL)
        return;
    transfer_end();
    buf_free(&u->bytes);
    buf_free(&u->whole);
    free(u);
}

static void upload_refuse(struct request *r, enum error e, const char *why)
{
    upload_free(r);
    reply_error(r, e, why);
}

static void file_begin(struct request *r)
{
    struct uuid dispute;
    struct upload *u;

    if (!request_param_uuid(r, 0, &dispute) || !transfer_begin(r))
        return;
    u = mem_zero(1, sizeof *u);
    u->dispute = dispute;
    u->scan = "off";
    buf_init(&u->bytes, 2 * EVIDENCE_FILE_MAX);
    buf_init(&u->whole, EVIDENCE_FILE_MAX);
    r->state = u;
    r->on_gone = upload_free;
    request_wait(r);
}

static void upload_advance(struct request *r);

/* The database answered: true when the upload goes on, which it does by itself. */
static struct upload *answered(uint64_t id, const struct db_result *res, struct request **out)
{
    struct request *r = *out = request_find(id);

    if (r == NULL)
        return NULL;
    if (res->status != DB_OK) {
        upload_free(r);
        db_failed(r, res);
        return NULL;
    }
    ((struct upload *)r->state)->under_way = false;
    return r->state;
}

static void go_on(struct request *r)
{
    upload_advance(r);
    if (r->state != NULL && !((struct upload *)r->state)->under_way)
        request_hold(r, false);
}

static void wait_for_database(struct request *r)
{
    ((struct upload *)r->state)->under_way = true;
    request_hold(r, true);
}

static void on_begun(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r;
    struct slice word;

    (void)arg;
    if (answered(id, res, &r) == NULL)
        return;
    word = result_null(res, 0, 0) ? SLICE_NONE : result_slice(res, 0, 0);
    if (slice_is(word, SLICE("ok")))
        go_on(r);
    else if (slice_is(word, SLICE("missing")))
        upload_refuse(r, ERROR_NOT_FOUND, NULL);
    else if (slice_is(word, SLICE("full")))
        upload_refuse(r, ERROR_CONFLICT, "A side shows at most ten files.");
    else
        upload_refuse(r, ERROR_CONFLICT, "The dispute has ended.");
}

/* What the sender calls the file; sealed like everything about it. */
static json_t *file_name(struct request *r)
{
    struct slice name;

    if (!request_query(r, "name", &name) || !utf8_valid(name) || utf8_has_forbidden(name) ||
        utf8_length(name) > NAME_MAX_CHARS)
        return json_null();
    return json_stringn(name.p, name.n);
}

/* Hex of sealed content as a parameter: bytea reads "\x…". */
static struct param hex_param(struct request *r, json_t *sealed, const char *name)
{
    const char *hex = json_string_value(json_object_get(sealed, name));

    return param_str(pool_printf(r->pool, "\\x%s", hex));
}

static void row_begin(struct request *r)
{
    struct upload *u = r->state;
    json_t *content = json_pack("{s:o}", "name", file_name(r)), *sealed = evidence_seal(content);

    uuid_parse(slice_of(json_string_value(json_object_get(sealed, "id"))), &u->id);
    wait_for_database(r);
    dbpool_submit(&stmt_file_begin,
                  (struct param[]){param_uuid(&u->dispute), param_uuid(&r->caller.org),
                                   param_uuid(&u->id), hex_param(r, sealed, "sealed"),
                                   hex_param(r, sealed, "key"), param_str(u->type)},
                  6, on_begun, request_wait(r), NULL);
    json_decref(content);
    json_decref(sealed);
}

static void on_chunk(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r;

    (void)arg;
    if (answered(id, res, &r) != NULL)
        go_on(r);
}

/* Takes the first n bytes out of the buffer and stores them sealed. */
static void chunk_store(struct request *r, size_t n)
{
    struct upload *u = r->state;
    struct uuid id = uuid_v7(clock_exchange_ms());
    uint8_t *sealed = mem_zero(n + SEAL_OVERHEAD, 1), key[SEAL_WRAPPED_SIZE];

    seal(vault_sealer(), SEAL_EVIDENCE, &id, (struct slice){u->bytes.p, n}, sealed, key);
    memmove(u->bytes.p, u->bytes.p + n, u->bytes.n - n);
    u->bytes.n -= n;
    wait_for_database(r);
    dbpool_submit(
        &stmt_file_chunk_add,
        (struct param[]){param_uuid(&u->id), param_int32(u->n++), param_uuid(&id),
                         param_bytes((struct slice){(const char *)sealed, n + SEAL_OVERHEAD}),
                         param_bytes((struct slice){(const char *)key, sizeof key})},
        5, on_chunk, request_wait(r), NULL);
    free(sealed);
}

static void on_shown(uint64_t id, const struct mutation_answer *answer)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    upload_free(r);
    mutation_reply(r, answer);
}

static void file_show(struct request *r)
{
    struct upload *u = r->state;
    json_t *args = json_object();

    u->under_way = true;
    args_uuid(args, "dispute", &u->dispute);
    args_uuid(args, "file", &u->id);
    args_word(args, "scan", u->scan);
    json_object_set_new(args, "bytes", json_integer((json_int_t)u->total));
    r->idempotency_key = SLICE(""); /* a file sent again is another file */
    mutation_start(r, "dispute_file", args, NULL, on_shown);
}

static void on_scanned(uint64_t id, enum evidence_verdict verdict)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    if (verdict == EVIDENCE_CLEAN) {
        ((struct upload *)r->state)->scan = "clean";
        file_show(r);
    } else if (verdict == EVIDENCE_INFECTED) {
        upload_refuse(r, ERROR_UNSUPPORTED_MEDIA, "The virus scanner does not let the file pass.");
    } else {
        upload_free(r);
        reply_unavailable(r, 30);
    }
}

static void file_end(struct request *r)
{
    struct upload *u = r->state;

    if (!evidence_scan_on()) {
        file_show(r);
        return;
    }
    u->under_way = true;
    if (evidence_scan(buf_slice(&u->whole), on_scanned, request_wait(r)))
        return;
    upload_free(r);
    reply_unavailable(r, 1);
}

/* Looks at the whole upload and takes the next step, or returns while the database has one. */
static void upload_advance(struct request *r)
{
    struct upload *u = r->state;

    if (u->under_way)
        return;
    if (u->type == NULL && (u->bytes.n >= EVIDENCE_HEAD || u->complete)) {
        u->type = evidence_type(
            (struct slice){u->bytes.p, u->bytes.n < EVIDENCE_HEAD ? u->bytes.n : EVIDENCE_HEAD});
        if (u->type == NULL)
            upload_refuse(r, ERROR_UNSUPPORTED_MEDIA,
                          "Pictures, PDF, sound and plain text are taken, told by their content.");
        else
            row_begin(r);
    } else if (u->type != NULL && u->bytes.n >= EVIDENCE_CHUNK) {
        chunk_store(r, EVIDENCE_CHUNK);
    } else if (u->type != NULL && u->complete && u->bytes.n > 0) {
        chunk_store(r, u->bytes.n);
    } else if (u->type != NULL && u->complete) {
        file_end(r);
    }
}

static void file_piece(struct request *r, struct slice piece, bool last)
{
    struct upload *u = r->state;

    if (r->replied || u == NULL)
        return;
    u->complete |= last;
    u->total += piece.n;
    buf_add_slice(&u->bytes, piece);
    if (evidence_scan_on())
        buf_add_slice(&u->whole, piece);
    upload_advance(r);
}
