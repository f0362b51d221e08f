/* HTTP/1.1 on a connection, plain and over TLS, in raw bytes: arrival in pieces, pipelining,
 * bodies, deadlines, clients that leave, and the end. */
#include "leadx/base/clock.h"
#include "leadx/http/reply.h"
#include "support_routes.h"

static bool tls;
static struct client *c;

static int open_client(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    c = client_open(&routes_sink, tls);
    return 0;
}

static int close_client(void **state)
{
    static const char *const defaults[][2] = {
        {"head_timeout_ms", "10000"}, {"idle_timeout_ms", "60000"}, {"write_timeout_ms", "20000"},
        {"body_grace_ms", "10000"},   {"body_min_rate", "1024"},    {"pipeline_max", "16"},
    };

    (void)state;
    if (c != NULL)
        client_close(c);
    assert_int_equal(conns_open(), 0);
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
        setting(defaults[i][0], defaults[i][1]);
    return 0;
}

/* The connection read its settings when it opened: a new one for new settings. */
static void reopen(void)
{
    client_close(c);
    c = client_open(&routes_sink, tls);
}

static void assert_answer(int status)
{
    struct answer a = client_answer(c);

    if (a.status != status)
        fail_msg("got %d, want %d: %s", a.status, status, a.body);
}

static void assert_answer_closes(int status)
{
    struct answer a = client_answer(c);

    if (a.status != status)
        fail_msg("got %d, want %d: %s", a.status, status, a.body);
    assert_string_equal(answer_header(&a, "Connection"), "close");
    assert_true(client_ended(c));
}

static void assert_text(const char *text)
{
    struct answer a = client_answer(c);

    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, text);
}

static const char hello[] = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

