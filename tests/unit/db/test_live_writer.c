/* The writer against a real PostgreSQL: every item is written once and told once, whatever breaks.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/metrics.h"
#include "leadx/db/array.h"
#include "leadx/db/writer.h"

#define LOCK "422"
enum { ITEMS = 20000 };

/* write_items inserts what is not there yet, so that a batch may be sent again; it knows some ways
 * to fail. */
static const char schema[] =
    "create table items (id int8 not null, value int8 not null "
    "    constraint items_value_check check (value >= 0), constraint items_pkey primary key (id));"
    "create sequence runs;"
    "create function write_items(ids int8[], vals int8[], mode text) returns int8 language plpgsql "
    "as $$ "
    "begin "
    "    if mode = 'bug' and 666 = any (vals) then raise exception 'a bug'; end if; "
    "    if mode = 'once' and nextval('runs') = 1 then raise exception 'again' using errcode = "
    "'LX001'; end if; "
    "    if mode = 'often' and nextval('runs') <= 7 then raise exception 'again' using errcode = "
    "'40001'; end if; "
    "    if mode = 'disk' and nextval('runs') = 1 then raise exception 'full' using errcode = "
    "'53100'; end if; "
    "    if mode = 'lock' then perform pg_advisory_xact_lock(" LOCK "); end if; "
    "    insert into items select * from unnest(ids, vals) on conflict do nothing; "
    "    return array_length(ids, 1); "
    "end $$";

static const struct stmt stmt_write = {
    .name = "write",
    .sql = "select write_items($1::int8[], $2::int8[], $3::text)",
    .n_params = 3,
    .binary_result = true,
};

static struct item {
    int64_t id, value;
    int told;
    enum db_status status;
} items[ITEMS];
static int submitted, told, batches_told;
static char refused_with[6], refused_constraint[64];
static const char *mode;
static struct array ids, values;
static struct writer *writer;

static void pack(void *const *batch, size_t n, struct param *params)
{
    array_clear(&ids);
    array_clear(&values);
    for (size_t i = 0; i < n; i++) {
        array_add_int64(&ids, ((struct item *)batch[i])->id);
        array_add_int64(&values, ((struct item *)batch[i])->value);
    }
    params[0] = array_param(&ids);
    params[1] = array_param(&values);
    params[2] = param_str(mode);
}

static void done(void *const *batch, size_t n, const struct db_result *res)
{
    if (res->status == DB_OK)
        assert_int_equal(result_int64(res, 0, 0), n);
    if (res->status == DB_REFUSED) {
        assert_int_equal(n, 1);
        memcpy(refused_with, res->sqlstate, sizeof refused_with);
        memcpy(refused_constraint, res->constraint, sizeof refused_constraint);
    }
    for (size_t i = 0; i < n; i++) {
        struct item *item = batch[i];

        item->told++;
        item->status = res->status;
    }
    told += (int)n;
    batches_told++;
}

static const struct writer_kind kind = {
    .stmt = &stmt_write, .batch_max = 256, .queue_max = ITEMS, .pack = pack, .done = done};

static void submit(int n, int64_t value)
{
    for (int i = 0; i < n; i++) {
        struct item *item = &items[submitted];

        *item = (struct item){.id = submitted, .value = value};
        assert_true(writer_submit(writer, item));
        submitted++;
    }
}

static bool all_told(void)
{
    return told == submitted;
}

static void flush(void)
{
    writer_flush(writer);
}

static long in_table(void)
{
    return admin_long("select count(*) from items");
}

static long counted(const char *name)
{
    return (long)metric_value(metric_counter(name, "", "writer=\"test\""));
}

static void begin(void)
{
    writer = writer_new(&kind, "test");
    on_tick = flush;
}

static int start(void **state)
{
    (void)state;
    submitted = told = batches_told = 0;
    mode = "";
    memset(refused_with, 0, sizeof refused_with);
    admin("truncate items; alter sequence runs restart");
    set("db_timeout_ms", "5000");
    set("writer_down_ms", "5000");
    begin();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    on_tick = NULL;
    proxy_set(PROXY_PASS);
    writer_free(writer);
    return 0;
}

static void assert_told_once(int from, int n, enum db_status status)
{
    for (int i = from; i < from + n; i++) {
        assert_int_equal(items[i].told, 1);
        assert_int_equal(items[i].status, status);
    }
}

static void hold(void)
{
    admin("select pg_advisory_lock(" LOCK ")");
}

