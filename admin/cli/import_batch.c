/* Fills a batch from the file and settles its rows by the exchange's results.
 *
 * Its one rule: a row is settled once, by us or by the exchange; 429 and 503 settle nothing. Called
 * by import_run.c. */
#include "import_batch.h"

#include <stdlib.h>
#include <string.h>

enum { FAULTS_OF_THEIRS_MAX = 3, POOL_SIZE = 1 << 18 };

void batch_init(struct batch *b)
{
    b->pool = pool_new(POOL_SIZE);
    b->n = b->open = 0;
}

void batch_free(struct batch *b)
{
    pool_free(b->pool);
    b->pool = NULL;
}

/* ---- from the file */

static struct slice keep(struct batch *b, struct slice s)
{
    return (struct slice){pool_copy(b->pool, s), s.n};
}

static void row_refuse(struct batch_row *to, const char *code, const char *reason)
{
    to->settled = true;
    to->outcome = OUTCOME_REFUSED;
    to->code = code;
    to->reason = reason;
}

static size_t row_take(struct batch *b, const struct row *row, const struct lead_frame *frame,
                       const struct errors *errors)
{
    struct batch_row *to = &b->rows[b->n++];
    const char *fault, *reason;
    char id[EXTERNAL_ID_SIZE], *text;
    json_t *lead = lead_make(frame, row, id, &fault, &reason);
    struct buf cells;

    *to = (struct batch_row){.line = row->line, .id = pool_strdup(b->pool, id)};
    buf_init(&cells, 0);
    errors_cells(errors, row, &cells);
    to->cells = keep(b, buf_slice(&cells));
    buf_free(&cells);
    if (lead == NULL) {
        row_refuse(to, fault, reason);
        return 0;
    }
    text = json_dumps(lead, JSON_COMPACT | JSON_REAL_PRECISION(15));
    to->lead = keep(b, slice_of(text));
    free(text);
    json_decref(lead);
    b->open++;
    return to->lead.n;
}

void batch_fill(struct batch *b, struct rows *rows, const struct lead_frame *frame,
                const struct errors *errors, size_t max)
{
    static struct row row; /* 4 KiB; one file is read at a time */
    size_t bytes = 0;

    pool_reset(b->pool);
    b->n = b->open = 0;
    while (b->n < max && b->n < BATCH_ROWS_MAX && bytes < BATCH_BYTES_MAX &&
           rows_next(rows, &row)) {
        bytes += row_take(b, &row, frame, errors);
        b->rows_end++;
    }
}

void batch_body(const struct batch *b, struct buf *out)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->rows[i].settled)
            continue;
        buf_add_slice(out, b->rows[i].lead);
        buf_add_char(out, '\n');
    }
}

/* ---- from the exchange */

static const char *text_of(json_t *o, const char *name)
{
    return json_string_value(json_object_get(o, name));
}

static const char *copy_of(struct batch *b, const char *s)
{
    return s == NULL ? NULL : pool_strdup(b->pool, s);
}

/* What the codes of leads that are kept but never routed mean to who corrects them. */
static const char *rejected_reason(const char *code)
{
    static const char *const reasons[][2] = {
        {"phone_invalid", "No telephone can have this number."},
        {"email_invalid", "No mailbox can have this address."},
        {"company_phone_only", "An organisation needs a person's name and that person's channel."},
        {"consent_expired", "The consent has expired."},
        {"suppressed", "This person must not be sold."},
        {"ip_blocked", "The address of the consent is blocked."},
        {"score_too_low", "The niche asks for a better score: give more of its fields."},
        {"source_banned", "The source is banned."},
    };

    for (size_t i = 0; code != NULL && i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(code, reasons[i][0]) == 0)
            return reasons[i][1];
    return "The exchange keeps it as rejected.";
}

static enum outcome outcome_of(const char *status)
{
    static const struct {
        const char *status;
        enum outcome outcome;
    } known[] = {{"sold", OUTCOME_SOLD},
                 {"open", OUTCOME_OPEN},
                 {"review", OUTCOME_REVIEW},
                 {"duplicate", OUTCOME_DUPLICATE}};

    for (size_t i = 0; status != NULL && i < sizeof known / sizeof *known; i++)
        if (strcmp(status, known[i].status) == 0)
            return known[i].outcome;
    return OUTCOME_REFUSED;
}

static void row_taken(struct batch *b, struct batch_row *to, json_t *lead)
{
    json_t *payout = json_object_get(lead, "payout");
    const char *currency = text_of(payout, "currency");

    to->settled = to->stored = true;
    to->outcome = outcome_of(text_of(lead, "status"));
    to->code = copy_of(b, text_of(lead, "code"));
    if (to->outcome == OUTCOME_REFUSED)
        to->reason = rejected_reason(to->code);
    to->sales = json_array_size(json_object_get(lead, "sales"));
    to->payout = json_integer_value(json_object_get(payout, "amount"));
    if (currency != NULL && strlen(currency) < sizeof to->currency)
        strcpy(to->currency, currency);
}

/* "/attributes/age: Must be …; /consent: …" */
static const char *problem_reason(struct batch *b, json_t *problem)
{
    json_t *errors = json_object_get(problem, "errors"), *one;
    struct buf text;
    const char *out;
    size_t i;

    if (json_array_size(errors) == 0) {
        const char *detail = text_of(problem, "detail");

        return detail == NULL ? "The exchange did not say why." : copy_of(b, detail);
    }
    buf_init(&text, 0);
    json_array_foreach(errors, i, one)
    {
        const char *pointer = text_of(one, "pointer"), *message = text_of(one, "message");

        buf_printf(&text, "%s%s: %s", i == 0 ? "" : " ", pointer == NULL ? "" : pointer,
                   message == NULL ? "not accepted." : message);
    }
    out = pool_copy(b->pool, buf_slice(&text));
    buf_free(&text);
    return out;
}

/* Not tried, or its fate unknown: it stays open. */
static bool passes(struct batch_row *to, int status)
{
    if (status == 429 || status == 503)
        return true;
    return status >= 500 && ++to->failures < FAULTS_OF_THEIRS_MAX;
}

static void row_settle(struct batch *b, struct batch_row *to, json_t *result)
{
    int status = (int)json_integer_value(json_object_get(result, "status"));
    json_t *problem = json_object_get(result, "problem");
    const char *code = text_of(problem, "code");

    if (status == 201)
        row_taken(b, to, json_object_get(result, "lead"));
    else if (!passes(to, status))
        row_refuse(to, code == NULL ? "refused" : copy_of(b, code), problem_reason(b, problem));
    b->open -= to->settled;
}

const char *batch_refusal(struct batch *b, json_t *result, const char **code)
{
    json_t *lead = json_object_get(result, "lead"), *problem = json_object_get(result, "problem");
    const char *status = text_of(lead, "status");

    *code = copy_of(b, text_of(lead != NULL ? lead : problem, "code"));
    if (lead == NULL)
        return problem_reason(b, problem);
    return status != NULL && strcmp(status, "rejected") == 0 ? rejected_reason(*code) : NULL;
}

bool batch_take(struct batch *b, json_t *answer)
{
    json_t *results = json_object_get(answer, "results");
    size_t next = 0;

    if (json_array_size(results) != b->open)
        return false;
    for (size_t i = 0; i < b->n; i++)
        if (!b->rows[i].settled)
            row_settle(b, &b->rows[i], json_array_get(results, next++));
    return true;
}
