/* One line an event, logfmt, to standard error:
 *   time=2026-11-21T10:00:00.000Z level=info subject=conn msg="closed: idle"
 *
 * Its one rule: a line is one write of printable text, whatever stood in the message; no personal
 * data is the caller's half of it. Every room calls this. */
#include "leadx/base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "leadx/base/clock.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/utf8.h"

enum {
    LOG_MESSAGE_MAX = 1024, /* longer messages are cut: a log line is not a dump */
    LOG_LINE_MAX = LOG_MESSAGE_MAX * 4 + 256,
};

static const char *const level_names[] = {"debug", "info", "warn", "error"};
static enum log_level least = LOG_INFO;
static char origin[24]; /* "worker=1 ", or nothing */

void log_set_level(enum log_level level)
{
    least = level;
}

void log_set_worker(int number)
{
    snprintf(origin, sizeof origin, "worker=%d ", number);
}

bool log_level_parse(const char *name, enum log_level *out)
{
    for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++)
        if (strcmp(name, level_names[i]) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    return false;
}

/* Control bytes as \xNN; bytes above ASCII stay when the whole text is harmless UTF-8. At most 4
 * bytes for one. */
static size_t log_escape(char *to, const char *from, size_t n)
{
    struct slice text = {from, n};
    bool harmless = utf8_valid(text) && !utf8_has_forbidden(text);
    char *start = to;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)from[i];

        if (c == '"' || c == '\\') {
            *to++ = '\\';
            *to++ = (char)c;
        } else if (c >= 0x20 && c != 0x7f && (c < 0x80 || harmless)) {
            *to++ = (char)c;
        } else {
            to += sprintf(to, "\\x%02x", c);
        }
    }
    return (size_t)(to - start);
}

static void __attribute__((format(printf, 3, 0)))
log_line(enum log_level level, const char *subject, const char *fmt, va_list args)
{
    char message[LOG_MESSAGE_MAX], line[LOG_LINE_MAX], time[TIMESTAMP_SIZE];
    int wrote = vsnprintf(message, sizeof message, fmt, args);
    size_t n = wrote < 0 ? 0 : (size_t)wrote;
    bool cut = n >= sizeof message;
    size_t at;

    if (cut)
        n = sizeof message - 1;
    at = (size_t)snprintf(line, 128, "time=%s level=%s %ssubject=%.32s msg=\"",
                          timestamp_format(clock_wall_ms(), time), level_names[level], origin,
                          subject);
    at += log_escape(line + at, message, n);
    at += (size_t)sprintf(line + at, "%s\"\n", cut ? " (cut)" : "");
    if (write(STDERR_FILENO, line, at) < 0)
        return; /* nowhere to complain to */
}

void log_write(enum log_level level, const char *subject, const char *fmt, ...)
{
    int saved = errno;
    va_list args;

    if (level < least)
        return;
    va_start(args, fmt);
    log_line(level, subject, fmt, args);
    va_end(args);
    errno = saved;
}

void log_fatal(const char *subject, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    log_line(LOG_ERROR, subject, fmt, args);
    va_end(args);
    exit(1);
}