static void let_go(void)
{
    admin("select pg_advisory_unlock(" LOCK ")");
}

static bool batch_waits(void)
{
    return admin_waits();
}

/* ---- the even road */

static void test_load_makes_the_batches(void **state)
{
    int64_t began_us = clock_measure_us(), took_us;

    (void)state;
    submit(ITEMS, 1);
    assert_false(writer_submit(writer, &items[0])); /* the queue is bounded */
    assert_int_equal(writer_queued(writer), ITEMS);
    loop_until(all_told);
    took_us = clock_measure_us() - began_us;
    assert_true(writer_idle(writer));
    assert_told_once(0, ITEMS, DB_OK);
    assert_int_equal(in_table(), ITEMS);
    assert_int_equal(batches_told, (ITEMS + 255) / 256);
    print_message("%d items in %d commits, %.0f items/s\n", ITEMS, batches_told,
                  ITEMS * 1e6 / (double)took_us);
}

static void test_a_lone_item_does_not_wait(void **state)
{
    (void)state;
    submit(1, 1);
    loop_until(all_told);
    submit(1, 1);
    loop_until(all_told);
    assert_int_equal(batches_told, 2);
    assert_told_once(0, 2, DB_OK);
}

/* ---- aborts */

static void test_bad_items_fall_alone(void **state)
{
    long reruns = counted("leadx_writer_reruns_total");

    (void)state;
    submit(100, 1);
    submit(1, -1);
    submit(100, 1);
    submit(1, -1);
    submit(20, 1);
    loop_until(all_told);
    assert_told_once(0, 100, DB_OK);
    assert_told_once(100, 1, DB_REFUSED);
    assert_told_once(101, 100, DB_OK);
    assert_told_once(201, 1, DB_REFUSED);
    assert_told_once(202, 20, DB_OK);
    assert_string_equal(refused_with, "23514");
    assert_string_equal(refused_constraint, "items_value_check");
    assert_int_equal(in_table(), 220);
    /* Once whole, and once each bad item alone. */
    assert_int_equal(counted("leadx_writer_reruns_total") - reruns, 3);
}

static void test_a_race_is_run_again_whole(void **state)
{
    long halvings = counted("leadx_writer_halvings_total");

    (void)state;
    mode = "once";
    submit(50, 1);
    loop_until(all_told);
    assert_told_once(0, 50, DB_OK);
    assert_int_equal(batches_told, 1);
    assert_int_equal(counted("leadx_writer_halvings_total"), halvings);
}

static void test_one_item_may_lose_many_races(void **state)
{
    (void)state;
    mode = "often";
    submit(1, 1);
    loop_until(all_told);
    assert_told_once(0, 1, DB_OK);
}

static void test_a_bug_is_not_run_again(void **state)
{
    long reruns = counted("leadx_writer_reruns_total");

    (void)state;
    mode = "bug";
    submit(30, 1);
    submit(1, 666);
    submit(30, 1);
    loop_until(all_told);
    assert_told_once(0, 30, DB_OK);
    assert_told_once(30, 1, DB_REFUSED);
    assert_told_once(31, 30, DB_OK);
    assert_string_equal(refused_with, "P0001");
    assert_int_equal(counted("leadx_writer_reruns_total"), reruns);
}

/* ---- a sick database */

static void test_a_full_disk_blames_nobody(void **state)
{
    (void)state;
    mode = "disk";
    submit(10, 1);
    loop_until(all_told);
    assert_told_once(0, 10, DB_OK);
    assert_int_equal(batches_told, 1);
}

static void test_a_locked_table_gives_up_after_the_patience(void **state)
{
    (void)state;
    writer_free(writer);
    set("db_timeout_ms", "100");
    set("writer_down_ms", "500");
    begin();
    mode = "lock";
    hold();
    submit(10, 1);
    loop_until(all_told);
    let_go();
    assert_told_once(0, 10, DB_DOWN);
    assert_int_equal(in_table(), 0);
    submit(10, 1);
    loop_until(all_told);
    assert_told_once(10, 10, DB_OK);
}

/* ---- loss */

static void test_a_killed_backend_loses_nothing(void **state)
{
    (void)state;
    mode = "lock";
    hold();
    submit(300, 1);
    loop_until(batch_waits);
    assert_int_equal(admin_kill("leadx writer test"), 1);
    loop_for(30);
    assert_int_equal(told, 0);
    let_go();
    loop_until(all_told);
    assert_told_once(0, 300, DB_OK);
    assert_int_equal(in_table(), 300);
}

