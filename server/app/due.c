/* The chores, one after the other on the read pool's connections; one that took a full bite is
 * asked again at once, unless it is patient. All but the reading of the clock are the elected
 * process' alone.
 *
 * Its one rule: each chore is one SQL function and one transaction, right even when two processes
 * do it at once; this file only says when. Called by main's tick. */
#include "leadx/app/due.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "leadx/app/due.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/db/elect.h"
#include "leadx/db/pool.h"

enum {
    AGAIN_MS = 30000, /* after a failure of one that does not run each round */
    ALONE = 5,        /* bites are so many times larger where nobody else is about */
};

static const struct chore {
    const struct stmt *stmt;
    const char *name;
    int64_t full;     /* a bite of this size means there is more */
    int64_t every_ms; /* 0 = each round */
    /* Nobody waits for it: it rests so many times as long as a bite took, and takes small ones, 3
     * to 8 ms, because who sells meanwhile has to share a processor with it. */
    int patience;
    int32_t bite; /* of a patient one: its argument */
} chores[] = {
    {&stmt_due_clock, "clock", 0, 0, 0, 0},
    {&stmt_due_settle, "settle", 500, 0, 0, 0},
    {&stmt_due_expire, "expire", 500, 0, 0, 0},
    {&stmt_due_deferred, "deferred", 1, 0, 0, 0},
    {&stmt_due_listings, "listings", 500, 0, 0, 0},
    {&stmt_due_give_up, "give up", 500, 10000, 0, 0},
    {&stmt_due_wallets, "wallets", 500, 0, 0, 0},
    {&stmt_due_top_ups, "top-ups", 500, 10000, 0, 0},
    {&stmt_due_disputes, "disputes", 1, 0, 0, 0},
    {&stmt_due_rulings, "rulings", 1, 0, 0, 0},
    {&stmt_due_replace, "replacements", 100, 10000, 0, 0},
    {&stmt_due_forget, "forget evidence", 500, 600000, 0, 0},
    {&stmt_due_withdraw, "withdraw", 1, 0, 0, 0},
    {&stmt_due_scores, "scores", 1, 2000, 20, 100},
    {&stmt_due_prices, "prices", 100, 2000, 20, 100},
    {&stmt_due_medians, "medians", 0, 2000, 20, 0},
    {&stmt_due_purge, "purge", 500, 60000, 10, 500},
    {&stmt_due_sessions, "old sessions", 500, 600000, 0, 0},
    {&stmt_due_partitions, "partitions", 1, 3600000, 0, 0},
    {&stmt_due_happenings, "happenings", 1000, 5000, 0, 0}, /* its argument: stream_keep_minutes */
};

enum { CHORES = sizeof chores / sizeof *chores };

static struct {
    bool under_way, hurry;
    bool patient_only;   /* this round is for patient ones with more to do */
    bool asked_only;     /* those with an interval wait for due_all */
    size_t at;           /* the chore that runs */
    int64_t began_us;    /* when it was asked, to measure */
    int64_t round_at_ms; /* when the next round begins */
    int64_t next_ms[CHORES];
    bool more[CHORES]; /* it left something */
} due;

static void chore_next(void);
static void on_chore(uint64_t id, const struct db_result *res, void *arg);

static int32_t argument_of(const struct chore *c)
{
    if (c->stmt == &stmt_due_happenings)
        return (int32_t)setting_int("stream_keep_minutes");
    return due.asked_only ? c->bite * ALONE : c->bite;
}

static void chore_submit(const struct chore *c)
{
    struct param argument = param_int32(argument_of(c));

    due.began_us = clock_measure_us();
    dbpool_submit(c->stmt, &argument, c->stmt->n_params, on_chore, 0, NULL);
}

static int64_t next_after(int64_t pause_ms)
{
    return due.asked_only && pause_ms > 0 ? INT64_MAX : clock_mono_ms() + pause_ms;
}

/* How long a chore that did its bite rests. */
static int64_t rest_ms(const struct chore *c, bool more)
{
    int64_t took_us = clock_measure_us() - due.began_us; /* of a small bite less than a ms */
    int64_t rest = (took_us * c->patience + 999) / 1000;

    return !more && rest < c->every_ms ? c->every_ms : rest;
}

static void chore_failed(const struct chore *c, const struct db_result *res)
{
    due.next_ms[due.at] = next_after(c->every_ms < AGAIN_MS ? c->every_ms : AGAIN_MS);
    if (strcmp(res->sqlstate, "55P03") == 0)
        log_info("due", "%s put off: somebody holds what it needs", c->name);
    else if (res->status == DB_REFUSED)
        log_error("due", "%s refused: %s %s", c->name, res->sqlstate, res->constraint);
}

static void on_chore(uint64_t id, const struct db_result *res, void *arg)
{
    const struct chore *c = &chores[due.at];
    bool more = false;
    int64_t n = 0;

    (void)id;
    (void)arg;
    if (res->status == DB_OK) {
        n = result_int64(res, 0, 0);
        if (c->stmt == &stmt_due_clock)
            clock_learn(n);
        else
            metric_add(metric_counter("leadx_due_total", "Rows that due work moved.", NULL), n);
        more = c->full > 0 && n >= c->full;
        due.more[due.at] = more;
        due.next_ms[due.at] = next_after(rest_ms(c, more));
    } else {
        chore_failed(c, res);
    }
    if (more && (due.asked_only || c->patience == 0)) {
        chore_submit(c);
        return;
    }
    due.at++;
    chore_next();
}

static bool chore_is_due(size_t at)
{
    bool mine = chores[at].stmt == &stmt_due_clock || db_elected();
    bool called = !due.patient_only || (chores[at].patience > 0 && due.more[at]);

    return mine && called && clock_mono_ms() >= due.next_ms[at];
}

static void chore_next(void)
{
    while (due.at < CHORES && !chore_is_due(due.at))
        due.at++;
    if (due.at == CHORES) {
        due.under_way = false;
        if (!due.patient_only)
            due.round_at_ms = clock_mono_ms() + setting_int("chore_interval_ms");
        return;
    }
    chore_submit(&chores[due.at]);
}

void due_hurry(void)
{
    due.hurry = true;
}

void due_all(void)
{
    for (size_t i = 0; i < CHORES; i++)
        due.next_ms[i] = 0;
    due.hurry = true;
}

void due_only_asked(void)
{
    due.asked_only = true;
}

bool due_idle(void)
{
    return !due.under_way && !due.hurry;
}

/* Small bites with rests between them need more turns than there are rounds. */
static bool patient_one_is_due(void)
{
    for (size_t i = 0; i < CHORES && db_elected(); i++)
        if (chores[i].patience > 0 && due.more[i] && clock_mono_ms() >= due.next_ms[i])
            return true;
    return false;
}

void due_tick(void)
{
    bool round = due.hurry || clock_mono_ms() >= due.round_at_ms;

    if (due.under_way || (!round && !patient_one_is_due()))
        return;
    due.patient_only = !round;
    due.hurry = false;
    due.under_way = true;
    due.at = 0;
    chore_next();
}
