/* Bodies: what belongs to a request and what to the next, cut at every byte; chunks that are none.
 */
#include "framing.h"

#include "support.h"

static char seen[256];
static size_t seen_n;

static enum framing_wish on_piece(void *arg, struct slice piece)
{
    (void)arg;
    assert_true(seen_n + piece.n < sizeof seen);
    memcpy(seen + seen_n, piece.p, piece.n);
    seen_n += piece.n;
    return FRAMING_GO_ON;
}

static void begin(struct framing *f, const char *field)
{
    static struct request_header headers[REQUEST_HEADERS_MAX];
    struct gate_head gate = {.headers = headers};
    static char head[512];
    int n = snprintf(head, sizeof head, "POST / HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n", field);

    seen_n = 0;
    *f = (struct framing){.on_piece = on_piece};
    assert_int_equal(gate_parse((struct slice){head, (size_t)n}, &gate), GATE_OK);
    assert_true(framing_begin(f, (struct slice){head, (size_t)n}, &gate));
}

/* Feeds in two parts; returns the last step and how many bytes were used in all. */
static enum framing_step feed(struct framing *f, const char *p, size_t n, size_t cut, size_t *used)
{
    enum framing_step step = framing_feed(f, (struct slice){p, cut}, used);
    size_t more = 0;

    if (step != FRAMING_MORE)
        return step;
    assert_int_equal(*used, cut);
    step = framing_feed(f, (struct slice){p + cut, n - cut}, &more);
    *used += more;
    return step;
}

static void test_chunks_cut_anywhere(void **state)
{
    static const char body[] = "4\r\nWiki\r\n5;x=\"y z\"\r\npedia\r\n0\r\nT: 1\r\n\r\nGET";
    struct framing f;
    size_t used;

    (void)state;
    for (size_t cut = 0; cut < sizeof body; cut++) {
        begin(&f, "Transfer-Encoding: chunked");
        assert_int_equal(feed(&f, body, sizeof body - 1, cut, &used), FRAMING_DONE);
        assert_int_equal(used, sizeof body - 1 - 3);
        assert_int_equal(seen_n, 9);
        assert_memory_equal(seen, "Wikipedia", 9);
    }
}

static void test_a_length_cut_anywhere(void **state)
{
    static const char body[] = "Wikipedia\r\nGET";
    struct framing f;
    size_t used;

    (void)state;
    for (size_t cut = 0; cut < sizeof body; cut++) {
        begin(&f, "Content-Length: 9");
        assert_int_equal(feed(&f, body, sizeof body - 1, cut, &used), FRAMING_DONE);
        assert_int_equal(used, 9);
        assert_memory_equal(seen, "Wikipedia", 9);
    }
}

static void test_no_body_is_complete_with_its_head(void **state)
{
    struct framing f;
    size_t used;

    (void)state;
    begin(&f, "Content-Length: 0");
    assert_true(f.done);
    assert_int_equal(framing_feed(&f, SLICE("GET"), &used), FRAMING_DONE);
    assert_int_equal(used, 0);
    begin(&f, "X: 1");
    assert_true(f.done);
    begin(&f, "Connection: Upgrade\r\nUpgrade: websocket");
    assert_true(f.done);
    begin(&f, "Connection: close");
    assert_true(f.done);
}

#define BODY(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static void test_malformed_chunks(void **state)
{
    static const struct slice bad[] = {
        BODY("0x4\r\nabcd\r\n0\r\n\r\n"),
        BODY("+4\r\nabcd\r\n0\r\n\r\n"),
        BODY("-4\r\nabcd\r\n0\r\n\r\n"),
        BODY(" 4\r\nabcd\r\n0\r\n\r\n"),
        BODY("4 \r\nabcd\r\n0\r\n\r\n"),
        BODY("4\t\r\nabcd\r\n0\r\n\r\n"),
        BODY("4\nabcd\r\n0\r\n\r\n"),
        BODY("4\r\nabcd\n0\r\n\r\n"),
        BODY("4\r\nabcd0\r\n\r\n"),
        BODY("4\r\nabcde\r\n0\r\n\r\n"),
        BODY("4\rabcd\r\n0\r\n\r\n"),
        BODY("4;a\nabcd\r\n0\r\n\r\n"),
        BODY("4;a\rX\r\nabcd\r\n0\r\n\r\n"),
        BODY("4;a\0b\r\nabcd\r\n0\r\n\r\n"),
        BODY("\r\nabcd\r\n0\r\n\r\n"),
        BODY("g\r\n"),
        BODY("FFFFFFFFFFFFFFFFF\r\nabcd"),
        BODY("0\r\n\nGET"),
        BODY("0\r\n\rGET"),
        BODY("0\r\nX: y\n\r\nGET"),
        BODY("0\r\nX: y\rZ: 1\r\n\r\nGET"),
        BODY("0\r\nX : y\r\n\r\nGET"),
        BODY("0\r\nX: \0\r\n\r\nGET"),
        BODY("0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        BODY("0\r\nContent-Length: x\r\n\r\n"),
    };
    struct framing f;
    size_t used;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (size_t cut = 0; cut <= bad[i].n; cut++) {
            begin(&f, "Transfer-Encoding: chunked");
            if (feed(&f, bad[i].p, bad[i].n, cut, &used) != FRAMING_BAD)
                fail_msg("%zu cut at %zu: %s", i, cut, bad[i].p);
        }
    }
}

