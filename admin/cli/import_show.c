/* Progress on standard error, sums on standard output. Called by import_run.c. */
#include "import_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "amount.h"

enum { BAR_MS = 200, LINE_MS = 5000, BAR_MIN = 5, BAR_MAX = 20 };

int64_t show_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void show_begin(struct show *s, const struct counts *c, uint64_t offset, uint64_t size)
{
    const char *term = getenv("TERM");

    *s = (struct show){
        .began_ms = show_now_ms(), .began_rows = c->rows, .began_offset = offset, .size = size};
    s->last_ms = s->began_ms;
    s->terminal = isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
}

/* "12,345" */
static const char *grouped(uint64_t n, char out[32])
{
    char plain[24];
    int length = snprintf(plain, sizeof plain, "%" PRIu64, n), to = 0;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            out[to++] = ',';
        out[to++] = plain[i];
    }
    out[to] = '\0';
    return out;
}

static uint64_t rows_a_second(const struct show *s, const struct counts *c, int64_t now_ms)
{
    int64_t took_ms = now_ms - s->began_ms;

    return took_ms <= 0 ? 0 : (c->rows - s->began_rows) * 1000 / (uint64_t)took_ms;
}

/* "1:05", "2:03:00"; "?" while nothing is known. */
static const char *left(const struct show *s, uint64_t offset, int64_t now_ms, char out[32])
{
    uint64_t done = offset - s->began_offset, rest = s->size - offset, seconds;

    if (offset <= s->began_offset)
        return "?";
    seconds = (uint64_t)(now_ms - s->began_ms) * rest / done / 1000;
    if (seconds < 3600)
        snprintf(out, 32, "%" PRIu64 ":%02" PRIu64, seconds / 60, seconds % 60);
    else
        snprintf(out, 32, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, seconds / 3600, seconds / 60 % 60,
                 seconds % 60);
    return out;
}

/* Columns of the terminal; a line that is longer would be drawn below itself. */
static size_t columns(void)
{
    struct winsize w;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

/* As much of a bar as the line leaves room for. */
static void draw_bar(struct show *s, const struct counts *c, uint64_t offset, int64_t now_ms)
{
    char rows[32], speed[32], sold[32], refused[32], time[32], bar[BAR_MAX + 1], line[256];
    unsigned per_cent = s->size == 0 ? 100 : (unsigned)(offset * 100 / s->size);
    size_t room = columns(), n, width;

    n = (size_t)snprintf(
        line, sizeof line, "%u%%  %s rows  %s/s  sold %s  refused %s  left %s%s%s", per_cent,
        grouped(c->rows, rows), grouped(rows_a_second(s, c, now_ms), speed),
        grouped(c->by[OUTCOME_SOLD], sold), grouped(c->by[OUTCOME_REFUSED], refused),
        left(s, offset, now_ms, time), s->note != NULL ? "  " : "", s->note != NULL ? s->note : "");
    width = room > n + 4 ? room - n - 4 : 0;
    width = width > BAR_MAX ? BAR_MAX : width;
    for (size_t i = 0; i < width; i++)
        bar[i] = i * 100 < per_cent * width ? '#' : '.';
    bar[width] = '\0';
    fprintf(stderr, width < BAR_MIN ? "\r\033[K%.0s%.*s" : "\r\033[K[%s] %.*s", bar,
            (int)(room > 1 ? room - 1 : 1), line);
    fflush(stderr);
    s->drawn = true;
}

void show_step(struct show *s, const struct counts *c, uint64_t offset)
{
    int64_t now_ms = show_now_ms();
    char rows[32], speed[32], time[32];

    if (now_ms - s->last_ms < (s->terminal ? BAR_MS : LINE_MS))
        return;
    s->last_ms = now_ms;
    if (s->terminal)
        draw_bar(s, c, offset, now_ms);
    else
        fprintf(stderr, "%s rows, %s/s, left %s%s%s\n", grouped(c->rows, rows),
                grouped(rows_a_second(s, c, now_ms), speed), left(s, offset, now_ms, time),
                s->note != NULL ? ", " : "", s->note != NULL ? s->note : "");
}

void show_end(struct show *s)
{
    if (s->drawn)
        fputs("\r\033[K", stderr);
    s->drawn = false;
}

static void print_outcome(const struct counts *c, enum outcome outcome, const char *label)
{
    char n[32];

    if (c->by[outcome] == 0 && outcome == OUTCOME_REVIEW)
        return;
    printf("  %-10s %10s\n", label, grouped(c->by[outcome], n));
    for (size_t i = 0; outcome != OUTCOME_DUPLICATE && i < c->n_codes; i++)
        if (c->codes[i].outcome == outcome)
            printf("    %-22s %6s\n", c->codes[i].code, grouped(c->codes[i].n, n));
}

static void print_payout(const struct counts *c)
{
    char text[64];

    for (size_t i = 0; i < c->n_payout; i++) {
        json_t *money = amount_make(c->payout[i].minor, c->payout[i].currency);

        printf("  %-10s %s\n", "payout", amount_show(money, text, sizeof text));
        json_decref(money);
    }
}

void show_summary(const struct show *s, const struct counts *c, const char *errors, bool json)
{
    static const char *const labels[OUTCOMES] = {"sold", "open", "in review", "duplicate",
                                                 "refused"};
    int64_t now_ms = show_now_ms();
    char n[32], more[32];

    if (json) {
        json_t *sums = counts_json(c);

        if (errors != NULL)
            json_object_set_new(sums, "errors", json_string(errors));
        json_dumpf(sums, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(sums);
        return;
    }
    printf("  %-10s %10s\n", "read", grouped(c->rows, n));
    for (enum outcome o = 0; o < OUTCOMES; o++)
        print_outcome(c, o, labels[o]);
    printf("  %-10s %10s\n", "sales", grouped(c->sales, n));
    print_payout(c);
    if (errors != NULL)
        printf("Refused rows stand in %s: correct them there and import that file.\n", errors);
    fprintf(stderr, "%s rows in %.1f s, %s a second\n", grouped(c->rows - s->began_rows, n),
            (double)(now_ms - s->began_ms) / 1000, grouped(rows_a_second(s, c, now_ms), more));
}
