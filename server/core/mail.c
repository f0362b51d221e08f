/* Builds a multipart/alternative message.
 *
 * Its one rule: nothing from outside reaches the message as it is: names and subjects become
 * encoded words, bodies base64; addresses were checked and are asserted to be plain. Called by
 * app/delivery_mail. */
#include "leadx/core/mail.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "leadx/base/base64.h"
#include "leadx/base/utf8.h"

enum { WORD_BYTES = 42, LINE_BYTES = 57 }; /* 42 bytes: 56 characters in a word of 68; 57: 76 */

/* Letters that may stand in a subject as they are; '=' and '?' would look like encoded words. */
static bool is_plain(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~' || strchr("=?\"\\<>@,;:()[]", s.p[i]) != NULL)
            return false;
    return s.n <= 60;
}

/* As many whole characters as fit; something that is not UTF-8 goes byte by byte. */
static size_t word_length(struct slice s)
{
    size_t n = 0;

    while (n < s.n) {
        size_t one = utf8_sequence(s.p + n, s.n - n);

        one = one == 0 ? 1 : one;
        if (n + one > WORD_BYTES)
            break;
        n += one;
    }
    return n;
}

/* RFC 2047: words of at most 75 characters, each on a line of its own. */
static void add_words(struct buf *out, struct slice s)
{
    char text[BASE64_LENGTH(WORD_BYTES) + 1];
    const char *between = "";

    if (is_plain(s)) {
        buf_add_slice(out, s);
        return;
    }
    while (s.n > 0) {
        size_t n = word_length(s);

        base64_encode(s.p, n, text);
        buf_printf(out, "%s=?UTF-8?B?%s?=", between, text);
        between = "\r\n ";
        s = (struct slice){s.p + n, s.n - n};
    }
}

static bool address_plain(const char *a)
{
    for (const char *c = a; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~' || strchr("<>,;\"\\()", *c) != NULL)
            return false;
    return strchr(a, '@') != NULL && strlen(a) <= 254;
}

static void add_date(struct buf *out, int64_t at_ms)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t at = (time_t)(at_ms / 1000);
    struct tm tm;

    gmtime_r(&at, &tm);
    buf_printf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
               months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void add_part(struct buf *out, const char *boundary, const char *type, struct slice body)
{
    char line[BASE64_LENGTH(LINE_BYTES) + 1];

    buf_printf(out,
               "--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: "
               "base64\r\n\r\n",
               boundary, type);
    for (size_t at = 0; at < body.n; at += LINE_BYTES) {
        size_t n = body.n - at < LINE_BYTES ? body.n - at : LINE_BYTES;

        base64_encode(body.p + at, n, line);
        buf_printf(out, "%s\r\n", line);
    }
}

static void add_addresses(struct buf *out, const struct mail *mail)
{
    assert(address_plain(mail->from) && address_plain(mail->to));
    buf_add_str(out, "From: ");
    if (mail->from_name.n > 0) {
        add_words(out, mail->from_name);
        buf_add_str(out, "\r\n ");
    }
    buf_printf(out, "<%s>\r\nTo: <%s>\r\nSubject: ", mail->from, mail->to);
    add_words(out, mail->subject);
    buf_add_str(out, "\r\n");
}

void mail_write(struct buf *out, const struct mail *mail)
{
    add_date(out, mail->at_ms);
    add_addresses(out, mail);
    buf_printf(out, "Message-ID: <%s>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n",
               mail->message_id);
    if (mail->header.n > 0)
        buf_printf(out, "%.*s: %.*s\r\n", (int)mail->header.n, mail->header.p, (int)mail->value.n,
                   mail->value.p);
    buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
               mail->boundary);
    add_part(out, mail->boundary, "text/plain", mail->plain);
    add_part(out, mail->boundary, "text/html", mail->html);
    buf_printf(out, "--%s--\r\n", mail->boundary);
}
