/* The gate against heads that the grammar forbids, and heads it must not refuse. Every case is also
 * cut at each byte: a part of a good head is never refused, and a bad one never becomes good. */
#include "leadx/http/gate.h"

#include "framing.h"
#include "support.h"

struct heads {
    const char *text;
    size_t n;
    enum gate want;
};

#define HEAD(text, want)                                                                           \
    {                                                                                              \
        text, sizeof(text) - 1, want                                                               \
    }
#define H "Host: a\r\n"

static const struct heads bad[] = {
    /* lines */
    HEAD("GET / HTTP/1.1\nHost: a\n\n", GATE_BARE_LF),
    HEAD("GET / HTTP/1.1\r\nHost: a\n\r\n", GATE_BARE_LF),
    HEAD("GET / HTTP/1.1\r\n" H "\n", GATE_BARE_LF),
    HEAD("\nGET / HTTP/1.1\r\n" H "\r\n", GATE_BARE_LF),
    HEAD("GET / HTTP/1.1\rHost: a\r\n\r\n", GATE_TARGET),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\rY: b\r\n\r\n", GATE_VALUE),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\r\r\n\r\n", GATE_VALUE),
    HEAD("GET / HTTP/1.1\r\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("\rGET / HTTP/1.1\r\n" H "\r\n", GATE_METHOD),
    /* request line */
    HEAD("GET\r\n" H "\r\n", GATE_METHOD),
    HEAD("GET /\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET  / HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /  HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET\t/\tHTTP/1.1\r\n" H "\r\n", GATE_METHOD),
    HEAD("GET /\tHTTP/1.1\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET\t/ HTTP/1.1\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD(" GET / HTTP/1.1\r\n" H "\r\n", GATE_METHOD),
    HEAD("GET / HTTP/1.1 \r\n" H "\r\n", GATE_TARGET),
    HEAD("GET / HTTP/1.1\t\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("G(T / HTTP/1.1\r\n" H "\r\n", GATE_METHOD),
    HEAD("G\x01T / HTTP/1.1\r\n" H "\r\n", GATE_METHOD),
    HEAD("G\0T / HTTP/1.1\r\n" H "\r\n", GATE_METHOD),
    HEAD("GETTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT / HTTP/1.1\r\n" H "\r\n", GATE_METHOD),
    HEAD("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", GATE_METHOD),
    /* version */
    HEAD("GET / HTTP/2.0\r\n" H "\r\n", GATE_VERSION_OTHER),
    HEAD("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", GATE_TARGET),
    HEAD("GET / HTTP/0.9\r\n" H "\r\n", GATE_VERSION_OTHER),
    HEAD("GET / HTTP/1.2\r\n" H "\r\n", GATE_VERSION_OTHER),
    HEAD("GET / HTTP/1.10\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET / HTTP/1\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET / HTTP/11\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET / http/1.1\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET / HTTP/1.+\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET / HTTP/A.1\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET / HTTPS/1.1\r\n" H "\r\n", GATE_VERSION_FORM),
    HEAD("GET / ICAP/1.0\r\n" H "\r\n", GATE_VERSION_FORM),
    /* target */
    HEAD("GET a HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET * HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /# HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /?a#b HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /a b HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /%zz HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /%4 HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /% HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /\\ HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /<a> HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /\x7f HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /?\x01 HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET /a\0b HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET ftp://a/ HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET http:// HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET http://a@b/ HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("GET http:///x HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    HEAD("CONNECT a:443 HTTP/1.1\r\n" H "\r\n", GATE_TARGET),
    /* fields */
    HEAD("GET / HTTP/1.1\r\n" H "X : a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "X\t: a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H ": a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "X\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "X Y: a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "X\0: a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "X\x80: a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "X@: a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "\"X\": a\r\n\r\n", GATE_NAME),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\0b\r\n\r\n", GATE_VALUE),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\x01\r\n\r\n", GATE_VALUE),
    HEAD("GET / HTTP/1.1\r\n" H "X: \x1b[2J\r\n\r\n", GATE_VALUE),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\x7f\r\n\r\n", GATE_VALUE),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\x0b\r\n\r\n", GATE_VALUE),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", GATE_FOLDED),
    HEAD("GET / HTTP/1.1\r\n" H "X: a\r\n\tb\r\n\r\n", GATE_FOLDED),
    HEAD("GET / HTTP/1.1\r\n " H "\r\n", GATE_FOLDED),
    HEAD("GET / HTTP/1.1\r\n" H " \r\n\r\n", GATE_FOLDED),
    /* Host */
    HEAD("GET / HTTP/1.1\r\n\r\n", GATE_HOST_MISSING),
    HEAD("GET / HTTP/1.0\r\n\r\n", GATE_HOST_MISSING),
    HEAD("GET / HTTP/1.1\r\nHosts: a\r\n\r\n", GATE_HOST_MISSING),
    HEAD("GET / HTTP/1.1\r\n" H H "\r\n", GATE_HOST_TWICE),
    HEAD("GET / HTTP/1.1\r\n" H "HOST: b\r\n\r\n", GATE_HOST_TWICE),
    HEAD("GET / HTTP/1.1\r\nHost:\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: a,b\r\nHost: c\r\n\r\n", GATE_HOST_TWICE),
    HEAD("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: :80\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: []\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: a\x80\r\n\r\n", GATE_HOST_FORM),
    HEAD("GET / HTTP/1.1\r\nHost: %4\r\n\r\n", GATE_HOST_FORM),
    /* framing */
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
         GATE_LENGTH_TWICE),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 1\r\ncontent-length: 2\r\n\r\n",
         GATE_LENGTH_TWICE),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 1, 1\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: +1\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 0x1\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 1 1\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 1.0\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: \"1\"\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 99999999999999999999\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 18446744073709551617\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: \xd9\xa1\r\n\r\n", GATE_LENGTH_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         GATE_CODING_LENGTH),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
         GATE_CODING_LENGTH),
    HEAD("POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n", GATE_CODING_OLD),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, chunked\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, identity\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked;q=1\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: \"chunked\"\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: \x0b"
         "chunked\r\n\r\n",
         GATE_VALUE),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding:\r\n chunked\r\n\r\n", GATE_CODING_FORM),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
         GATE_CODING_TWICE),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n\r\n", GATE_NAME),
};

