/* The pool and the listener against a real PostgreSQL that dies, stalls and comes back. */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/db/pool.h"

#define LOCK "421"

static const struct stmt stmt_echo = {
    .name = "echo",
    .sql = "select $1::int8 + 1, $2::uuid, $3::text, $4::bool, $5::int4 is null, $6::bytea",
    .n_params = 6,
};
static const struct stmt stmt_echo_binary = {
    .name = "echo",
    .sql = "select $1::int8, $2::uuid, $3::bool, 7::int4, 8::int2",
    .n_params = 3,
    .binary_result = true,
};
static const struct stmt stmt_one = {.name = "one", .sql = "select 1"};
static const struct stmt stmt_locked = {.name = "locked",
                                        .sql = "select pg_advisory_xact_lock(" LOCK ")"};
static const struct stmt stmt_broken = {.name = "broken", .sql = "selekt 1"};
static const struct stmt stmt_insert = {
    .name = "insert", .sql = "insert into parts (id, at) values ($1::int8, 5)", .n_params = 1};
static const struct stmt stmt_late = {
    .name = "late", .sql = "insert into late (id) values ($1::int8)", .n_params = 1};
static const struct stmt stmt_star = {.name = "star", .sql = "select * from shape"};
static const struct stmt stmt_big = {
    .name = "big", .sql = "select length($1::bytea), repeat('x', 3000000)", .n_params = 1};

/* What came back, by submit id. */
static struct seen {
    int calls;
    enum db_status status;
    char sqlstate[6], constraint[64];
    int64_t number;
} seen[64];
static int answered, expected;

static void on_done(uint64_t id, const struct db_result *res, void *arg)
{
    struct seen *s = &seen[id];

    (void)arg;
    s->calls++;
    s->status = res->status;
    memcpy(s->sqlstate, res->sqlstate, sizeof s->sqlstate);
    memcpy(s->constraint, res->constraint, sizeof s->constraint);
    if (res->status == DB_OK && result_rows(res) == 1 && res->pg != NULL &&
        !result_null(res, 0, 0) && result_slice(res, 0, 0).n > 0)
        s->number = result_int64(res, 0, 0);
    answered++;
}

static bool all_answered(void)
{
    return answered == expected;
}

static void submit(uint64_t id, const struct stmt *stmt, const struct param *params)
{
    dbpool_submit(stmt, params, stmt->n_params, on_done, id, NULL);
    expected++;
}

/* One statement alone, to its end. */
static struct seen run(const struct stmt *stmt, const struct param *params)
{
    memset(&seen[0], 0, sizeof seen[0]);
    submit(0, stmt, params);
    loop_until(all_answered);
    assert_int_equal(seen[0].calls, 1);
    return seen[0];
}

static int start(void **state)
{
    (void)state;
    memset(seen, 0, sizeof seen);
    answered = expected = 0;
    set("db_connections", "1");
    set("db_queue", "100");
    set("db_timeout_ms", "5000");
    dbpool_start();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    proxy_set(PROXY_PASS);
    dbpool_stop();
    return 0;
}

/* ---- answers */

static struct uuid some_id = {{0x01, 0x90, [15] = 7}};

static void on_echo(uint64_t id, const struct db_result *res, void *arg)
{
    struct uuid back;

    (void)arg;
    assert_int_equal(id, 1);
    assert_int_equal(res->status, DB_OK);
    assert_int_equal(result_int64(res, 0, 0), 42);
    back = result_uuid(res, 0, 1);
    assert_true(uuid_equal(&back, &some_id));
    assert_true(slice_is(result_slice(res, 0, 2), SLICE("naïve ' text")));
    assert_true(result_bool(res, 0, 3));
    assert_true(result_bool(res, 0, 4));
    assert_true(slice_is(result_slice(res, 0, 5), SLICE("\\x610062")));
    answered++;
}

static void on_echo_binary(uint64_t id, const struct db_result *res, void *arg)
{
    struct uuid back = result_uuid(res, 0, 1);

    (void)id;
    (void)arg;
    assert_true(result_int64(res, 0, 0) == INT64_MIN);
    assert_true(uuid_equal(&back, &some_id));
    assert_false(result_bool(res, 0, 2));
    assert_int_equal(result_int64(res, 0, 3), 7);
    assert_int_equal(result_int64(res, 0, 4), 8);
    answered++;
}

static void test_parameters_go_and_cells_come(void **state)
{
    struct param params[] = {
        param_int64(41),  param_uuid(&some_id), param_text((struct slice){"naïve ' text!", 13}),
        param_bool(true), param_null(),         param_bytes((struct slice){"a\0b", 3})};
    struct param binary[] = {param_int64(INT64_MIN), param_uuid(&some_id), param_bool(false)};

    (void)state;
    dbpool_submit(&stmt_echo, params, 6, on_echo, 1, NULL);
    dbpool_submit(&stmt_echo_binary, binary, 3, on_echo_binary, 2, NULL);
    memset(params, 0xaa, sizeof params); /* they were copied */
    expected = 2;
    loop_until(all_answered);
}

