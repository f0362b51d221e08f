/* Who a bearer key belongs to: asked once of the database, then remembered until a notice or its
 * expiry.
 *
 * Its one rule: what is remembered dies with any change of any key or org, so a revoked key is
 * refused as soon as the notice is here; reconciling forgets it at the latest. Called by the gates
 * of http/route. */
#include "leadx/api/callers.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/api/callers.sql.h"
#include "leadx/app/key.h"
#include "leadx/app/keymap.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "leadx/http/route.h"

enum { CALLERS_MAX = 100000 };

struct known {
    uint8_t hash[SHA256_SIZE];
    struct caller caller;
    int64_t expires_ms;   /* exchange's time; INT64_MAX = never */
    int64_t forget_at_ms; /* monotonic: reconciled like the market, in case a notice was lost */
};

struct asked {
    uint8_t hash[SHA256_SIZE];
    uint64_t generation;
};

static struct {
    struct keymap known;
    uint64_t generation; /* counts callers_forget: an answer from before it is not remembered */
} callers;

static void known_free(void *p, void *arg)
{
    (void)arg;
    free(p);
}

void callers_forget(void)
{
    callers.generation++;
    keymap_each(&callers.known, known_free, NULL);
    keymap_clear(&callers.known);
}

static unsigned scopes_of(struct slice words)
{
    char copy[400], *rest = copy, *word;
    unsigned scopes = 0;

    snprintf(copy, sizeof copy, "%.*s", (int)words.n, words.p);
    while ((word = strsep(&rest, " ")) != NULL)
        scopes |= scope_by_name(word);
    return scopes;
}

static void known_from_row(const struct db_result *res, struct known *k)
{
    bool auditor = result_bool(res, 0, 6);

    k->caller.key = result_uuid(res, 0, 0);
    k->caller.org = result_uuid(res, 0, 1);
    k->caller.family = result_uuid(res, 0, 2);
    k->caller.roles =
        (result_bool(res, 0, 3) ? ROLE_SELLER : 0) | (result_bool(res, 0, 4) ? ROLE_BUYER : 0);
    if (result_bool(res, 0, 5))
        k->caller.roles |= auditor ? ROLE_AUDITOR : ROLE_ADMIN;
    k->caller.scopes = scopes_of(result_slice(res, 0, 7));
    k->expires_ms = result_null(res, 0, 8) ? INT64_MAX : result_int64(res, 0, 8);
    k->caller.active = result_bool(res, 0, 9);
    k->caller.throttled = result_bool(res, 0, 10);
    k->caller.applied = result_bool(res, 0, 11);
    k->caller.slowed = result_bool(res, 0, 12);
    k->forget_at_ms = clock_mono_ms() + setting_int("reconcile_interval_ms");
}

static void remember(const struct asked *asked, const struct known *k)
{
    struct known *copy;

    if (asked->generation != callers.generation)
        return;
    if (keymap_count(&callers.known) >= CALLERS_MAX)
        callers_forget();
    copy = mem_alloc(sizeof *copy);
    *copy = *k;
    free(keymap_put(&callers.known, k->hash, copy));
}

static void on_caller(uint64_t id, const struct db_result *res, void *arg)
{
    struct asked *asked = arg;
    struct known k = {0};
    bool found = res->status == DB_OK && result_rows(res) == 1;

    if (found) {
        memcpy(k.hash, asked->hash, sizeof k.hash);
        known_from_row(res, &k);
        found = clock_exchange_ms() < k.expires_ms;
    }
    if (found)
        remember(asked, &k);
    free(asked);
    route_caller_found(id, found ? &k.caller : NULL, res->status != DB_OK);
}

static void caller_find(uint64_t wait_id, struct slice token)
{
    uint8_t hash[SHA256_SIZE];
    struct known *k;
    struct asked *asked;
    struct param param;

    if (!key_form_ok(token)) {
        route_caller_found(wait_id, NULL, false);
        return;
    }
    key_hash(token, hash);
    k = keymap_get(&callers.known, hash);
    if (k != NULL && bytes_equal_secret(k->hash, hash, sizeof hash) &&
        clock_mono_ms() < k->forget_at_ms) {
        route_caller_found(wait_id, clock_exchange_ms() < k->expires_ms ? &k->caller : NULL, false);
        return;
    }
    asked = mem_alloc(sizeof *asked);
    memcpy(asked->hash, hash, sizeof hash);
    asked->generation = callers.generation;
    param = param_bytes((struct slice){(const char *)hash, sizeof hash});
    dbpool_submit(&stmt_caller_find, &param, 1, on_caller, wait_id, asked);
}

void callers_start(void)
{
    keymap_init(&callers.known);
    route_set_caller_finder(caller_find);
}