static const struct heads good[] = {
    HEAD("GET / HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("GET / HTTP/1.0\r\n" H "\r\n", GATE_OK),
    HEAD("HEAD /v1/leads?limit=5&cursor=a%2Fb HTTP/1.1\r\nhost: localhost:8443\r\n\r\n", GATE_OK),
    HEAD("OPTIONS * HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("BREW /pot HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("GET https://example.com:8443/v1/me?x HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("GET HTTP://example.com HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("GET http://example.com?q=1 HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("GET /?lead[phone]=1|2&{x}=`~^\\\"<> HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("GET /-._~!$&'()*+,;=:@/a//b%20c HTTP/1.1\r\n" H "\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\nHost: [::1]:8443\r\n\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\nHost: 203.0.113.7\r\n\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\nHost: a:\r\n\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\nHost:\ta \t\r\n\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\n" H "X:\r\nY:  \r\nZ:\ta\tb \r\n\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\n" H "X: caf\xc3\xa9\r\n\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\n" H "!#$%&'*+-.^_`|~9a: 1\r\n\r\n", GATE_OK),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", GATE_OK),
    HEAD("POST / HTTP/1.1\r\n" H "Content-Length: 007\r\n\r\n", GATE_OK),
    HEAD("POST / HTTP/1.1\r\n" H "Transfer-Encoding: Chunked\r\n\r\n", GATE_OK),
    HEAD("GET / HTTP/1.1\r\n" H "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
         GATE_OK),
};

static enum gate judge(const char *text, size_t n, struct gate_head *out)
{
    static struct request_header headers[REQUEST_HEADERS_MAX];
    size_t scanned = 0, length = 0;
    char *copy = test_malloc(n); /* exact, so that a sanitizer sees a byte too far */
    enum gate gate;

    memcpy(copy, text, n);
    out->headers = headers;
    gate = gate_scan((struct slice){copy, n}, &scanned, &length);
    if (gate == GATE_OK)
        gate = gate_parse((struct slice){copy, length}, out);
    test_free(copy);
    return gate;
}

static void test_bad_heads_are_refused(void **state)
{
    struct gate_head head;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        enum gate got = judge(bad[i].text, bad[i].n, &head);

        if (got != bad[i].want)
            fail_msg("%zu: %s: got %s, want %s", i, bad[i].text, gate_name(got),
                     gate_name(bad[i].want));
    }
}

static void test_good_heads_pass_and_llhttp_agrees(void **state)
{
    struct gate_head head;
    struct framing framing = {0};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        enum gate got = judge(good[i].text, good[i].n, &head);

        if (got != GATE_OK)
            fail_msg("%zu: %s: got %s", i, good[i].text, gate_name(got));
        if (head.method == METHOD_OTHER)
            continue;
        if (!framing_begin(&framing, (struct slice){good[i].text, good[i].n}, &head))
            fail_msg("%zu: %s: llhttp disagrees", i, good[i].text);
    }
}

static void test_a_part_of_a_good_head_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        size_t scanned = 0, length = 0;

        for (size_t n = 0; n < good[i].n; n++)
            assert_int_equal(gate_scan((struct slice){good[i].text, n}, &scanned, &length),
                             GATE_MORE);
        assert_int_equal(gate_scan((struct slice){good[i].text, good[i].n}, &scanned, &length),
                         GATE_OK);
        assert_int_equal(length, good[i].n);
    }
}