static bool all_in_table(void)
{
    return in_table() == submitted;
}

/* The commit happened, the answer did not arrive: sent again, recognised, told once. */
static void test_a_lost_answer_is_asked_for_again(void **state)
{
    long resent = counted("leadx_writer_resent_total");

    (void)state;
    submit(1, 1);
    loop_until(all_told);
    proxy_set(PROXY_MUTE);
    submit(20, 1);
    loop_until(all_in_table);
    assert_int_equal(told, 1);
    proxy_set(PROXY_DOWN);
    loop_for(30);
    assert_int_equal(told, 1);
    proxy_set(PROXY_PASS);
    loop_until(all_told);
    assert_told_once(0, 21, DB_OK);
    assert_int_equal(in_table(), 21);
    assert_int_equal(counted("leadx_writer_resent_total") - resent, 1);
}

static bool unsent_told(void)
{
    return told == 40;
}

/* Away for longer than writer_down_ms: what was never sent hears so, what was sent waits for the
 * truth. */
static void test_a_stopped_database_is_down_for_what_was_not_sent(void **state)
{
    (void)state;
    set("writer_down_ms", "300");
    mode = "lock";
    hold();
    submit(10, 1);
    loop_until(batch_waits);
    proxy_set(PROXY_DOWN);
    submit(30, 1);
    told = 10; /* as if told, to wait for the others */
    loop_until(unsent_told);
    told = 30;
    assert_told_once(10, 30, DB_DOWN);
    submit(1, 1); /* still away: at once */
    loop_for(150);
    assert_told_once(40, 1, DB_DOWN);
    for (int i = 0; i < 10; i++)
        assert_int_equal(items[i].told, 0);
    let_go();
    proxy_set(PROXY_PASS);
    loop_until(all_told);
    assert_told_once(0, 10, DB_OK);
    assert_int_equal(in_table(), 10);
    submit(5, 1);
    loop_until(all_told);
    assert_told_once(41, 5, DB_OK);
}

static void kill_sometimes(void)
{
    static int ticks;

    if (++ticks % 12 == 0)
        admin_kill("leadx writer test");
    flush();
}

static void test_kills_under_load_lose_and_double_nothing(void **state)
{
    (void)state;
    on_tick = kill_sometimes;
    submit(5000, 1);
    loop_until(all_told);
    assert_told_once(0, 5000, DB_OK);
    assert_int_equal(in_table(), 5000);
}

static void test_stopping_tells_everybody(void **state)
{
    (void)state;
    mode = "lock";
    hold();
    submit(300, 1);
    loop_until(batch_waits);
    writer_free(writer);
    writer = NULL;
    on_tick = NULL;
    let_go();
    assert_told_once(0, 300, DB_DOWN);
}

static int group_start(void **state)
{
    live_start(state);
    admin(schema);
    array_init(&ids, ARRAY_INT8);
    array_init(&values, ARRAY_INT8);
    return 0;
}

static int group_stop(void **state)
{
    array_free(&ids);
    array_free(&values);
    return live_stop(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_load_makes_the_batches, start, stop),
        cmocka_unit_test_setup_teardown(test_a_lone_item_does_not_wait, start, stop),
        cmocka_unit_test_setup_teardown(test_bad_items_fall_alone, start, stop),
        cmocka_unit_test_setup_teardown(test_a_race_is_run_again_whole, start, stop),
        cmocka_unit_test_setup_teardown(test_one_item_may_lose_many_races, start, stop),
        cmocka_unit_test_setup_teardown(test_a_bug_is_not_run_again, start, stop),
        cmocka_unit_test_setup_teardown(test_a_full_disk_blames_nobody, start, stop),
        cmocka_unit_test_setup_teardown(test_a_locked_table_gives_up_after_the_patience, start,
                                        stop),
        cmocka_unit_test_setup_teardown(test_a_killed_backend_loses_nothing, start, stop),
        cmocka_unit_test_setup_teardown(test_a_lost_answer_is_asked_for_again, start, stop),
        cmocka_unit_test_setup_teardown(test_a_stopped_database_is_down_for_what_was_not_sent,
                                        start, stop),
        cmocka_unit_test_setup_teardown(test_kills_under_load_lose_and_double_nothing, start, stop),
        cmocka_unit_test_setup_teardown(test_stopping_tells_everybody, start, stop),
    };

    if (!live_available())
        return 0;
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
