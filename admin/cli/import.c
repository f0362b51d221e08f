/* leadx import: an agency's CSV becomes leads.
 *
 * Reads the command line, looks at the file, agrees on its columns and hands over to import_run.c.
 * Its one rule: nothing is sent before it is clear what every column means and where it would go on
 * after an interruption. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "call.h"
#include "command.h"
#include "import_run.h"
#include "problem.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"niche", "NAME", "the niche of every lead"},
    {"source", "NAME", "where they come from; a new name makes a new source"},
    {"map", "COL=FIELD,…", "read a column as that field (- = not at all; #3 = the third)"},
    {"set", "FIELD=VALUE", "the same in every row that does not say otherwise"},
    {"consent-text", "TEXT", "--set consent_text=TEXT"},
    {"consent-given-at", "TIME", "--set consent_given_at=TIME"},
    {"encoding", "NAME", "auto, utf-8, windows-1251, … (default auto)"},
    {"separator", "CHAR", "auto, ',', ';', '|' or tab (default auto)"},
    {"dates", "ORDER", "of 03/04/2026: dmy or mdy; auto reads 2026-04-03 and 03.04.2026"},
    {"zone", "OFFSET", "of times that have none: Z or +03:00 (default Z)"},
    {"phone-country", "XX", "of phones without +: NO, ES, … (default the exchange's)"},
    {"no-trial", NULL, "send the file even if none of its first rows would be taken"},
    {"dry-run", NULL, "read the whole file, show its first lead, send nothing"},
    {"jobs", "N", "batches under way at once, 1 to 8 (default 1: the file's order is kept)"},
    {"batch", "N", "rows a batch, 1 to 500 (default 250)"},
    {"errors", "FILE", "where refused rows go (default FILE.errors.csv)"},
    {"restart", NULL, "begin from the first row, whatever the journal says"},
    {"patience", "SECONDS", "give up when nothing succeeds for so long (default 600)"},
    {NULL, NULL, NULL},
};

const struct command import_command = {
    .name = "import",
    .usage = "FILE.csv --niche NAME --source NAME [options]",
    .summary = "Import a CSV file of leads; can be stopped and goes on where it was",
    .help =
        "The first line names the columns, in English, Russian, Spanish, Portuguese or Norwegian;\n"
        "what they are read as is printed. Fields: name or first_name, last_name, middle_name; "
        "phone,\nemail; consent_text, consent_given_at, consent_ip, consent_proof_url; "
        "external_id; campaign,\nad_group, sub; temperature, purchase_by; organisation, "
        "registration_no, position; and the\nniche's own.\n\n"
        "Ctrl-C stops it; the same command goes on. What was done stands in FILE.csv.leadx-import\n"
        "until the end. Rows without an id of their own get one of the file's digest and their "
        "line,\nso that no run ever doubles a lead. When none of the first rows would be taken, "
        "nothing is\nsent. Refused rows go to FILE.errors.csv with line, "
        "code and\nreason: correct them there and import that file.\n\n"
        "Exit status: 0 every row was taken, 3 some were refused, 1 it could not finish, 130 "
        "stopped\nby a signal; after 1 and 130 the same command goes on.\n",
    .flags = flags,
    .run = run,
};

enum { SOME_REFUSED = 3, STOPPED = 130, IMPORT_BATCH = 250, PATIENCE_S = 600 };

struct import {
    const struct args *args;
    const char *file, *niche_name, *source;
    char errors_path[4096];
    int fd;
    struct connection connection;
    struct answer niche;
    struct text_look look;
    struct text *text;
    struct rows *rows;
    struct import_map map;
    struct value_customs customs;
    struct lead_frame frame;
    char file_id[17], run_id[JOURNAL_ID_SIZE];
    struct journal journal;
    struct journal_state state;
    struct errors errors;
    struct show show;
    struct import_run run;
    bool dry;
};

static bool complain(const char *what, const char *value)
{
    fprintf(stderr, "leadx: %s: '%s'\n", what, value);
    return false;
}

static const char *value_or(const struct args *a, const char *name, const char *otherwise)
{
    const char *value = args_value(a, name);

    return value != NULL ? value : otherwise;
}

/* ---- the command line */

