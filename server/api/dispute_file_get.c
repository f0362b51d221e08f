/* Files that were shown in a dispute, brought down: opened piece by piece, answered whole.
 *
 * Its one rule: a browser saves what it gets here and runs nothing of it. Also counts what is under
 * way in both directions, since each transfer takes memory for a file. */
#include <stdlib.h>

#include "dispute_files.h"
#include "leadx/api/common.h"
#include "leadx/api/dispute_file_get.sql.h"
#include "leadx/app/evidence.h"
#include "leadx/app/vault.h"
#include "leadx/base/buf.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"

static int transfers;

bool transfer_begin(struct request *r)
{
    if (transfers >= setting_int("evidence_transfers_max")) {
        reply_unavailable(r, 1);
        return false;
    }
    transfers++;
    return true;
}

void transfer_end(void)
{
    transfers--;
}

struct download {
    struct uuid file;
    const char *type;
    struct buf bytes;
    int n, chunks;
};

static void download_free(struct request *r)
{
    struct download *d = r->state;

    r->state = NULL;
    if (d == NULL)
        return;
    transfer_end();
    buf_free(&d->bytes);
    free(d);
}

static void chunk_ask(struct request *r);

static void download_reply(struct request *r)
{
    struct download *d = r->state;

    reply_header(r, "Content-Disposition", "attachment");
    reply_header(r, "Content-Security-Policy", "default-src 'none'; sandbox");
    reply_bytes(r, 200, d->type, buf_slice(&d->bytes));
    download_free(r);
}

static void on_chunk_read(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    struct slice plain = SLICE_NONE;
    struct download *d;
    struct pool *pool;
    struct uuid chunk;

    (void)arg;
    if (r == NULL)
        return;
    d = r->state;
    pool = pool_new(0);
    if (res->status == DB_OK && result_rows(res) == 1) {
        chunk = result_uuid(res, 0, 0);
        plain = vault_unseal_hex(pool, SEAL_EVIDENCE, &chunk, result_slice(res, 0, 1),
                                 result_slice(res, 0, 2));
        buf_add_slice(&d->bytes, plain);
    }
    pool_free(pool);
    if (plain.p != NULL) {
        chunk_ask(r);
        return;
    }
    download_free(r);
    if (res->status != DB_OK)
        db_failed(r, res);
    else
        reply_error(r, ERROR_NOT_FOUND, NULL); /* forgotten meanwhile */
}

static void chunk_ask(struct request *r)
{
    struct download *d = r->state;

    if (d->n == d->chunks)
        download_reply(r);
    else
        dbpool_submit(&stmt_file_chunk_get,
                      (struct param[]){param_uuid(&d->file), param_int32(d->n++)}, 2, on_chunk_read,
                      request_wait(r), NULL);
}

static void on_file(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    struct download *d;

    (void)arg;
    if (r == NULL)
        return;
    if (!transfer_begin(r))
        return;
    d = mem_zero(1, sizeof *d);
    request_param_uuid(r, 1, &d->file);
    d->type = pool_copy(r->pool, result_slice(res, 0, 0));
    d->chunks = (int)result_int64(res, 0, 2);
    buf_init(&d->bytes, EVIDENCE_FILE_MAX);
    r->state = d;
    r->on_gone = download_free;
    chunk_ask(r);
}

void dispute_file_get(struct request *r)
{
    struct uuid dispute, file;

    if (request_param_uuid(r, 0, &dispute) && request_param_uuid(r, 1, &file))
        dbpool_submit(
            &stmt_file_get,
            (struct param[]){param_uuid(&file), param_uuid(&dispute), param_uuid(&r->caller.org),
                             param_bool((r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0)},
            4, on_file, request_wait(r), NULL);
}
