/* Ninety days in some seconds: the exchange's clock stands, and is put forward step by step.
 *
 * Its one rule: a history is written whole or not at all. While it is written the clock of the
 * database stands, and a server refuses to start there; what was cut off is thrown away. Called by
 * main for leadxd --history. */
#include "leadx/history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "leadx/app/books.h"
#include "leadx/app/due.h"
#include "leadx/app/market.h"
#include "leadx/app/offered.h"
#include "leadx/app/sale.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/settings.h"
#include "leadx/core/normalise.h"
#include "leadx/db/elect.h"
#include "leadx/db/once.h"
#include "leadx/db/pool.h"
#include "leadx/demo/chance.h"
#include "leadx/history/history.sql.h"
#include "leadx/net/loop.h"
#include "room.h"

enum { ERROR_SIZE = 1024, LEADS_A_DAY = 190, BEAT_MS = 2, BEFORE_MS = DAY_MS };
/* Statistics targets of history_analyze. */
enum { LOOK_BRIEFLY = 10, LOOK_WELL = 100 };

struct past past;

/* When leads come, UTC, with how much of the day's; the demo's people live three hours ahead. */
static const struct moment {
    int hour, weight;
    bool chores;
} moments[] = {{1, 4, false},  {7, 18, false},  {10, 26, false},
               {13, 24, true}, {16, 22, false}, {20, 14, false}};

enum { MOMENTS = sizeof moments / sizeof *moments };

bool history_plan_read(const char *text, struct history_plan *out)
{
    char *end;
    long days = strtol(text, &end, 10);

    *out = (struct history_plan){(int)days, 1};
    if (end == text || days < 1 || days > HISTORY_DAYS_MAX)
        return false;
    if (*end == ':' && end[1] >= '0' && end[1] <= '9')
        out->seed = strtoull(end + 1, &end, 10);
    return *end == '\0';
}

/* ---- the clock */

void clock_set(int64_t ms)
{
    struct param param = param_int64(ms);

    wait_settled();
    past.now_ms = ms;
    run(&stmt_history_clock, &param, 1, NULL);
    clock_stand(ms);
    wait_settled(); /* orders whose period began meanwhile meet the leads that wait */
}

bool history_was_cut_off(const char *conninfo)
{
    char answer[8] = "", err[ERROR_SIZE];

    return db_once(conninfo, "select stands_at is not null from leadx.test_clock", NULL, 0, answer,
                   sizeof answer, err, sizeof err) &&
           strcmp(answer, "t") == 0;
}

/* ---- a day */

static void chores(void (*ask)(void))
{
    ask();
    wait_settled();
}

/* Each counts the days before anew, sixty at most: often enough that none is left out, and that
 * what changed lately was told when it did. */
static bool scores_are_due(int day)
{
    int ago = past.days - day;

    return ago == 45 || ago == 16 || ago == 7;
}

/* Plans are kept for as long as the tables are as they were looked at: the first ones see them
 * empty. */
static bool look_is_due(int day)
{
    return day == 1 || day == 4 || day % 12 == 0;
}

static void look(int32_t how_closely)
{
    struct param param = param_int32(how_closely);

    run(&stmt_history_analyze, &param, 1, NULL);
}

/* What a live exchange does some time after midnight: the day before is closed, sealed and signed,
 * months are billed, scores made. */
static void morning(int day)
{
    time_t now_s = (time_t)(past.now_ms / 1000);
    struct tm at;

    gmtime_r(&now_s, &at);
    chores(books_hurry);
    chores(day % 7 == 0 ? due_all : due_hurry);
    if (look_is_due(day))
        look(LOOK_BRIEFLY);
    if (scores_are_due(day))
        run_out(&stmt_history_scores);
    money_day(at.tm_wday);
}

/* More every month, fewer on Saturdays and Sundays, and no two days alike. */
static int64_t leads_of(int day, int at, struct chance *c)
{
    static const int weekdays[] = {62, 104, 110, 108, 106, 98, 76}; /* from Sunday */
    int weekday = (int)((past.from_ms / DAY_MS + 4 + day) % 7), whole = 0;
    int64_t n;

    for (int i = 0; i < MOMENTS; i++)
        whole += moments[i].weight;
    n = (int64_t)LEADS_A_DAY * weekdays[weekday] * (80 + 40 * day / past.days) / 10000;
    return n * moments[at].weight * chance_range(c, 80, 120) / (100 * whole);
}

static void progress(int day)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r      day %d of %d: %lld leads, %lld sales", day, past.days,
                (long long)past.leads, (long long)past.sales);
}