static bool number_option(const struct args *a, const char *name, long min, long max,
                          long otherwise, long *out)
{
    const char *text = args_value(a, name);
    char *end = NULL;

    *out = text == NULL ? otherwise : strtol(text, &end, 10);
    if (text != NULL && (*text == '\0' || *end != '\0' || *out < min || *out > max)) {
        fprintf(stderr, "leadx: --%s is a number from %ld to %ld, not '%s'\n", name, min, max,
                text);
        return false;
    }
    return true;
}

static bool read_customs(struct import *im)
{
    const struct args *a = im->args;
    const char *dates = value_or(a, "dates", "auto"), *zone = value_or(a, "zone", "Z");
    const char *country = value_or(a, "phone-country", "");

    if (!dates_by_name(dates, &im->customs.dates))
        return complain("--dates is auto, dmy or mdy", dates);
    if (!zone_ok(zone))
        return complain("--zone is Z or an offset such as +03:00", zone);
    if (*country != '\0' && strlen(country) != 2)
        return complain("--phone-country is a code of two letters such as NO", country);
    snprintf(im->customs.zone, sizeof im->customs.zone, "%s", zone);
    for (size_t i = 0; country[i] != '\0'; i++)
        im->customs.phone_country[i] = (char)(country[i] & ~0x20);
    return true;
}

static bool read_numbers(struct import *im)
{
    long jobs, rows, patience;

    if (!number_option(im->args, "jobs", 1, JOBS_MAX, 1, &jobs) ||
        !number_option(im->args, "batch", 1, 500, IMPORT_BATCH, &rows) ||
        !number_option(im->args, "patience", 1, 86400, PATIENCE_S, &patience))
        return false;
    im->run.jobs = (int)jobs;
    im->run.batch_rows = (size_t)rows;
    im->run.patience_ms = patience * 1000;
    return true;
}

/* "leads.csv" → "leads.errors.csv" */
static void errors_name(struct import *im)
{
    const char *given = args_value(im->args, "errors"), *dot = strrchr(im->file, '.');
    size_t n =
        dot != NULL && strcasecmp(dot, ".csv") == 0 ? (size_t)(dot - im->file) : strlen(im->file);

    if (given != NULL)
        snprintf(im->errors_path, sizeof im->errors_path, "%s", given);
    else
        snprintf(im->errors_path, sizeof im->errors_path, "%.*s.errors.csv", (int)n, im->file);
}

static bool read_options(struct import *im)
{
    im->file = args_word(im->args, 0);
    im->niche_name = args_value(im->args, "niche");
    im->source = args_value(im->args, "source");
    im->dry = args_given(im->args, "dry-run");
    if (im->args->n_words != 1 || im->niche_name == NULL || im->source == NULL) {
        command_misused(&import_command);
        return false;
    }
    errors_name(im);
    return read_customs(im) && read_numbers(im);
}

/* '\0' = to be found. */
static bool read_separator(const struct args *a, char *out)
{
    const char *text = value_or(a, "separator", "auto");

    *out = strcmp(text, "auto") == 0                               ? '\0'
           : strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0  ? '\t'
           : strlen(text) == 1 && strchr(",;|\t", text[0]) != NULL ? text[0]
                                                                   : '"';
    return *out != '"' || complain("--separator is auto, ',', ';', '|' or tab", text);
}

/* ---- the file */