static void test_fields_of_a_reply(void **state)
{
    struct answer a;

    (void)state;
    client_say(c, hello);
    a = client_answer(c);
    assert_memory_equal(a.head, "HTTP/1.1 200 OK\r\n", 17);
    assert_string_equal(a.body, "{\"hello\":true}");
    assert_string_equal(answer_header(&a, "Content-Type"), "application/json");
    assert_string_equal(answer_header(&a, "Cache-Control"), "no-store");
    assert_string_equal(answer_header(&a, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(answer_header(&a, "Strict-Transport-Security"), "max-age=31536000");
    assert_int_equal(strlen(answer_header(&a, "Date")), 29);
    assert_null(answer_header(&a, "Connection"));
}

static void test_head_is_get_without_a_body(void **state)
{
    struct answer a;

    (void)state;
    client_say(c, "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    client_say(c, hello);
    a = client_answer_to_head(c);
    assert_int_equal(a.status, 200);
    assert_string_equal(answer_header(&a, "Content-Length"), "14");
    assert_text("{\"hello\":true}");
}

static void test_byte_by_byte(void **state)
{
    static const char text[] =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n";

    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        assert_int_equal(seen.handled, 0);
        client_send(c, text + i, 1);
        turns(1);
    }
    assert_text("abcdefg");
}

static void test_pipelined_in_one_piece(void **state)
{
    char text[4096] = "";

    (void)state;
    for (int i = 0; i < 20; i++)
        sprintf(text + strlen(text),
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n%02d", i);
    client_say(c, text);
    for (int i = 0; i < 20; i++) {
        char want[8];

        snprintf(want, sizeof want, "%02d", i);
        assert_text(want);
    }
}

static void say_later(int n)
{
    for (int i = 0; i < n; i++)
        client_say(c, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    turns(5);
}

static void test_replies_keep_the_order_of_requests(void **state)
{
    (void)state;
    say_later(3);
    client_say(c, hello);
    turns(3);
    assert_int_equal(seen.n_later, 3);
    later_reply(2, "third");
    later_reply(0, "first");
    turns(3);
    assert_text("first");
    later_reply(1, "second");
    assert_text("second");
    assert_text("third");
    assert_text("{\"hello\":true}");
}

static void test_pipelining_is_bounded(void **state)
{
    (void)state;
    setting("pipeline_max", "4");
    reopen();
    say_later(10);
    assert_int_equal(seen.n_later, 4);
    later_reply(0, "0");
    turns(3);
    assert_int_equal(seen.n_later, 5);
    for (size_t i = 1; i < 10; i++)
        later_reply(i, "x");
    assert_int_equal(seen.n_later, 10);
    assert_text("0");
    for (int i = 1; i < 10; i++)
        assert_text("x");
}

static void test_bytes_ahead_are_bounded(void **state)
{
    static char flood[1024 * 1024];
    size_t n = 0;

    (void)state;
    say_later(1);
    while (n + sizeof hello < sizeof flood) {
        memcpy(flood + n, hello, sizeof hello - 1);
        n += sizeof hello - 1;
    }
    client_say(c, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    client_send(c, flood, n / 4);
    assert_true(seen.handled < 20);
    later_reply(0, "x");
    later_reply(1, "y");
    assert_text("x");
    assert_text("y");
}

static void test_chunks(void **state)
{
    (void)state;
    client_say(c, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "5;x=y\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n");
    client_say(c, hello);
    assert_text("hello");
    assert_text("{\"hello\":true}");
}

static void test_a_malformed_chunk(void **state)
{
    (void)state;
    client_say(c, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "0x4\r\nabcd\r\n0\r\n\r\n");
    client_say(c, hello);
    assert_answer_closes(400);
    assert_int_equal(seen.handled, 0);
}

static void test_chunks_past_the_limit(void **state)
{
    (void)state;
    client_say(c, "POST /json HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                  "Content-Type: application/json\r\n\r\n");
    for (int i = 0; i < 11; i++)
        client_say(c, "a\r\n0123456789\r\n");
    assert_answer_closes(413);
    assert_int_equal(seen.handled, 0);
}

static void test_a_bad_head_ends_the_connection(void **state)
{
    (void)state;
    client_say(c, hello);
    client_say(c,
               "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n");
    client_say(c, hello);
    assert_text("{\"hello\":true}");
    assert_answer_closes(400);
    assert_int_equal(seen.handled, 1);
}

static void test_a_bad_head_waits_for_its_turn(void **state)
{
    (void)state;
    say_later(1);
    client_say(c, "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
    turns(3);
    later_reply(0, "first");
    assert_text("first");
    assert_answer_closes(505);
}

static void test_a_giant_head(void **state)
{
    static char giant[20000];

    (void)state;
    memset(giant, 'a', sizeof giant);
    client_say(c, "GET /");
    client_send(c, giant, sizeof giant);
    assert_answer_closes(431);
}

static void test_one_empty_line_is_skipped(void **state)
{
    (void)state;
    client_say(c, "\r\n");
    client_say(c, hello);
    assert_answer(200);
    client_say(c, "\r\n\r\n");
    assert_answer_closes(400);
}

static void test_continue(void **state)
{
    (void)state;
    client_say(c, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                  "Expect: 100-continue\r\n\r\n");
    assert_answer(100);
    assert_int_equal(seen.handled, 0);
    client_say(c, "ok");
    assert_text("ok");
}

static void test_continue_waits_for_its_turn(void **state)
{
    (void)state;
    say_later(1);
    client_say(c, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                  "Expect: 100-continue\r\n\r\n");
    turns(3);
    later_reply(0, "first");
    assert_text("first");
    assert_answer(100);
    client_say(c, "ok");
    assert_text("ok");
}

static void test_a_refused_expectation_closes(void **state)
{
    (void)state;
    client_say(c, "POST /json HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n"
                  "Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n");
    assert_answer_closes(413);
}

static void test_streaming(void **state)
{
    static char body[3 * 1024 * 1024];

    (void)state;
    memset(body, 'b', sizeof body);
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 3145728\r\n\r\n");
    turns(2);
    assert_int_equal(seen.handled, 1); /* before any body */
    client_send(c, body, sizeof body);
    client_say(c, hello);
    assert_answer(204);
    assert_answer(200);
    assert_int_equal(seen.streamed, sizeof body);
    assert_int_equal(seen.streamed_last, 1);
    assert_int_equal(seen.gone, 0);
}

static void test_an_early_reply_to_a_short_upload_keeps_the_connection(void **state)
{
    static char body[100 * 1024];

    (void)state;
    client_say(c,
               "POST /stream HTTP/1.1\r\nHost: a\r\nX-Early: 1\r\nContent-Length: 102400\r\n\r\n");
    assert_answer(409);
    client_send(c, body, sizeof body);
    client_say(c, hello);
    assert_answer(200);
    assert_int_equal(seen.streamed, 0);
}

static void test_an_early_reply_to_a_large_upload_closes(void **state)
{
    static char body[1024 * 1024];

    (void)state;
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nX-Early: 1\r\n"
                  "Content-Length: 60000000\r\n\r\n");
    client_send(c, body, sizeof body);
    assert_answer_closes(409);
    assert_int_equal(seen.streamed, 0);
}

static void test_a_reply_in_the_middle_of_a_stream(void **state)
{
    (void)state;
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc!");
    assert_answer(409);
    client_say(c, "efghij");
    client_say(c, hello);
    assert_answer(200);
    assert_int_equal(seen.streamed_last, 0);
}

static void test_a_held_stream_stops_the_client(void **state)
{
    static char piece[16 * 1024];

    (void)state;
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 4194304\r\n\r\n");
    turns(3);
    request_hold(seen.stream, true);
    client_send(c, piece, sizeof piece);
    turns(3);
    assert_int_equal(seen.streamed, 0);
    request_hold(seen.stream, false);
    turns(3);
    assert_int_equal(seen.streamed, sizeof piece);
    for (int i = 1; i < 256; i++)
        client_send(c, piece, sizeof piece);
    assert_answer(204);
}

static void test_a_hold_from_inside_a_piece(void **state)
{
    (void)state;
    seen.hold_each = true;
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n");
    turns(3);
    assert_int_equal(seen.streamed, 1);
    request_hold(seen.stream, false);
    assert_int_equal(seen.streamed, 3);
    assert_int_equal(seen.streamed_last, 0);
    request_hold(seen.stream, false);
    assert_int_equal(seen.streamed_last, 1);
    assert_answer(204);
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    turns(3);
    request_hold(seen.stream, false); /* the last bytes are taken; nothing more arrives */
    assert_int_equal(seen.streamed_last, 2);
    assert_answer(204);
}

static void test_held_time_is_not_the_clients(void **state)
{
    (void)state;
    setting("body_grace_ms", "1");
    setting("body_min_rate", "100");
    reopen();
    seen.hold_each = true;
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
    while (seen.piece_us == 0 || clock_measure_us() - seen.piece_us < 60000)
        turns(1);
    seen.hold_each = false;
    client_say(c, "bc");
    request_hold(seen.stream, false);
    assert_answer(204);
}

static void test_the_client_leaves_in_a_stream(void **state)
{
    (void)state;
    client_say(c, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    turns(3);
    client_vanish(c);
    c = NULL;
    turns(3);
    assert_int_equal(seen.gone, 1);
    assert_int_equal(seen.streamed_last, 0);
}

static void test_the_client_leaves_before_the_reply(void **state)
{
    (void)state;
    say_later(2);
    /* Plain TCP cannot tell a client that left from one that only stopped sending; a reset can. */
    later_reply(1, "unread");
    if (!tls) {
        client_say(c, hello);
        turns(1);
        client_say(c, hello);
    }
    client_vanish(c);
    c = NULL;
    turns(5);
    if (tls) {
        assert_int_equal(seen.gone, 1);
        assert_null(request_find(seen.later[0]));
    } else {
        later_reply(0, "nobody reads this");
        turns(3);
    }
    assert_null(request_find(seen.later[1]));
    assert_int_equal(conns_open(), 0);
}

static void test_a_client_that_only_stops_sending_is_answered(void **state)
{
    (void)state;
    say_later(1);
    client_say(c, hello);
    client_shut(c);
    turns(3);
    later_reply(0, "still here");
    assert_text("still here");
    assert_answer(200);
    assert_true(client_ended(c));
}

static void test_a_body_cut_off(void **state)
{
    (void)state;
    client_say(c, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    client_shut(c);
    assert_answer_closes(400);
    assert_int_equal(seen.handled, 0);
}

static void test_a_head_cut_off(void **state)
{
    (void)state;
    client_say(c, "GET /hello HTTP/1.1\r\nHost:");
    client_shut(c);
    assert_true(client_ended(c));
    assert_int_equal(seen.handled, 0);
}

static void test_close_is_obeyed(void **state)
{
    (void)state;
    client_say(c, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    client_say(c, hello);
    assert_answer_closes(200);
    assert_int_equal(seen.handled, 1);
}

static void test_http_1_0(void **state)
{
    struct answer a;

    (void)state;
    client_say(c, "GET /hello HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    a = client_answer(c);
    assert_string_equal(answer_header(&a, "Connection"), "keep-alive");
    client_say(c, "GET /hello HTTP/1.0\r\nHost: a\r\n\r\n");
    assert_answer_closes(200);
}

static void test_the_head_deadline_is_absolute(void **state)
{
    (void)state;
    setting("head_timeout_ms", "60");
    reopen();
    client_say(c, "GET /hello HTTP/1.1\r\nX: ");
    while (!client_has_bytes(c)) { /* dripping does not move it */
        client_send(c, "x", 1);
        turns(50);
    }
    assert_answer_closes(408);
    assert_int_equal(seen.handled, 0);
}

static void test_the_idle_deadline(void **state)
{
    (void)state;
    setting("idle_timeout_ms", "40");
    reopen();
    client_say(c, hello);
    assert_answer(200);
    assert_true(client_ended(c));
}

static void test_a_slow_body(void **state)
{
    (void)state;
    setting("body_grace_ms", "50");
    setting("body_min_rate", "1000000");
    reopen();
    client_say(c, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
    assert_answer_closes(408);
    assert_int_equal(seen.handled, 0);
}

static void test_a_slow_handler_is_not_the_clients_fault(void **state)
{
    (void)state;
    setting("idle_timeout_ms", "20");
    setting("head_timeout_ms", "20");
    setting("body_grace_ms", "20");
    reopen();
    say_later(1);
    turns(20000);
    later_reply(0, "at last");
    assert_text("at last");
}

static bool is_gone(void *arg)
{
    (void)arg;
    return conns_open() == 0;
}

static void test_a_client_that_does_not_read(void **state)
{
    (void)state;
    setting("write_timeout_ms", "40");
    reopen();
    for (int i = 0; i < 32; i++)
        client_say(c, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    turns(10);
    assert_true(seen.handled < 4); /* no more is made than waits to be read */
    turns_until(is_gone, NULL);
}

static void test_large_replies_in_full(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        client_say(c, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < 3; i++) {
        struct answer a = client_answer(c);

        assert_int_equal(a.status, 200);
        assert_int_equal(a.body_n, 1024 * 1024);
        assert_true(a.body[0] == 'm' && memcmp(a.body, a.body + 1, a.body_n - 1) == 0);
    }
}

static void assert_lasting(void)
{
    struct answer a = client_answer(c);

    assert_int_equal(a.status, 200);
    assert_int_equal(a.body_n, 1024 * 1024);
    for (size_t i = 0; i < a.body_n; i++)
        if (a.body[i] != (char)('a' + i % 23))
            fail_msg("byte %zu is wrong", i);
}

/* Uncopied bodies between copied ones, in turn and out of turn. */
static void test_lasting_replies_in_full(void **state)
{
    static const char lasting[] = "GET /lasting HTTP/1.1\r\nHost: a\r\n\r\n";

    (void)state;
    client_say(c, lasting);
    client_say(c, hello);
    client_say(c, lasting);
    client_say(c, lasting);
    assert_lasting();
    assert_text("{\"hello\":true}");
    assert_lasting();
    assert_lasting();
    say_later(1);
    client_say(c, lasting);
    client_say(c, hello);
    turns(5);
    later_reply(0, "first");
    assert_text("first");
    assert_lasting();
    assert_text("{\"hello\":true}");
    client_say(c, "HEAD /lasting HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_answer_to_head(c).status, 200);
    client_say(c, "GET /lasting HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_lasting();
    assert_true(client_ended(c));
}

static void test_a_large_body(void **state)
{
    static char body[60 * 1024];
    struct answer a;

    (void)state;
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)('a' + i % 23);
    client_say(c, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 61440\r\n\r\n");
    client_send(c, body, sizeof body);
    a = client_answer(c);
    assert_int_equal(a.body_n, sizeof body);
    assert_memory_equal(a.body, body, sizeof body);
}

static void crowd_say(struct client *client, const char *framing, size_t n)
{
    static char body[60 * 1024];

    client_say(client, "POST /later HTTP/1.1\r\nHost: a\r\n");
    client_say(client, framing);
    client_send(client, body, n);
    turns(5);
}

static void test_bodies_together_are_bounded(void **state)
{
    struct client *first = c, *second = client_open(&routes_sink, tls);
    struct answer a;

    (void)state;
    setting("body_memory_max", "65536");
    crowd_say(first, "Content-Length: 61440\r\n\r\n", 61440);
    assert_int_equal(seen.n_later, 1);
    crowd_say(second, "Content-Length: 30000\r\n\r\n", 30000); /* refused before it is read */
    a = client_answer(second);
    assert_int_equal(a.status, 503);
    assert_string_equal(answer_header(&a, "Retry-After"), "1");
    /* The connection stays good; chunks are refused when they have come. */
    crowd_say(second, "Transfer-Encoding: chunked\r\n\r\n7530\r\n", 30000);
    c = second;
    assert_answer_closes(503);
    client_close(second);
    c = first;
    later_reply(0, "first");
    assert_text("first");
    crowd_say(c, "Content-Length: 61440\r\n\r\n", 61440); /* the room is free again */
    later_reply(1, "again");
    assert_text("again");
    setting("body_memory_max", "268435456");
}

/* Last: the connections that are open afterwards end with their next reply. */
static void test_drain(void **state)
{
    struct client *idle = client_open(&routes_sink, tls), *busy = c;

    (void)state;
    say_later(2);
    h1_drain();
    assert_true(client_ended(idle));
    client_close(idle);
    later_reply(0, "first");
    later_reply(1, "second");
    c = busy;
    assert_text("first");
    assert_answer_closes(200);
}

static int plain_set_up(void **state)
{
    routes_set_up();
    return server_set_up(state);
}

static int tls_set_up(void **state)
{
    tls = true;
    return server_set_up(state);
}

#define H1_TEST(test) cmocka_unit_test_setup_teardown(test, open_client, close_client)

int main(void)
{
    const struct CMUnitTest tests[] = {
        H1_TEST(test_fields_of_a_reply),
        H1_TEST(test_head_is_get_without_a_body),
        H1_TEST(test_byte_by_byte),
        H1_TEST(test_pipelined_in_one_piece),
        H1_TEST(test_replies_keep_the_order_of_requests),
        H1_TEST(test_pipelining_is_bounded),
        H1_TEST(test_bytes_ahead_are_bounded),
        H1_TEST(test_chunks),
        H1_TEST(test_a_malformed_chunk),
        H1_TEST(test_chunks_past_the_limit),
        H1_TEST(test_a_bad_head_ends_the_connection),
        H1_TEST(test_a_bad_head_waits_for_its_turn),
        H1_TEST(test_a_giant_head),
        H1_TEST(test_one_empty_line_is_skipped),
        H1_TEST(test_continue),
        H1_TEST(test_continue_waits_for_its_turn),
        H1_TEST(test_a_refused_expectation_closes),
        H1_TEST(test_streaming),
        H1_TEST(test_an_early_reply_to_a_short_upload_keeps_the_connection),
        H1_TEST(test_an_early_reply_to_a_large_upload_closes),
        H1_TEST(test_a_reply_in_the_middle_of_a_stream),
        H1_TEST(test_a_held_stream_stops_the_client),
        H1_TEST(test_a_hold_from_inside_a_piece),
        H1_TEST(test_held_time_is_not_the_clients),
        H1_TEST(test_the_client_leaves_in_a_stream),
        H1_TEST(test_the_client_leaves_before_the_reply),
        H1_TEST(test_a_client_that_only_stops_sending_is_answered),
        H1_TEST(test_a_body_cut_off),
        H1_TEST(test_a_head_cut_off),
        H1_TEST(test_close_is_obeyed),
        H1_TEST(test_http_1_0),
        H1_TEST(test_the_head_deadline_is_absolute),
        H1_TEST(test_the_idle_deadline),
        H1_TEST(test_a_slow_body),
        H1_TEST(test_a_slow_handler_is_not_the_clients_fault),
        H1_TEST(test_a_client_that_does_not_read),
        H1_TEST(test_large_replies_in_full),
        H1_TEST(test_lasting_replies_in_full),
        H1_TEST(test_a_large_body),
        H1_TEST(test_bodies_together_are_bounded),
        H1_TEST(test_drain),
    };
    int failed = cmocka_run_group_tests_name("plain", tests, plain_set_up, server_tear_down);

    return failed + cmocka_run_group_tests_name("tls", tests, tls_set_up, server_tear_down);
}