static void test_megabytes_go_both_ways(void **state)
{
    static char bytes[6000000];
    struct param params[] = {param_bytes((struct slice){bytes, sizeof bytes})};

    (void)state;
    assert_int_equal(run(&stmt_big, params).number, sizeof bytes);
}

static void test_refusals_name_code_and_constraint(void **state)
{
    struct param params[] = {param_int64(1)};
    struct seen s;

    (void)state;
    admin("create table parts (id int8, at int, constraint parts_id_key unique (id, at)) "
          "partition by range (at); "
          "create table parts_202611 (constraint parts_id_key_202611 unique (id, at), "
          "id int8, at int); "
          "alter table parts attach partition parts_202611 for values from (1) to (9)");
    assert_int_equal(run(&stmt_insert, params).status, DB_OK);
    s = run(&stmt_insert, params);
    assert_int_equal(s.status, DB_REFUSED);
    assert_string_equal(s.sqlstate, "23505");
    assert_string_equal(s.constraint, "parts_id_key");
    s = run(&stmt_broken, NULL);
    assert_int_equal(s.status, DB_REFUSED);
    assert_string_equal(s.sqlstate, "42601");
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
    assert_int_equal(admin_long("select count(*) from parts"), 1);
}

/* The rows of a statement come before its commit: they must not be believed. */
static void test_a_commit_that_fails_is_not_ok(void **state)
{
    struct param params[] = {param_int64(1)};
    struct seen s;

    (void)state;
    admin("create table late (id int8, constraint late_id_key unique (id) "
          "deferrable initially deferred); insert into late values (1)");
    s = run(&stmt_late, params);
    assert_int_equal(s.status, DB_REFUSED);
    assert_string_equal(s.constraint, "late_id_key");
}

static void test_text_with_a_nul_is_refused_not_cut(void **state)
{
    struct param params[] = {param_int64(1),   param_null(), param_text((struct slice){"a\0b", 3}),
                             param_bool(true), param_null(), param_null()};
    struct seen s;

    (void)state;
    s = run(&stmt_echo, params);
    assert_int_equal(s.status, DB_REFUSED);
    assert_string_equal(s.sqlstate, "22021");
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
}

static void test_a_changed_table_heals_its_plans(void **state)
{
    (void)state;
    admin("create table shape (a int); insert into shape values (1)");
    assert_int_equal(run(&stmt_star, NULL).number, 1);
    admin("alter table shape alter a type text using '22'");
    assert_string_equal(run(&stmt_star, NULL).sqlstate, "0A000");
    assert_int_equal(run(&stmt_star, NULL).number, 22);
}

/* ---- bounds */

static bool locked_waits(void)
{
    return admin_waits();
}

static void hold(void)
{
    admin("select pg_advisory_lock(" LOCK ")");
}

static void let_go(void)
{
    admin("select pg_advisory_unlock(" LOCK ")");
}

static void test_a_full_queue_answers_busy_later(void **state)
{
    int busy = 0, ok = 0;

    (void)state;
    set("db_queue", "4");
    hold();
    submit(1, &stmt_locked, NULL);
    loop_until(locked_waits);
    for (uint64_t id = 2; id < 12; id++)
        submit(id, &stmt_one, NULL);
    assert_int_equal(answered, 0); /* never from inside the submit */
    loop_for(50);
    assert_int_equal(answered, 6);
    let_go();
    loop_until(all_answered);
    for (int id = 1; id < 12; id++) {
        assert_int_equal(seen[id].calls, 1);
        busy += seen[id].status == DB_BUSY;
        ok += seen[id].status == DB_OK;
    }
    assert_int_equal(busy, 6);
    assert_int_equal(ok, 5);
}

static long pool_pid(void)
{
    return admin_long("select pid from pg_stat_activity where application_name = 'leadx pool 1' "
                      "and datname = current_database()");
}

/* The backend of a connection that was closed is listed until it has ended. */
static bool nobody_else(void)
{
    return admin_long("select count(*) from pg_stat_activity where application_name = "
                      "'leadx pool 1' and datname = current_database()") == 1;
}

static void test_time_ends_statement_and_queue_not_the_connection(void **state)
{
    long pid;

    (void)state;
    dbpool_stop();
    set("db_timeout_ms", "300");
    dbpool_start();
    run(&stmt_one, NULL);
    loop_until(nobody_else);
    pid = pool_pid();
    hold();
    submit(1, &stmt_locked, NULL);
    submit(2, &stmt_one, NULL); /* behind it: its turn comes too late or just in time */
    loop_until(all_answered);
    let_go();
    assert_int_equal(seen[1].status, DB_TIMEOUT);
    assert_string_equal(seen[1].sqlstate, "57014");
    assert_true(seen[2].status == DB_BUSY || seen[2].status == DB_OK);
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
    assert_int_equal(pid, pool_pid());
}