static bool file_open(struct import *im)
{
    struct stat st;

    im->fd = open(im->file, O_RDONLY | O_CLOEXEC);
    if (im->fd < 0 || fstat(im->fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        !text_look(im->fd, value_or(im->args, "encoding", "auto"), &im->look)) {
        fprintf(stderr, "leadx: %s cannot be read: %s\n", im->file,
                im->fd >= 0 && !S_ISREG(st.st_mode) ? "it is no regular file" : strerror(errno));
        return false;
    }
    im->text = text_open(im->fd, &im->look);
    if (im->text == NULL)
        return complain("there is no such --encoding", im->look.encoding);
    for (size_t i = 0; i < 8; i++)
        snprintf(im->file_id + 2 * i, 3, "%02x", im->look.digest[i]);
    return true;
}

static bool niche_ask(struct import *im)
{
    char path[256], *escaped;
    bool ok;

    if (!connection_open(&im->connection, im->args, WHO_SELLER))
        return false;
    escaped = curl_easy_escape(im->connection.curl, im->niche_name, 0);
    snprintf(path, sizeof path, "/v1/niches/%s", escaped);
    curl_free(escaped);
    ok = call(&im->connection, "GET", path, NULL, NULL, &im->niche);
    if (!ok && im->niche.status == 404)
        fprintf(stderr, "leadx: there is no niche '%s'\n", im->niche_name);
    else if (!ok)
        problem_print(stderr, &im->niche);
    return ok;
}

/* The values of an option that may stand several times. */
static size_t option_all(const struct args *a, const char *name, const char **out)
{
    size_t n = 0;

    for (int i = 0; i < a->n_flags; i++)
        if (strcmp(a->flags[i].name, name) == 0)
            out[n++] = a->flags[i].value;
    return n;
}

static bool fix_all(struct import *im)
{
    const char *sets[ARGS_FLAGS_MAX], *text = args_value(im->args, "consent-text");
    const char *at = args_value(im->args, "consent-given-at");
    size_t n = option_all(im->args, "set", sets);

    for (size_t i = 0; i < n; i++)
        if (!map_set(&im->map, sets[i]))
            return false;
    return (text == NULL || map_fix(&im->map, "consent_text", text)) &&
           (at == NULL || map_fix(&im->map, "consent_given_at", at));
}

static bool columns_agree(struct import *im)
{
    static struct row header;
    const char *maps[ARGS_FLAGS_MAX];
    size_t n = option_all(im->args, "map", maps);
    char separator;

    if (!read_separator(im->args, &separator))
        return false;
    im->rows = rows_open(im->text, separator);
    if (!rows_next(im->rows, &header) || header.fault != NULL)
        return complain("the first line does not name columns", im->file);
    map_init(&im->map, im->niche.body);
    if (!fix_all(im) || !map_columns(&im->map, &header, maps, n))
        return false;
    fprintf(stderr, "%s, separated by %s:\n", im->look.encoding,
            rows_separator(im->rows) == '\t' ? "tabs" : (char[]){rows_separator(im->rows), '\0'});
    if (im->look.guessed)
        fputs("  the encoding is a guess; --encoding says otherwise\n", stderr);
    map_print(stderr, &im->map);
    im->frame = (struct lead_frame){.map = &im->map,
                                    .customs = &im->customs,
                                    .niche = im->niche_name,
                                    .source = im->source,
                                    .file_id = im->file_id};
    return map_complete(&im->map);
}

/* ---- where it goes on */

/* Everything that decides which bytes are sent where. */
static void run_identify(struct import *im)
{
    uint8_t digest[SHA256_SIZE];
    struct buf b;

    buf_init(&b, 0);
    buf_add(&b, im->look.digest, sizeof im->look.digest);
    buf_printf(&b, "%s\n%s\n%s\n%s\n%d %d %s %s\n", im->connection.url, im->niche_name, im->source,
               im->look.encoding, rows_separator(im->rows), im->customs.dates, im->customs.zone,
               im->customs.phone_country);
    for (size_t i = 0; i < im->map.n_columns; i++)
        buf_printf(&b, "%s\n", im->map.columns[i] == NULL ? "" : im->map.columns[i]->name);
    for (size_t i = 0; i < im->map.n_fixed; i++)
        buf_printf(&b, "%s=%s\n", im->map.fixed[i].target->name, im->map.fixed[i].text);
    digest_sha256(buf_slice(&b), digest);
    buf_free(&b);
    for (size_t i = 0; i < (JOURNAL_ID_SIZE - 1) / 2; i++)
        snprintf(im->run_id + 2 * i, 3, "%02x", digest[i]);
}

static bool rows_skip(struct import *im)
{
    static struct row row;

    for (uint64_t i = 0; i < im->state.rows; i++)
        if (!rows_next(im->rows, &row))
            return complain("the file is shorter than its journal says", im->file);
    return true;
}

static bool place_find(struct import *im)
{
    char n[32];

    run_identify(im);
    switch (journal_open(&im->journal, im->file, im->run_id, args_given(im->args, "restart"),
                         &im->state)) {
    case JOURNAL_NEW:
        return true;
    case JOURNAL_RESUMED:
        snprintf(n, sizeof n, "%llu", (unsigned long long)im->state.rows);
        fprintf(stderr, "going on behind row %s, where it was stopped\n", n);
        return rows_skip(im);
    case JOURNAL_OTHER:
        fprintf(stderr,
                "leadx: %s was begun with another file, options or server. Give those, or "
                "--restart to begin with these; no lead is doubled by that.\n",
                im->journal.path);
        return false;
    case JOURNAL_BUSY:
        return complain("another process is importing it", im->file);
    case JOURNAL_FAILED:
        break;
    }
    fprintf(stderr, "leadx: %s cannot be written: %s\n", im->journal.path, strerror(errno));
    return false;
}

static bool errors_begin(struct import *im)
{
    if (errors_open(&im->errors, im->errors_path, &im->map, rows_separator(im->rows),
                    im->state.errors))
        return true;
    fprintf(stderr,
            "leadx: %s of the interrupted run cannot be continued: %s. Begin with "
            "--restart; no lead is doubled by that.\n",
            im->errors_path, strerror(errno));
    return false;
}

/* ---- the run */

static int send_all(struct import *im)
{
    enum run_end end;

    if (!place_find(im) || !errors_begin(im))
        return FAILED;
    im->run.connection = &im->connection;
    im->run.text = im->text;
    im->run.rows = im->rows;
    im->run.frame = &im->frame;
    im->run.journal = &im->journal;
    im->run.errors = &im->errors;
    im->run.state = &im->state;
    im->run.show = &im->show;
    im->run.trial = !args_given(im->args, "no-trial");
    show_begin(&im->show, &im->state.counts, text_offset(im->text), im->look.size);
    end = import_run(&im->run);
    if (end == RUN_REFUSED) {
        journal_close(&im->journal, true);
        return FAILED;
    }
    if (end != RUN_DONE) {
        fprintf(stderr, "stopped behind row %llu; the same command goes on there\n",
                (unsigned long long)im->state.rows);
        return end == RUN_INTERRUPTED ? STOPPED : FAILED;
    }
    show_summary(&im->show, &im->state.counts, im->state.errors > 0 ? im->errors_path : NULL,
                 args_given(im->args, "json"));
    journal_close(&im->journal, true);
    return im->state.counts.by[OUTCOME_REFUSED] > 0 ? SOME_REFUSED : DONE;
}

/* Counts what cannot be read; what the exchange would say is not asked. */
static int send_nothing(struct import *im)
{
    static struct row row;
    char id[EXTERNAL_ID_SIZE];
    const char *fault, *reason;
    unsigned long long rows = 0, faults = 0;
    json_t *lead;

    while (rows_next(im->rows, &row)) {
        lead = lead_make(&im->frame, &row, id, &fault, &reason);
        if (lead == NULL)
            fprintf(stderr, "line %llu: %s (%s)\n", (unsigned long long)row.line, reason, fault);
        else if (rows == faults) {
            json_dumpf(lead, stdout, JSON_INDENT(2));
            putchar('\n');
        }
        faults += lead == NULL;
        rows++;
        json_decref(lead);
    }
    printf("%llu rows, %llu of them cannot be read; nothing was sent\n", rows, faults);
    return faults > 0 || rows_failed(im->rows) ? SOME_REFUSED : DONE;
}

static void import_free(struct import *im)
{
    journal_close(&im->journal, false);
    errors_close(&im->errors);
    rows_close(im->rows);
    text_close(im->text);
    map_free(&im->map);
    answer_free(&im->niche);
    connection_close(&im->connection);
    if (im->fd >= 0)
        close(im->fd);
}

static int run(const struct args *a)
{
    static struct import im;
    int status = FAILED;

    im = (struct import){.args = a, .fd = -1, .journal = {.fd = -1}, .errors = {.fd = -1}};
    if (!read_options(&im))
        return MISUSED;
    if (file_open(&im) && niche_ask(&im) && columns_agree(&im))
        status = im.dry ? send_nothing(&im) : send_all(&im);
    import_free(&im);
    return status;
}