static void live_day(int day)
{
    struct chance c = chance_of(past.seed ^ UINT64_C(0xda7), (uint64_t)day);

    for (int i = 0; i < MOMENTS; i++) {
        int64_t at_ms = past.from_ms + day * (int64_t)DAY_MS + moments[i].hour * (int64_t)HOUR_MS +
                        chance_range(&c, 0, 100) * 60000 + chance_below(&c, 60000);

        int64_t n = leads_of(day, i, &c);
        if (at_ms >= past.until_ms)
            return;
        clock_set(at_ms);
        if (i == 0 && day > 0)
            morning(day);
        agenda_run();
        posts(n);
        reports_wait();
        if (moments[i].chores)
            chores(due_hurry);
    }
    progress(day);
}

/* ---- beginning and end */

static char state[16];
static bool had_clock;

static void take_state(const struct db_result *res)
{
    struct slice s = result_slice(res, 0, 0);
    struct slice id = result_slice(res, 0, 1);

    snprintf(state, sizeof state, "%.*s", (int)s.n, s.p);
    snprintf(past.operator.id, sizeof past.operator.id, "%.*s", (int)id.n, id.p);
    memcpy(past.operator.root, past.operator.id, sizeof past.operator.id);
    had_clock = result_bool(res, 0, 2);
    id = result_slice(res, 0, 3); /* the first administrator's, until there are others */
    snprintf(past.desk[0], sizeof past.desk[0], "%.*s", (int)id.n, id.p);
}

static void set(const char *name, const char *value)
{
    char err[ERROR_SIZE];

    if (!settings_set(name, value, err, sizeof err))
        log_fatal("history", "%s", err);
}

static void on_beat(void *arg)
{
    timer_set(*(struct timer **)arg, BEAT_MS);
}

static bool ready(void)
{
    return market_ready() && db_elected();
}

/* As the owner, because nobody else may move the clock; one writer, because two would race for what
 * an order has left. Nothing of it has to survive a crash before the end. */
static void open_rooms(void)
{
    static const struct market_hooks hooks = {.appetite = offered_niche, .lead = offered_lead};
    static struct timer *beat;
    char err[ERROR_SIZE];

    set("database", setting_text("database_owner"));
    set("writers", "1");
    set("reconcile_interval_ms", "86400000");
    set("db_connections", "2"); /* reports beside the rest; each would learn its plans anew */
    set("db_timeout_ms", "600000");
    setenv("PGOPTIONS",
           "-c synchronous_commit=off -c jit=off -c plan_cache_mode=force_generic_plan"
           " -c enable_seqscan=off", /* a month's table is empty when its plans are made */
           1);
    if (!vault_open(err, sizeof err) || !books_open(err, sizeof err))
        log_fatal("history", "%s", err);
    loop_init();
    beat = timer_new(on_beat, &beat);
    timer_set(beat, BEAT_MS);
    market_set_hooks(&hooks);
    due_only_asked(); /* a day here is shorter than any chore's interval */
    dbpool_start();
    phone_warm_up();
    db_elect_start();
    offered_start();
    market_start(NULL);
    sale_start();
    wait_until(ready);
    market_be_deaf();
}

static void write_past(const struct history_plan *plan)
{
    struct param begin;

    past.seed = plan->seed;
    past.days = plan->days;
    past.until_ms = clock_exchange_ms();
    past.from_ms = (past.until_ms / DAY_MS - plan->days) * DAY_MS;
    past.now_ms = past.from_ms - BEFORE_MS;
    begin = param_int64(past.now_ms);
    run(&stmt_history_open, &begin, 1, NULL);
    clock_set(past.now_ms);
    setup();
    for (int day = 0; day <= past.days; day++)
        live_day(day);
    clock_set(past.until_ms);
    agenda_run();
    reports_wait();
    run_out(&stmt_history_scores);
    chores(due_all);
}

/* The clock goes on; a row that only stood for this history goes. This last commit waits for the
 * disk, and with it all before. */
static void close_past(void)
{
    static const char *const clock_goes_on =
        "with kept as (update leadx.test_clock set stands_at = null where $1::boolean returning 1),"
        "     gone as (delete from leadx.test_clock where not $1::boolean returning 1)"
        " select (select count(*) from kept) + (select count(*) from gone)";
    const char *keep = had_clock ? "true" : "false";
    char n[8], err[ERROR_SIZE];

    look(LOOK_WELL);
    sale_stop();
    db_elect_stop();
    dbpool_stop();
    unsetenv("PGOPTIONS");
    if (!db_once(setting_text("database_owner"), clock_goes_on, &keep, 1, n, sizeof n, err,
                 sizeof err))
        log_fatal("history", "%s", err);
}

enum history_end history_run(const struct history_plan *plan)
{
    open_rooms();
    run(&stmt_history_state, NULL, 0, take_state);
    if (strcmp(state, "fresh") != 0)
        return strcmp(state, "kept") == 0 ? HISTORY_KEPT : HISTORY_BROKEN;
    write_past(plan);
    close_past();
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    printf("%lld leads, %lld sales, %lld other changes in %d days (%lld refused)\n",
           (long long)past.leads, (long long)past.sales, (long long)past.operations, past.days,
           (long long)past.refused);
    return HISTORY_WRITTEN;
}
