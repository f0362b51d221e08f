/* Payouts as administrators handle them: approved one by one, sent in batches as a file for the
 * bank, confirmed or returned by what the bank says.
 *
 * A file opens bank details, so who made it is written to the audit. Writes are the operations
 * payout_approve, payout_end, payout_batch and payout_batch_confirm. */
#include <stdlib.h>

#include "leadx/api/common.h"
#include "leadx/api/payouts.h"
#include "leadx/api/payouts.sql.h"
#include "leadx/app/payee.h"
#include "leadx/app/payout_file.h"
#include "leadx/app/vault.h"
#include "leadx/base/money.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "query.h"
#include "take.h"

static void payout_approve(struct request *r);
static void payout_cancel(struct request *r);
static void payout_confirm(struct request *r);
static void payout_return(struct request *r);
static void batch_create(struct request *r);
static void batch_list(struct request *r);
static void batch_get(struct request *r);
static void batch_confirm(struct request *r);
static void batch_file(struct request *r);

const struct route payout_desk_routes[] = {
    {METHOD_POST, "/v1/admin/payouts/{payout}/approve", ACTION_ADMIN_WRITE, payout_approve,
     .summary = "Approve a payout"},
    {METHOD_POST, "/v1/admin/payouts/{payout}/cancel", ACTION_ADMIN_WRITE, payout_cancel,
     .summary = "Refuse a payout: its money goes back"},
    {METHOD_POST, "/v1/admin/payouts/{payout}/confirm", ACTION_ADMIN_WRITE, payout_confirm,
     .key_required = true, .summary = "Say that the bank carried a payout out"},
    {METHOD_POST, "/v1/admin/payouts/{payout}/return", ACTION_ADMIN_WRITE, payout_return,
     .key_required = true, .summary = "Say that a payout came back"},
    {METHOD_GET, "/v1/admin/payout-batches", ACTION_ADMIN_READ, batch_list,
     .summary = "List batches of payouts"},
    {METHOD_POST, "/v1/admin/payout-batches", ACTION_ADMIN_WRITE, batch_create,
     .key_required = true, .summary = "Send what is approved: a batch for the bank"},
    {METHOD_GET, "/v1/admin/payout-batches/{batch}", ACTION_ADMIN_READ, batch_get,
     .summary = "Read a batch"},
    {METHOD_POST, "/v1/admin/payout-batches/{batch}/confirm", ACTION_ADMIN_WRITE, batch_confirm,
     .key_required = true, .summary = "Say that the bank carried out all of a batch"},
    {METHOD_GET, "/v1/admin/payout-batches/{batch}/file", ACTION_ADMIN_WRITE, batch_file,
     .summary = "The batch as a file for the bank"},
    {0},
};

/* ---- one payout */

static void payout_approve(struct request *r)
{
    struct uuid payout;
    json_t *args;

    if (!request_param_uuid(r, 0, &payout) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "payout", &payout);
    mutate_reply(r, "payout_approve", args);
}

static void payout_end(struct request *r, const char *to)
{
    static const char *const names[] = {"reference", "reason", NULL};
    struct uuid payout;
    struct taking t;

    if (!request_param_uuid(r, 0, &payout) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "reference", false, 200);
    take_text(&t, "reason", false, 500);
    args_uuid(t.args, "payout", &payout);
    args_word(t.args, "to", to);
    taking_end(&t, "payout_end");
}

static void payout_cancel(struct request *r)
{
    payout_end(r, "cancelled");
}

static void payout_confirm(struct request *r)
{
    payout_end(r, "confirmed");
}

static void payout_return(struct request *r)
{
    payout_end(r, "returned");
}

/* ---- batches */

static void batch_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_payout_batch_list,
                   (struct param[]){param_after(&after), param_int32(limit)}, 2);
}

static void batch_get(struct request *r)
{
    struct uuid batch;

    if (request_param_uuid(r, 0, &batch))
        read_reply(r, &stmt_payout_batch_get, (struct param[]){param_uuid(&batch)}, 1);
}

static void batch_create(struct request *r)
{
    static const char *const names[] = {"currency", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "currency", true, 3);
    taking_end(&t, "payout_batch");
}

static void batch_confirm(struct request *r)
{
    struct uuid batch;
    json_t *args;

    if (!request_param_uuid(r, 0, &batch) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "batch", &batch);
    mutate_reply(r, "payout_batch_confirm", args);
}

/* ---- the file */

enum file_form { FILE_CSV, FILE_SPREADSHEET, FILE_PAIN001 };
enum { FILE_MAX = 4 * 1024 * 1024 };