static void test_extensions_and_trailers_are_few(void **state)
{
    static char flood[64 * 1024];
    struct framing f;
    size_t used;

    (void)state;
    memset(flood, 'a', sizeof flood);
    memcpy(flood, "4;", 2);
    begin(&f, "Transfer-Encoding: chunked");
    assert_int_equal(framing_feed(&f, (struct slice){flood, sizeof flood}, &used), FRAMING_BAD);
    memcpy(flood, "0\r\nX:", 5);
    begin(&f, "Transfer-Encoding: chunked");
    assert_int_equal(framing_feed(&f, (struct slice){flood, sizeof flood}, &used), FRAMING_BAD);
}

static enum framing_wish on_piece_stop(void *arg, struct slice piece)
{
    (void)arg;
    (void)piece;
    return FRAMING_STOP;
}

static enum framing_wish on_piece_wait(void *arg, struct slice piece)
{
    on_piece(arg, piece);
    return FRAMING_WAIT;
}

/* Feeds until the message is complete; returns how often it paused. */
static int feed_with_pauses(struct framing *f, struct slice bytes)
{
    int pauses = 0;
    size_t used;

    while (framing_feed(f, bytes, &used) == FRAMING_PAUSED) {
        bytes.p += used;
        bytes.n -= used;
        pauses++;
    }
    assert_true(f->done);
    assert_int_equal(bytes.n - used, 3);
    return pauses;
}

static void test_who_takes_pieces_may_wait(void **state)
{
    struct framing f;

    (void)state;
    begin(&f, "Transfer-Encoding: chunked");
    f.on_piece = on_piece_wait;
    assert_int_equal(feed_with_pauses(&f, SLICE("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\nGET")), 2);
    assert_memory_equal(seen, "abcd", 4);
    begin(&f, "Content-Length: 4");
    f.on_piece = on_piece_wait;
    assert_int_equal(feed_with_pauses(&f, SLICE("abcdGET")), 1);
    assert_memory_equal(seen, "abcd", 4);
}

static void test_a_pause_at_the_end_needs_no_more_bytes(void **state)
{
    struct framing f;
    size_t used;

    (void)state;
    begin(&f, "Content-Length: 4");
    f.on_piece = on_piece_wait;
    assert_int_equal(framing_feed(&f, SLICE("abcd"), &used), FRAMING_PAUSED);
    assert_int_equal(used, 4);
    assert_int_equal(framing_feed(&f, SLICE(""), &used), FRAMING_DONE);
    assert_int_equal(used, 0);
}

static void test_who_takes_pieces_may_stop(void **state)
{
    struct framing f;
    size_t used;

    (void)state;
    begin(&f, "Transfer-Encoding: chunked");
    f.on_piece = on_piece_stop;
    assert_int_equal(framing_feed(&f, SLICE("4\r\nabcd\r\n"), &used), FRAMING_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chunks_cut_anywhere),
        cmocka_unit_test(test_a_length_cut_anywhere),
        cmocka_unit_test(test_no_body_is_complete_with_its_head),
        cmocka_unit_test(test_malformed_chunks),
        cmocka_unit_test(test_extensions_and_trailers_are_few),
        cmocka_unit_test(test_who_takes_pieces_may_stop),
        cmocka_unit_test(test_who_takes_pieces_may_wait),
        cmocka_unit_test(test_a_pause_at_the_end_needs_no_more_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
