/* Verifying, proving and exporting the books from the command line.
 *
 * Its one rule: an export is written aside and takes its name when it is whole. Called by the
 * commands ledger and audit. */
#include "book_run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book.h"
#include "call.h"
#include "command.h"

const struct flag book_flags[] = {
    {"from", "DAY", "first day of an export"},
    {"key", "HEX", "public keys to trust, with commas between them"},
    {"to", "DAY", "last day of an export"},
    {"transfer", "ID", "the transfer that a proof must be of"},
    {0},
};

static FILE *file_open(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);

    if (f == NULL)
        fprintf(stderr, "leadx: %s: %s\n", path, strerror(errno));
    return f;
}

static bool is_proof(FILE *f)
{
    static const char start[] = "leadx-proof ";
    char head[sizeof start] = "";

    if (fgets(head, sizeof head, f) == NULL)
        head[0] = '\0';
    rewind(f);
    return strcmp(head, start) == 0;
}

static void print_keys(const struct book_report *report, const struct book_keys *pinned)
{
    char key[2 * SIGN_PUBLIC + 1];

    for (size_t i = 0; i < report->keys.n; i++) {
        hex_encode(report->keys.key[i], SIGN_PUBLIC, key);
        printf("signed with %s%s\n", key,
               pinned != NULL ? "" : " (compare it with what the operator published)");
    }
}

static int report_show(const struct book_report *report, const struct book_keys *pinned)
{
    char head[2 * SHA256_SIZE + 1];

    fflush(stderr);
    if (report->problems > 0) {
        fprintf(stderr, "not verified: %" PRIu64 " problems\n", report->problems);
        return FAILED;
    }
    if (report->days == 0) {
        puts("verified: no day is closed and signed yet");
        return DONE;
    }
    hex_encode(report->head, SHA256_SIZE, head);
    printf("verified: %" PRIu64 " rows on %" PRIu64 " days, %s to %s%s\nhead %s\n", report->rows,
           report->days, report->first, report->last,
           report->whole ? ", from the first day on" : "", head);
    print_keys(report, pinned);
    return DONE;
}

int book_run_verify(const struct args *a)
{
    const char *trusted = args_value(a, "key");
    struct book_keys pinned;
    struct book_report report;
    FILE *f;
    int status;

    if (trusted != NULL && !book_keys_read(trusted, &pinned))
        return MISUSED;
    f = file_open(args_word(a, 1), "rb");
    if (f == NULL)
        return FAILED;
    if (is_proof(f) || args_given(a, "transfer")) {
        status = book_proof_verify(f, trusted != NULL ? &pinned : NULL, args_value(a, "transfer"))
                     ? DONE
                     : FAILED;
    } else {
        book_verify(f, trusted != NULL ? &pinned : NULL, &report);
        status = report_show(&report, trusted != NULL ? &pinned : NULL);
    }
    fclose(f);
    return status;
}

int book_run_prove(const struct args *a)
{
    FILE *f = file_open(args_word(a, 1), "rb");
    bool found;

    if (f == NULL)
        return FAILED;
    found = book_prove(f, args_word(a, 2), stdout);
    fclose(f);
    return found ? DONE : FAILED;
}

/* ---- export */

static void query_add(char *path, size_t size, const char *name, const char *value)
{
    size_t n = strlen(path);

    if (value != NULL && value[0] != '\0')
        snprintf(path + n, size - n, "%c%s=%s", strchr(path, '?') == NULL ? '?' : '&', name, value);
}

/* true: the last page is written. */
static bool pages_write(struct connection *c, const struct args *a, const char *path, FILE *out)
{
    char url[512], next[64] = "";
    struct answer answer;
    bool good;

    do {
        snprintf(url, sizeof url, "%s", path);
        query_add(url, sizeof url, "from", args_value(a, "from"));
        query_add(url, sizeof url, "to", args_value(a, "to"));
        query_add(url, sizeof url, "cursor", next);
        if (!call_or_say(c, "GET", url, NULL, NULL, &answer))
            return false;
        good = fwrite(answer.text, 1, answer.n, out) == answer.n;
        snprintf(next, sizeof next, "%s", answer.next);
        answer_free(&answer);
    } while (good && next[0] != '\0');
    if (!good)
        fprintf(stderr, "leadx: writing failed: %s\n", strerror(errno));
    return good;
}

/* Digits and hyphens: nothing that would change the address. */
static bool days_good(const struct args *a)
{
    static const char *const names[] = {"from", "to"};

    for (int i = 0; i < 2; i++) {
        const char *day = args_value(a, names[i]);

        if (day != NULL && day[strspn(day, "0123456789-")] != '\0') {
            fprintf(stderr, "leadx: --%s wants a day as 2026-11-21\n", names[i]);
            return false;
        }
    }
    return true;
}

int book_run_export(const struct args *a, const char *path)
{
    const char *name = args_word(a, 1);
    char aside[4096];
    struct connection c = {0};
    FILE *out;
    bool done = false;

    if (!days_good(a))
        return MISUSED;
    snprintf(aside, sizeof aside, "%s.part", name);
    out = file_open(aside, "wb");
    if (out == NULL)
        return FAILED;
    if (connection_open(&c, a, WHO_ADMIN))
        done = pages_write(&c, a, path, out);
    connection_close(&c);
    done = fclose(out) == 0 && done && rename(aside, name) == 0;
    if (done)
        printf("exported to %s; leadx %s verify %s verifies it\n", name,
               strstr(path, "audit") != NULL ? "audit" : "ledger", name);
    else
        unlink(aside);
    return done ? DONE : FAILED;
}