static bool form_read(struct request *r, enum file_form *out)
{
    static const char *const words[] = {"csv", "spreadsheet", "pain001", NULL};
    struct slice word = SLICE_NONE;

    *out = FILE_PAIN001;
    if (!query_word(r, "format", words, &word))
        return false;
    for (int i = 0; word.p != NULL && words[i] != NULL; i++)
        if (slice_is(word, slice_of(words[i])))
            *out = (enum file_form)i;
    return true;
}

static struct slice pooled(struct pool *pool, json_t *o, const char *name)
{
    json_t *text = json_object_get(o, name);
    struct slice s = {json_string_value(text), json_string_length(text)};

    return s.p == NULL ? SLICE("") : (struct slice){pool_copy(pool, s), s.n};
}

/* false: the details do not open. */
static bool line_open(struct pool *pool, const struct db_result *res, int row,
                      struct payout_line *out)
{
    struct uuid payee = result_uuid(res, row, 2);
    struct slice plain = vault_unseal_hex(pool, SEAL_SECRET, &payee, result_slice(res, row, 3),
                                          result_slice(res, row, 4));
    json_t *details = plain.p == NULL ? NULL : json_loadb(plain.p, plain.n, 0, NULL);

    out->id = result_uuid(res, row, 0);
    out->amount = result_int64(res, row, 1);
    out->name = pooled(pool, details, "name");
    out->account = pooled(pool, details, "account");
    out->bic = pooled(pool, details, "bic");
    json_decref(details);
    return out->account.n > 0;
}

static void file_send(struct request *r, const struct payout_file *f, enum file_form form)
{
    struct buf b;

    buf_init(&b, FILE_MAX);
    if (form == FILE_PAIN001)
        payout_file_pain001(&b, f);
    else
        payout_file_csv(&b, f, form == FILE_CSV ? CSV_MACHINE : CSV_SPREADSHEET);
    if (b.overflow)
        reply_error(r, ERROR_INTERNAL, NULL);
    else
        reply_bytes(r, 200, form == FILE_PAIN001 ? "application/xml" : "text/csv; charset=utf-8",
                    buf_slice(&b));
    buf_free(&b);
}

/* What the operator has to mend before a bank takes the file; NULL: nothing. */
static const char *debtor_fault(const struct payout_file *f)
{
    if (f->debtor_account.p == NULL)
        return "payout_debtor_account is neither an IBAN nor 4 to 34 letters and digits.";
    if (f->debtor_bic.n > 0 && !payee_bic_good(f->debtor_bic))
        return "payout_debtor_bic is not a BIC of 8 or 11 characters.";
    return payout_file_fault(f);
}

static void on_file(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    enum file_form form = (enum file_form)(intptr_t)arg;
    struct payout_line *lines;
    const char *why;
    struct payout_file f = {.debtor = slice_of(setting_text("payout_debtor_name")),
                            .debtor_account = slice_of(setting_text("payout_debtor_account")),
                            .debtor_bic = slice_of(setting_text("payout_debtor_bic"))};

    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
        return;
    }
    f.n = (size_t)result_rows(res);
    if (f.n == 0 || !request_param_uuid(r, 0, &f.batch)) {
        if (f.n == 0)
            reply_error(r, ERROR_NOT_FOUND, NULL);
        return;
    }
    lines = pool_alloc(r->pool, f.n * sizeof *lines);
    for (size_t i = 0; i < f.n; i++) {
        if (!line_open(r->pool, res, (int)i, &lines[i])) {
            reply_error(r, ERROR_CONFLICT, "A payee's bank details do not open any more.");
            return;
        }
    }
    f.lines = lines;
    f.currency = result_slice(res, 0, 5);
    f.made_ms = result_int64(res, 0, 6);
    f.debtor_account = payee_account(r->pool, f.debtor_account);
    why = form != FILE_PAIN001 ? NULL : debtor_fault(&f);
    if (why != NULL)
        reply_error(r, ERROR_CONFLICT, why);
    else
        file_send(r, &f, form);
}

static void batch_file(struct request *r)
{
    enum file_form form;
    struct uuid batch;

    if (!request_param_uuid(r, 0, &batch) || !form_read(r, &form))
        return;
    if (form == FILE_PAIN001 && (setting_text("payout_debtor_name")[0] == '\0' ||
                                 setting_text("payout_debtor_account")[0] == '\0')) {
        reply_error(r, ERROR_CONFLICT,
                    "Set payout_debtor_name and payout_debtor_account: the account payouts are "
                    "made from.");
        return;
    }
    dbpool_submit(&stmt_payout_batch_file,
                  (struct param[]){param_uuid(&batch), param_uuid(&r->caller.org),
                                   param_uuid(&r->caller.key)},
                  3, on_file, request_wait(r), (void *)(intptr_t)form);
}