static void test_a_bad_head_stays_bad_however_it_arrives(void **state)
{
    struct gate_head head;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        size_t scanned = 0, length = 0;
        enum gate gate = GATE_MORE;

        for (size_t n = 1; n <= bad[i].n && gate == GATE_MORE; n++)
            gate = gate_scan((struct slice){bad[i].text, n}, &scanned, &length);
        if (gate == GATE_OK)
            gate = judge(bad[i].text, length, &head);
        assert_int_not_equal(gate, GATE_OK);
        assert_int_not_equal(gate, GATE_MORE);
    }
}

static void test_size_limits(void **state)
{
    static char text[GATE_HEAD_MAX + 100];
    struct gate_head head;
    size_t n;

    (void)state;
    memset(text, 'a', sizeof text);
    assert_int_equal(judge(text, GATE_HEAD_MAX - 1, &head), GATE_MORE);
    assert_int_equal(judge(text, GATE_HEAD_MAX, &head), GATE_HEAD_LARGE);
    n = (size_t)sprintf(text, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    memset(text + n, 'x', GATE_HEAD_MAX - n - 4);
    memcpy(text + GATE_HEAD_MAX - 4, "\r\n\r\n", 4);
    assert_int_equal(judge(text, GATE_HEAD_MAX, &head), GATE_OK);
    memcpy(text + GATE_HEAD_MAX - 4, "x\r\n\r\n", 5);
    assert_int_equal(judge(text, GATE_HEAD_MAX + 1, &head), GATE_HEAD_LARGE);
    n = (size_t)sprintf(text, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 63; i++)
        n += (size_t)sprintf(text + n, "X: 1\r\n");
    memcpy(text + n, "\r\n", 2);
    assert_int_equal(judge(text, n + 2, &head), GATE_OK);
    memcpy(text + n, "X: 1\r\n\r\n", 8);
    assert_int_equal(judge(text, n + 8, &head), GATE_FIELDS_MANY);
}

static void test_what_a_head_says(void **state)
{
    static const char text[] = "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n"
                               "Expect: 100-Continue\r\nConnection: keep-alive, Close\r\n\r\n";
    struct gate_head head;

    (void)state;
    assert_int_equal(judge(text, sizeof text - 1, &head), GATE_OK);
    assert_int_equal(head.method, METHOD_POST);
    assert_int_equal(head.minor, 1);
    assert_int_equal(head.n_headers, 4);
    assert_true(head.has_length && head.length == 12 && !head.chunked);
    assert_true(head.expects_continue);
    assert_false(head.keep_alive);
}

static void test_who_keeps_the_connection(void **state)
{
    struct gate_head head;

    (void)state;
    assert_int_equal(judge("GET / HTTP/1.1\r\n" H "\r\n", 27, &head), GATE_OK);
    assert_true(head.keep_alive);
    assert_int_equal(judge("GET / HTTP/1.0\r\n" H "\r\n", 27, &head), GATE_OK);
    assert_false(head.keep_alive);
    assert_int_equal(judge("GET / HTTP/1.0\r\n" H "Connection: keep-alive\r\n\r\n", 51, &head),
                     GATE_OK);
    assert_true(head.keep_alive);
}

static void test_every_refusal_has_its_words(void **state)
{
    (void)state;
    for (int gate = GATE_OK; gate < GATE_COUNT; gate++) {
        assert_non_null(gate_name(gate));
        if (gate > GATE_MORE)
            assert_true(strlen(gate_sentence(gate)) > 10 &&
                        error_row(gate_error(gate))->status >= 400);
    }
    assert_int_equal(error_row(gate_error(GATE_HEAD_LARGE))->status, 431);
    assert_int_equal(error_row(gate_error(GATE_VERSION_OTHER))->status, 505);
    assert_int_equal(error_row(gate_error(GATE_CODING_LENGTH))->status, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_heads_are_refused),
        cmocka_unit_test(test_good_heads_pass_and_llhttp_agrees),
        cmocka_unit_test(test_a_part_of_a_good_head_waits),
        cmocka_unit_test(test_a_bad_head_stays_bad_however_it_arrives),
        cmocka_unit_test(test_size_limits),
        cmocka_unit_test(test_what_a_head_says),
        cmocka_unit_test(test_who_keeps_the_connection),
        cmocka_unit_test(test_every_refusal_has_its_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
