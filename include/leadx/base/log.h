/* One-line logs, logfmt, to standard error: time, level, subject, message. Never personal data. */
#ifndef LEADX_BASE_LOG_H
#define LEADX_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level level);
/* Which of several processes speaks: each line says worker=NUMBER. */
void log_set_worker(int number);
/* "debug", "info", "warn", "error"; false for anything else. */
bool log_level_parse(const char *name, enum log_level *out);
/* subject: what it is about ("conn", "writer"). Control bytes in the message are escaped. */
void log_write(enum log_level level, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_write(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)
/* The world is unusable at start (a bad setting, a missing file): says so and exits 1. */
void log_fatal(const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

#endif
