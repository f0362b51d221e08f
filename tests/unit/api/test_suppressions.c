/* The upload of suppression lists: whatever the pieces, every line is read once, batches are full,
 * nothing more is read while one is under way, and every end frees what was held. The request and
 * the database are stood in for here. */
#include "leadx/api/suppressions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "leadx/api/common.h"
#include "leadx/app/suppression.h"

static struct {
    struct request r;
    bool gone, held;
    int status; /* of the reply; 0 = none yet */
    char body[8192];
    int batches, largest, sum; /* hashes that reached the database */
    bool under_way;
    db_done_fn done;
} fake;

/* ---- stand-ins */

const char *suppression_read(struct slice line, const char *region, uint8_t out[SUPPRESSION_SIZE])
{
    (void)region;
    memset(out, 0, SUPPRESSION_SIZE);
    return line.n > 0 && line.p[0] == '{' ? NULL : "malformed_json";
}

uint64_t request_wait(struct request *r)
{
    (void)r;
    return 7;
}

struct request *request_find(uint64_t id)
{
    assert_int_equal(id, 7);
    return fake.gone || fake.status != 0 ? NULL : &fake.r;
}

void request_hold(struct request *r, bool hold)
{
    (void)r;
    fake.held = hold;
}

static void replied(int status, const char *text, size_t n)
{
    assert_int_equal(fake.status, 0);
    fake.status = status;
    fake.r.replied = true;
    snprintf(fake.body, sizeof fake.body, "%.*s", (int)n, text);
}

void reply_json(struct request *r, int status, struct slice json)
{
    (void)r;
    replied(status, json.p, json.n);
}

void reply_error(struct request *r, enum error e, const char *detail)
{
    (void)r;
    (void)detail;
    replied(e == ERROR_BODY_TOO_LARGE ? 413 : 400, "", 0);
}

void db_failed(struct request *r, const struct db_result *res)
{
    (void)r;
    (void)res;
    replied(503, "", 0);
}

int64_t result_int64(const struct db_result *res, int row, int column)
{
    (void)row;
    (void)column;
    return *(const int *)res->pg;
}

static int batch_size;

void suppression_add(const struct suppression_list *list, const uint8_t (*hashes)[SUPPRESSION_SIZE],
                     size_t n, db_done_fn done, uint64_t id)
{
    assert_false(list->everybody);
    assert_non_null(hashes);
    assert_int_equal(id, 7);
    assert_false(fake.under_way);
    batch_size = (int)n;
    fake.batches++;
    fake.sum += batch_size;
    fake.largest = batch_size > fake.largest ? batch_size : fake.largest;
    fake.under_way = true;
    fake.done = done;
}

static void batch_answer(enum db_status status)
{
    struct db_result res = {.status = status, .pg = &batch_size};

    assert_true(fake.under_way);
    fake.under_way = false;
    fake.done(7, &res, NULL);
}

/* ---- driving it */

static int setup(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof fake);
    suppressions_routes[0].handle(&fake.r);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    if (fake.r.on_gone != NULL) /* after a reply it must be harmless too */
        fake.r.on_gone(&fake.r);
    assert_null(fake.r.state);
    return 0;
}

static void piece(const char *p, size_t n, bool last)
{
    suppressions_routes[0].stream(&fake.r, (struct slice){n == 0 ? NULL : p, n}, last);
}

/* Sends text in pieces of step bytes, answering each batch when held, as the connection would. */
static void send_all(const char *text, size_t n, size_t step)
{
    for (size_t at = 0; at < n && fake.status == 0; at += step) {
        piece(text + at, n - at < step ? n - at : step, false);
        while (fake.held && fake.under_way)
            batch_answer(DB_OK);
    }
    piece(NULL, 0, true);
    while (fake.under_way)
        batch_answer(DB_OK);
}

static char *lines(int n, const char *line)
{
    size_t size = strlen(line);
    char *text = malloc((size_t)n * size + 1), *at = text;

    assert_non_null(text);
    for (int i = 0; i < n; i++, at += size)
        memcpy(at, line, size);
    *at = '\0';
    return text;
}

static void answers_counts(int read, int added)
{
    char expected[64];

    snprintf(expected, sizeof expected, "\"read\":%d,\"added\":%d,", read, added);
    assert_int_equal(fake.status, 200);
    if (strstr(fake.body, expected) == NULL)
        fail_msg("expected %s in %s", expected, fake.body);
}