static void test_a_dead_network_ends_by_our_own_clock(void **state)
{
    (void)state;
    dbpool_stop();
    set("db_timeout_ms", "100");
    dbpool_start();
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
    proxy_set(PROXY_FREEZE);
    assert_int_equal(run(&stmt_one, NULL).status, DB_TIMEOUT);
    assert_false(dbpool_ready());
    proxy_set(PROXY_PASS);
    loop_until(dbpool_ready);
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
}

/* ---- loss and return */

static bool is_lost(void)
{
    return !dbpool_ready();
}

static void test_a_killed_idle_backend_goes_unnoticed(void **state)
{
    (void)state;
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
    assert_int_equal(admin_kill("leadx pool%"), 1);
    loop_until(is_lost);
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
}

static void test_a_killed_statement_is_down_and_not_repeated(void **state)
{
    (void)state;
    hold();
    submit(1, &stmt_locked, NULL);
    loop_until(locked_waits);
    assert_int_equal(admin_kill("leadx pool%"), 1);
    loop_until(all_answered);
    assert_int_equal(seen[1].status, DB_DOWN);
    loop_until(dbpool_ready);
    assert_false(locked_waits());
    let_go();
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
}

static void test_a_stopped_database_is_down_within_the_time(void **state)
{
    int64_t began_us;

    (void)state;
    dbpool_stop();
    set("db_timeout_ms", "300");
    dbpool_start();
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
    proxy_set(PROXY_DOWN);
    loop_until(is_lost);
    began_us = clock_measure_us();
    assert_int_equal(run(&stmt_one, NULL).status, DB_DOWN);
    assert_true(clock_measure_us() - began_us < 1500000);
    proxy_set(PROXY_PASS);
    loop_until(dbpool_ready);
    assert_int_equal(run(&stmt_one, NULL).status, DB_OK);
}

static void test_stopping_answers_everybody(void **state)
{
    (void)state;
    hold();
    submit(1, &stmt_locked, NULL);
    submit(2, &stmt_one, NULL);
    loop_until(locked_waits);
    dbpool_stop();
    let_go();
    assert_int_equal(answered, 2);
    assert_int_equal(seen[1].status, DB_DOWN);
    assert_int_equal(seen[2].status, DB_DOWN);
}

/* ---- listening */

static int connects, heard;
static char last[32];

static void on_payload(const char *payload)
{
    connects += payload == NULL;
    heard += payload != NULL;
    if (payload != NULL)
        snprintf(last, sizeof last, "%s", payload);
}

static void on_other(const char *payload)
{
    assert_null(payload);
}

static bool is_connected(void)
{
    return connects > 0;
}

static bool has_heard(void)
{
    return heard > 0;
}

static void test_a_listener_hears_of_every_gap(void **state)
{
    (void)state;
    db_listen("orders_changed", on_payload);
    db_listen("other", on_other);
    loop_until(is_connected);
    admin("notify orders_changed, 'first'");
    loop_until(has_heard);
    assert_string_equal(last, "first");
    connects = heard = 0;
    proxy_set(PROXY_DOWN);
    admin("notify orders_changed, 'missed'");
    proxy_set(PROXY_PASS);
    loop_until(is_connected);
    assert_int_equal(heard, 0);
    admin("notify orders_changed, 'second'");
    loop_until(has_heard);
    assert_string_equal(last, "second");
    assert_int_equal(connects, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_parameters_go_and_cells_come, start, stop),
        cmocka_unit_test_setup_teardown(test_megabytes_go_both_ways, start, stop),
        cmocka_unit_test_setup_teardown(test_refusals_name_code_and_constraint, start, stop),
        cmocka_unit_test_setup_teardown(test_a_commit_that_fails_is_not_ok, start, stop),
        cmocka_unit_test_setup_teardown(test_text_with_a_nul_is_refused_not_cut, start, stop),
        cmocka_unit_test_setup_teardown(test_a_changed_table_heals_its_plans, start, stop),
        cmocka_unit_test_setup_teardown(test_a_full_queue_answers_busy_later, start, stop),
        cmocka_unit_test_setup_teardown(test_time_ends_statement_and_queue_not_the_connection,
                                        start, stop),
        cmocka_unit_test_setup_teardown(test_a_dead_network_ends_by_our_own_clock, start, stop),
        cmocka_unit_test_setup_teardown(test_a_killed_idle_backend_goes_unnoticed, start, stop),
        cmocka_unit_test_setup_teardown(test_a_killed_statement_is_down_and_not_repeated, start,
                                        stop),
        cmocka_unit_test_setup_teardown(test_a_stopped_database_is_down_within_the_time, start,
                                        stop),
        cmocka_unit_test_setup_teardown(test_stopping_answers_everybody, start, stop),
        cmocka_unit_test_setup_teardown(test_a_listener_hears_of_every_gap, start, stop),
    };

    if (!live_available())
        return 0;
    return cmocka_run_group_tests(tests, live_start, live_stop);
}
