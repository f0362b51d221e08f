/* A wrong phone country or order of dates spoils every row, and rows that were kept as rejected
 * need new ids: so the exchange is asked first what it would say to the first rows.
 *
 * Its one rule: it stops only what could not bring a single lead. Called by import_run.c. */
#include "import_trial.h"

#include <stdio.h>
#include <string.h>

#include "call.h"

enum { TRIAL_MIN = 10, REASONS_MAX = 3 };

struct refusals {
    size_t n;
    struct {
        unsigned long long line;
        const char *code, *reason;
    } first[REASONS_MAX]; /* of different codes */
    size_t n_first;
};

static void refusal_add(struct refusals *r, const struct batch_row *row, const char *code,
                        const char *reason)
{
    size_t i = 0;

    r->n++;
    code = code == NULL ? "refused" : code;
    while (i < r->n_first && strcmp(r->first[i].code, code) != 0)
        i++;
    if (i < r->n_first || i == REASONS_MAX)
        return;
    r->first[i].line = row->line;
    r->first[i].code = code;
    r->first[i].reason = reason;
    r->n_first++;
}

static bool about_dates(const char *reason)
{
    return strstr(reason, "_at") != NULL || strstr(reason, "date") != NULL;
}

/* What could mend every row at once. */
static void hint(const char *code, const char *reason, const struct value_customs *customs)
{
    if (strcmp(code, "phone_invalid") == 0 && customs->phone_country[0] == '\0')
        fputs("  Phones without + were read as the exchange's own country's: --phone-country XX "
              "says otherwise.\n",
              stderr);
    else if (strcmp(code, "phone_invalid") == 0)
        fprintf(stderr, "  Phones without + were read as of --phone-country %s.\n",
                customs->phone_country);
    else if (about_dates(reason) && customs->dates == DATES_PLAIN)
        fputs("  03/04/2026 may mean two days: --dates dmy or --dates mdy says which.\n", stderr);
}

static void complain(const struct batch *b, const struct refusals *r,
                     const struct value_customs *customs)
{
    fprintf(stderr, "leadx: none of the first %zu rows would be taken, so nothing was sent:\n",
            b->n);
    for (size_t i = 0; i < r->n_first; i++) {
        fprintf(stderr, "  line %llu, %s: %s\n", r->first[i].line, r->first[i].code,
                r->first[i].reason);
        hint(r->first[i].code, r->first[i].reason, customs);
    }
    fputs("Give what is missing, or send them all the same with --no-trial.\n", stderr);
}

static bool judge(struct batch *b, json_t *results, struct refusals *r)
{
    size_t next = 0;

    for (size_t i = 0; i < b->n; i++) {
        const struct batch_row *row = &b->rows[i];
        const char *code = row->code, *reason = row->reason;

        if (!row->settled)
            reason = batch_refusal(b, json_array_get(results, next++), &code);
        if (reason == NULL)
            return true;
        refusal_add(r, row, code, reason);
    }
    return false;
}

bool trial_passed(struct batch *b, struct connection *c, const struct value_customs *customs)
{
    struct refusals refusals = {0};
    struct answer answer = {0};
    struct buf body;
    bool passed;

    if (b->n < TRIAL_MIN)
        return true;
    buf_init(&body, 0);
    batch_body(b, &body);
    passed = (body.n > 0 && !call_bytes(c, "POST", "/v1/leads/batch?check=true",
                                        "application/x-ndjson", body.p, body.n, NULL, &answer)) ||
             judge(b, json_object_get(answer.body, "results"), &refusals);
    if (!passed)
        complain(b, &refusals, customs);
    answer_free(&answer);
    buf_free(&body);
    return passed;
}