static void every_split_reads_the_same(void **state)
{
    static const char text[] = "{\"a\":1}\r\n\n  \n{\"b\":2}\nbad\n{\"c\":3}";

    for (size_t step = 1; step < sizeof text; step++) {
        setup(state);
        send_all(text, sizeof text - 1, step);
        answers_counts(4, 3);
        assert_non_null(strstr(fake.body, "[{\"line\":5,\"code\":\"malformed_json\"}]"));
        teardown(state);
    }
    setup(state);
    send_all("", 0, 1);
    answers_counts(0, 0);
}

static void batches_are_full_and_one_at_a_time(void **state)
{
    char *text = lines(1700, "{}\n");

    (void)state;
    send_all(text, strlen(text), 1000);
    answers_counts(1700, 1700);
    assert_int_equal(fake.batches, 4);
    assert_int_equal(fake.largest, 500);
    free(text);
}

static void one_large_piece_is_taken_in_batches_too(void **state)
{
    char *text = lines(1500, "{}\n");

    (void)state;
    piece(text, strlen(text), false);
    assert_true(fake.held);
    piece(text, strlen(text), true); /* was on its way already */
    while (fake.under_way)
        batch_answer(DB_OK);
    answers_counts(3000, 3000);
    assert_int_equal(fake.largest, 500);
    free(text);
}

static void the_client_goes_on_when_the_batch_is_in(void **state)
{
    char *text = lines(600, "{}\n");

    (void)state;
    piece(text, strlen(text), false);
    assert_true(fake.held);
    batch_answer(DB_OK);
    assert_false(fake.held);
    assert_int_equal(fake.status, 0);
    piece(NULL, 0, true);
    batch_answer(DB_OK);
    answers_counts(600, 600);
    free(text);
}

static void a_line_too_long_is_one_bad_line(void **state)
{
    char *text = malloc(20000);

    (void)state;
    memset(text, 'x', 20000);
    text[0] = '{';
    memcpy(text + 19990, "\n{}\n", 5);
    send_all(text, strlen(text), 777);
    answers_counts(2, 1);
    assert_non_null(strstr(fake.body, "[{\"line\":1,\"code\":\"malformed_json\"}]"));
    free(text);
}

static void bad_lines_are_named_a_hundred_at_most(void **state)
{
    char *text = lines(150, "x\n");

    (void)state;
    send_all(text, strlen(text), 100);
    answers_counts(150, 0);
    assert_non_null(strstr(fake.body, "\"line\":100,"));
    assert_null(strstr(fake.body, "\"line\":101,"));
    assert_int_equal(fake.batches, 0);
    free(text);
}

static void too_many_lines_are_refused(void **state)
{
    char *text = lines(100001, "{}\n");

    (void)state;
    send_all(text, strlen(text), 60000);
    assert_int_equal(fake.status, 413);
    assert_int_equal(fake.sum, 100000);
    free(text);
}

static void exactly_as_many_as_allowed_are_taken(void **state)
{
    char *text = lines(100000, "{}\n");

    (void)state;
    send_all(text, strlen(text), 60000);
    answers_counts(100000, 100000);
    free(text);
}

static void a_database_away_ends_it(void **state)
{
    char *text = lines(600, "{}\n");

    (void)state;
    piece(text, strlen(text), false);
    batch_answer(DB_DOWN);
    assert_int_equal(fake.status, 503);
    piece(text, strlen(text), true); /* the rest is dropped */
    free(text);
}

static void a_client_that_leaves_is_forgotten(void **state)
{
    char *text = lines(600, "{}\n");

    (void)state;
    piece(text, strlen(text), false);
    fake.gone = true;
    fake.r.on_gone(&fake.r);
    batch_answer(DB_OK);
    assert_int_equal(fake.status, 0);
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_split_reads_the_same, teardown),
        TEST(batches_are_full_and_one_at_a_time),
        TEST(one_large_piece_is_taken_in_batches_too),
        TEST(the_client_goes_on_when_the_batch_is_in),
        TEST(a_line_too_long_is_one_bad_line),
        TEST(bad_lines_are_named_a_hundred_at_most),
        TEST(too_many_lines_are_refused),
        TEST(exactly_as_many_as_allowed_are_taken),
        TEST(a_database_away_ends_it),
        TEST(a_client_that_leaves_is_forgotten),
    };

    return cmocka_run_group_tests_name("suppressions", tests, NULL, NULL);
}
