/* The office of the one process that does due work: an advisory lock of a session of its own.
 *
 * Its one rule: who has no connection has no office. The database gives it to the next as soon as
 * it sees the holder's end; a machine that vanishes without a word is noticed by keep-alives.
 * Called by main; app/due and app/offered ask. */
#include "leadx/db/elect.h"

#include <stddef.h>

#include "conn.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/db/elect.sql.h"
#include "leadx/net/loop.h"

enum { ASK_AGAIN_MS = 500 };

static const char setup[] = "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; "
                            "set tcp_keepalives_count = 3; set tcp_user_timeout = 10000";

static struct {
    struct dbconn *conn;
    struct timer *again;
    struct metric *gauge;
    bool held;
} office;

static void ask(void *arg)
{
    (void)arg;
    if (dbconn_idle(office.conn) && !office.held)
        dbconn_send(office.conn, &stmt_elect_try, NULL);
}

static void on_up(void *arg)
{
    office.held = false; /* it went with the last connection */
    ask(arg);
}

static void on_answer(void *arg, const struct db_result *res)
{
    (void)arg;
    office.held = res->status == DB_OK && result_bool(res, 0, 0);
    if (office.held)
        log_info("elect", "due work is done by this process");
    else
        timer_set(office.again, ASK_AGAIN_MS);
}

static void on_collect(void)
{
    metric_set(office.gauge, db_elected());
}

static const struct dbconn_owner owner = {.on_up = on_up, .on_answer = on_answer};

void db_elect_start(void)
{
    office.again = timer_new(ask, NULL);
    office.conn = dbconn_new("elect", setup, &owner, NULL);
    office.gauge = metric_gauge("leadx_elected", "1 when due work is done by this process.", NULL);
    metrics_on_collect(on_collect);
}

void db_elect_stop(void)
{
    dbconn_free(office.conn);
    timer_free(office.again);
    office.conn = NULL;
    office.again = NULL;
    office.held = false;
}

bool db_elected(void)
{
    return office.held && office.conn != NULL && dbconn_up(office.conn);
}
