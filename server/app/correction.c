/* Seals the contact of a lead that was sold in a wrong region for the new lead in the right one.
 *
 * Its one rule: contact and consent are in the clear only between two calls of this file's own
 * functions. What the new lead is, and whether there is to be one, the database decides
 * (lead_correct); it is offered by the ordinary change notice. Called by main's tick. */
#include "leadx/app/correction.h"

#include <stdbool.h>

#include "leadx/app/correction.sql.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/elect.h"
#include "leadx/db/pool.h"

enum { COL_DISPUTE, COL_LEAD, COL_CONTACT, COL_CONSENT = 4 };

static struct {
    bool looking;
    int under_way; /* leads being made */
    int64_t look_at_ms;
} correction;

/* Two parameters, the sealed value and its key, of what the row holds sealed for the old lead;
 * both null when it does not open. */
static bool sealed_anew(struct pool *pool, enum seal_use use, const struct uuid *to,
                        const struct db_result *res, int row, int column, struct param *out)
{
    struct uuid from = result_uuid(res, row, COL_LEAD);
    struct slice plain;
    uint8_t *sealed, *key;

    out[0] = out[1] = param_null();
    if (result_null(res, row, column) || result_null(res, row, column + 1))
        return false;
    plain = vault_unseal_hex(pool, use, &from, result_slice(res, row, column),
                             result_slice(res, row, column + 1));
    if (plain.p == NULL)
        return false;
    sealed = pool_alloc(pool, plain.n + SEAL_OVERHEAD);
    key = pool_alloc(pool, SEAL_WRAPPED_SIZE);
    seal(vault_sealer(), use, to, plain, sealed, key);
    mem_wipe((char *)plain.p, plain.n);
    out[0] = param_bytes((struct slice){(const char *)sealed, plain.n + SEAL_OVERHEAD});
    out[1] = param_bytes((struct slice){(const char *)key, SEAL_WRAPPED_SIZE});
    return true;
}

static void on_made(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    correction.under_way--;
    if (res->status == DB_REFUSED)
        log_error("correction", "a lead in the right region was refused: %s %s", res->sqlstate,
                  res->constraint);
}

static void make(const struct db_result *res, int row)
{
    struct pool *pool = pool_new(0);
    struct uuid dispute = result_uuid(res, row, COL_DISPUTE), lead = uuid_v7(clock_exchange_ms());
    struct param params[6] = {param_uuid(&dispute), param_uuid(&lead)};
    bool opens = sealed_anew(pool, SEAL_CONTACT, &lead, res, row, COL_CONTACT, &params[2]) &&
                 sealed_anew(pool, SEAL_CONSENT, &lead, res, row, COL_CONSENT, &params[4]);

    if (!opens) /* there will be none, and the old one's claims are given back */
        for (int i = 1; i < 6; i++)
            params[i] = param_null();
    correction.under_way++;
    dbpool_submit(&stmt_correction_make, params, 6, on_made, 0, NULL);
    pool_free(pool);
}

static void on_next(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    correction.looking = false;
    if (res->status == DB_OK)
        for (int row = 0; row < result_rows(res); row++)
            make(res, row);
}

void correction_tick(void)
{
    if (correction.looking || correction.under_way > 0 || !db_elected() ||
        clock_mono_ms() < correction.look_at_ms)
        return;
    correction.looking = true;
    correction.look_at_ms = clock_mono_ms() + setting_int("chore_interval_ms");
    dbpool_submit(&stmt_corrections_next, NULL, 0, on_next, 0, NULL);
}
