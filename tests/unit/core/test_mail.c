/* Messages: ASCII, short lines, and no header but ours whatever is put in. */
#include "leadx/core/mail.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"
#include "support.h"

static char *written(struct slice subject, struct slice name, struct slice body)
{
    struct mail mail = {.from = "no-reply@leadx.example",
                        .to = "sales@acme.example",
                        .from_name = name,
                        .subject = subject,
                        .message_id = "msg_1@leadx",
                        .at_ms = INT64_C(1795255200123),
                        .plain = body,
                        .html = body,
                        .boundary = "b0und"};
    struct buf b;
    char *text;

    buf_init(&b, 0);
    mail_write(&b, &mail);
    assert_false(b.overflow);
    text = mem_text(b.p, b.n);
    buf_free(&b);
    return text;
}

static void test_a_plain_message(void **state)
{
    char *text = written(SLICE("Lead sold"), SLICE("leadx"), SLICE("hello"));

    (void)state;
    assert_string_equal(text, "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
                              "From: leadx\r\n <no-reply@leadx.example>\r\n"
                              "To: <sales@acme.example>\r\n"
                              "Subject: Lead sold\r\n"
                              "Message-ID: <msg_1@leadx>\r\nMIME-Version: 1.0\r\n"
                              "Auto-Submitted: auto-generated\r\n"
                              "Content-Type: multipart/alternative;\r\n boundary=\"b0und\"\r\n\r\n"
                              "--b0und\r\nContent-Type: text/plain; charset=utf-8\r\n"
                              "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n"
                              "--b0und\r\nContent-Type: text/html; charset=utf-8\r\n"
                              "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b0und--\r\n");
    free(text);
}

/* Whatever is in subject and name: ASCII, CRLF, lines under 79, and the same headers. */
static void check_shape(const char *text)
{
    size_t headers = 0, line = 0;

    for (const char *c = text; *c != '\0'; c++) {
        assert_true((*c >= ' ' && *c <= '~') || *c == '\r' || *c == '\n');
        assert_int_equal(*c == '\n', c > text && c[-1] == '\r');
        line = *c == '\n' ? 0 : line + 1;
        assert_true(line <= 79);
    }
    for (const char *at = text; strncmp(at, "\r\n", 2) != 0; at = strstr(at, "\r\n") + 2)
        headers += at[0] != ' ';
    assert_int_equal(headers, 8);
}

static void test_nothing_begins_another_header(void **state)
{
    static const char *const bad[] = {
        "x\r\nBcc: all@example.com",
        "x\nBcc: all@example.com",
        "x\r\n\r\nbody",
        "=?UTF-8?B?eA==?=",
        "Продано: ремонт квартиры в Москве, три комнаты, срочно, сегодня же, до вечера",
        "\xff\xfe\x80 not utf-8",
        "a\"b<c>d,e;f:g",
        "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5"
        "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5"
        "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5",
        "                                                                              long",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        char *text = written(slice_of(bad[i]), slice_of(bad[i]), slice_of(bad[i]));

        check_shape(text);
        assert_null(strstr(text, "Bcc"));
        free(text);
    }
}

static void test_long_bodies_are_cut_into_lines(void **state)
{
    char body[5000], *text;

    (void)state;
    memset(body, '.', sizeof body);
    text = written(SLICE("x"), SLICE(""), (struct slice){body, sizeof body});
    check_shape(text);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_plain_message),
        cmocka_unit_test(test_nothing_begins_another_header),
        cmocka_unit_test(test_long_bodies_are_cut_into_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
