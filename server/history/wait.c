/* Waiting: the history is written one thing after the other, on a loop that does many at once.
 *
 * Its one rule: nothing runs here that a live exchange would not run, only when it runs is decided
 * by the history: chores on request instead of by the clock. Called by all files of the room. */
#include <string.h>

#include "leadx/app/books.h"
#include "leadx/app/due.h"
#include "leadx/app/intake.h"
#include "leadx/app/market.h"
#include "leadx/app/offered.h"
#include "leadx/app/sale.h"
#include "leadx/base/log.h"
#include "leadx/db/pool.h"
#include "leadx/net/loop.h"
#include "room.h"

static bool (*wanted)(void);

static void tick(void)
{
    market_tick();
    offered_hurry();
    offered_tick();
    if (!due_idle())
        due_tick();
    if (!books_idle())
        books_tick();
    intake_tick();
    sale_flush();
    if (wanted())
        loop_stop();
}

/* At least a turn, also where it is so already: what the clock has just made due is found in a
 * tick, and until then nothing shows that there is anything to wait for. */
void wait_until(bool (*so)(void))
{
    wanted = so;
    loop_again();
    loop_run(tick);
}

static bool settled(void)
{
    return sale_idle() && offered_idle() && due_idle() && books_idle() && dbpool_idle();
}

void wait_settled(void)
{
    wait_until(settled);
}

/* ---- one statement */

static struct {
    bool under_way;
    const struct stmt *stmt;
    void (*take)(const struct db_result *res);
    int64_t number;
} running;

static void on_result(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (res->status != DB_OK)
        log_fatal("history", "%s failed: %s %s %s", running.stmt->name, res->sqlstate,
                  res->constraint,
                  res->message == NULL ? "" : res->message); /* nobody's data: all is invented */
    if (running.take != NULL)
        running.take(res);
    running.under_way = false;
}

static bool answered(void)
{
    return !running.under_way;
}

void run(const struct stmt *stmt, const struct param *params, int n,
         void (*take)(const struct db_result *res))
{
    running.under_way = true;
    running.stmt = stmt;
    running.take = take;
    dbpool_submit(stmt, params, n, on_result, 0, NULL);
    wait_until(answered);
}

static void take_number(const struct db_result *res)
{
    running.number = result_int64(res, 0, 0);
}

void run_out(const struct stmt *stmt)
{
    do
        run(stmt, NULL, 0, take_number);
    while (running.number > 0);
}
