/* The books' chores: days that ended are closed, sealed bite by bite, and signed; then months that
 * ended are billed.
 *
 * Its one rule: the database decides and computes, this file only says when, and signs what it is
 * told with a key that the database never sees. The elected process alone does it; a round that
 * breaks off is taken up by the next. Called by main's tick. */
#include "leadx/app/books.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "leadx/app/books.sql.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/base/sign.h"
#include "leadx/db/elect.h"
#include "leadx/db/pool.h"

enum { AGAIN_MS = 30000, BILLED_FULL = 20 };

static struct {
    struct sign_key key;
    bool keyed;
    bool under_way, hurry;
    int64_t round_at_ms; /* when the next round begins */
    int under_signing;   /* days whose signature is on its way */
} books;

/* ---- the key */

/* Complete or not there: written aside, then linked, which never replaces. */
static bool key_make(const char *path)
{
    char aside[PATH_MAX + 32];
    uint8_t seed[SIGN_SEED];
    bool ok = false;
    int fd;

    snprintf(aside, sizeof aside, "%s.%ld", path, (long)getpid());
    fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    random_bytes(seed, sizeof seed);
    ok = write(fd, seed, sizeof seed) == (ssize_t)sizeof seed && fsync(fd) == 0;
    mem_wipe(seed, sizeof seed);
    close(fd);
    ok = ok && (link(aside, path) == 0 || errno == EEXIST);
    unlink(aside);
    return ok;
}

bool books_open(char *err, size_t err_size)
{
    char path[PATH_MAX], hex[2 * SIGN_PUBLIC + 1];
    uint8_t seed[SIGN_SEED];
    const char *fault;

    if (snprintf(path, sizeof path, "%s/ledger.key", setting_text("secrets_dir")) >= PATH_MAX) {
        snprintf(err, err_size, "the setting secrets_dir is too long");
        return false;
    }
    if (access(path, F_OK) != 0 && !key_make(path)) {
        log_warn("books", "%s: is missing and cannot be made (%s); closed days stay unsigned", path,
                 strerror(errno));
        return true;
    }
    fault = vault_key_read(path, seed);
    if (fault != NULL) {
        snprintf(err, err_size, "%s: %s", path, fault);
        return false;
    }
    sign_key_from_seed(seed, &books.key);
    mem_wipe(seed, sizeof seed);
    books.keyed = true;
    hex_encode(books.key.pub, sizeof books.key.pub, hex);
    log_info("books", "days are signed with the key %s", hex);
    return true;
}

/* ---- a round: close, seal, sign, bill */

static void on_sealed(uint64_t id, const struct db_result *res, void *arg);
static void on_billed(uint64_t id, const struct db_result *res, void *arg);

static void round_end(int64_t pause_ms)
{
    books.under_way = false;
    books.round_at_ms = clock_mono_ms() + pause_ms;
}

/* false: the round is over. */
static bool went_well(const char *what, const struct db_result *res)
{
    if (res->status == DB_OK)
        return true;
    if (res->status == DB_REFUSED && strcmp(res->sqlstate, "55P03") == 0)
        log_info("books", "%s put off: somebody holds what it needs", what);
    else if (res->status == DB_REFUSED)
        log_error("books", "%s refused: %s %s", what, res->sqlstate, res->constraint);
    round_end(res->status == DB_REFUSED ? AGAIN_MS : setting_int("books_interval_ms"));
    return false;
}

static void bill(void)
{
    if (!setting_bool("books_invoices")) {
        round_end(setting_int("books_interval_ms"));
        return;
    }
    dbpool_submit(&stmt_books_bill, NULL, 0, on_billed, 0, NULL);
}

static void on_billed(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (!went_well("billing", res))
        return;
    if (result_int64(res, 0, 0) >= BILLED_FULL)
        bill();
    else
        round_end(setting_int("books_interval_ms"));
}

static void on_signed(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (res->status == DB_OK && result_bool(res, 0, 0))
        metric_add(metric_counter("leadx_ledger_signatures_total", "Booking days signed.", NULL),
                   1);
    if (--books.under_signing == 0)
        bill();
}

static void day_sign(struct slice day, struct slice statement)
{
    uint8_t signature[SIGN_SIGNATURE];
    char key[2 + 2 * SIGN_PUBLIC + 1] = "\\x", sig[2 + 2 * SIGN_SIGNATURE + 1] = "\\x";
    struct param params[4];

    sign_message(&books.key, statement, signature);
    hex_encode(books.key.pub, SIGN_PUBLIC, key + 2);
    hex_encode(signature, sizeof signature, sig + 2);
    params[0] = param_text(day);
    params[1] = param_text(statement);
    params[2] = param_str(key);
    params[3] = param_str(sig);
    books.under_signing++;
    dbpool_submit(&stmt_books_sign, params, 4, on_signed, 0, NULL);
}

static void on_unsigned(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (!went_well("signing", res))
        return;
    for (int row = 0; books.keyed && row < result_rows(res); row++)
        day_sign(result_slice(res, row, 1), result_slice(res, row, 0));
    if (books.under_signing == 0)
        bill();
}

static void seal_on(void)
{
    dbpool_submit(&stmt_books_seal, NULL, 0, on_sealed, 0, NULL);
}

static void on_sealed(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (!went_well("sealing", res))
        return;
    if (result_int64(res, 0, 0) > 0)
        seal_on();
    else
        dbpool_submit(&stmt_books_unsigned, NULL, 0, on_unsigned, 0, NULL);
}

static void on_closed(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (!went_well("closing", res))
        return;
    if (result_int64(res, 0, 0) > 0)
        log_info("books", "%lld booking days closed", (long long)result_int64(res, 0, 0));
    seal_on();
}

void books_hurry(void)
{
    books.hurry = true;
}

bool books_idle(void)
{
    return !books.under_way && !books.hurry;
}

void books_tick(void)
{
    struct param after;

    if (books.under_way || !db_elected() || (!books.hurry && clock_mono_ms() < books.round_at_ms))
        return;
    books.hurry = false;
    books.under_way = true;
    after = param_int32((int32_t)setting_int("books_close_minutes"));
    dbpool_submit(&stmt_books_close, &after, 1, on_closed, 0, NULL);
}
