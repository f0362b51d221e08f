/* Changes, made by mutate() as a handler's are: decided, audited and told to the market's cache.
 *
 * Its one rule: a change is seen by the book before the next lead is posted. Called by agenda.c,
 * setup.c, money.c. */
#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/db/pool.h"
#include "leadx/history/history.sql.h"
#include "room.h"

enum { COL_STATUS, COL_ID, COL_CHANGED, COL_OP, COL_DETAIL };

static struct {
    json_t *changed; /* what the market has to read again: its names are the members */
    char id[UUID_TEXT];
    int64_t status;
    bool reloading;
} done;

json_t *operation(const struct party *by, const char *name, json_t *args)
{
    const struct party *who = by == NULL ? &past.operator: by;

    return json_pack("{s:s, s:s, s:s, s:b, s:s, s:o}", "org", who->id, "family", who->root, "key",
                     by == NULL ? past.desk[0] : by->key, "admin", by == NULL, "op", name, "args",
                     args);
}

static void changed_add(struct slice names)
{
    while (names.n > 0) {
        const char *end = memchr(names.p, ' ', names.n);
        size_t n = end == NULL ? names.n : (size_t)(end - names.p);
        char *name = mem_text(names.p, n);

        json_object_set_new(done.changed, name, json_true());
        free(name);
        n += n < names.n;
        names = (struct slice){names.p + n, names.n - n};
    }
}

static void take_results(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++) {
        struct slice id = result_slice(res, row, COL_ID), op = result_slice(res, row, COL_OP),
                     why = result_slice(res, row, COL_DETAIL);

        done.status = result_int64(res, row, COL_STATUS);
        past.operations++;
        if (done.status >= 400) {
            past.refused++;
            log_info("history", "%.*s refused: %.*s", (int)op.n, op.p, (int)why.n, why.p);
            continue;
        }
        changed_add(result_slice(res, row, COL_CHANGED));
        if (id.n < sizeof done.id) {
            memcpy(done.id, id.p, id.n);
            done.id[id.n] = '\0';
        }
    }
}

static void on_reloaded(uint64_t id, void *arg)
{
    (void)id;
    (void)arg;
    done.reloading = false;
}

static bool reloaded(void)
{
    return !done.reloading;
}

static void reload_changed(void)
{
    size_t n = 0;
    const char **names = mem_zero(json_object_size(done.changed) + 1, sizeof *names), *name;
    json_t *unused;

    json_object_foreach(done.changed, name, unused) names[n++] = name;
    done.reloading = true;
    market_reload(names, n, on_reloaded, 0, NULL);
    wait_until(reloaded);
    free(names);
}

void operate(json_t *operations)
{
    char *text = json_dumps(operations, JSON_COMPACT);
    struct param param = param_str(text);

    json_decref(done.changed);
    done.changed = json_object();
    done.id[0] = '\0';
    run(&stmt_history_operate, &param, 1, take_results);
    free(text);
    json_decref(operations);
    if (json_object_size(done.changed) > 0) {
        reload_changed();
        wait_settled();
    }
}

/* ---- beside the rest */

static bool beside;

static void on_beside(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (res->status != DB_OK)
        log_fatal("history", "reports failed: %s %s", res->sqlstate, res->constraint);
    for (int row = 0; row < result_rows(res); row++) {
        past.operations++;
        past.refused += result_int64(res, row, COL_STATUS) >= 400;
    }
    beside = false;
}

bool operate_beside_done(void)
{
    return !beside;
}

void operate_beside(json_t *operations)
{
    char *text = json_dumps(operations, JSON_COMPACT);
    struct param param = param_str(text);

    beside = true;
    dbpool_submit(&stmt_history_operate, &param, 1, on_beside, 0, NULL);
    free(text);
    json_decref(operations);
}

void operate_one(json_t *op, char id[UUID_TEXT])
{
    char *name = strdup(json_string_value(json_object_get(op, "op")));
    json_t *list = json_array();

    json_array_append_new(list, op);
    operate(list);
    if (done.status >= 400)
        log_fatal("history", "%s was refused; the line before says why", name);
    if (id != NULL)
        memcpy(id, done.id, sizeof done.id);
    free(name);
}
