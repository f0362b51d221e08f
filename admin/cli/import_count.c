/* Adds up an import, and lets the sums survive a restart as JSON. Called by import_run.c and
 * import_journal.c. */
#include "import_count.h"

#include <stdio.h>
#include <string.h>

static const char *const names[OUTCOMES] = {"sold", "open", "review", "duplicate", "refused"};

const char *outcome_name(enum outcome outcome)
{
    return names[outcome];
}

static void code_add(struct counts *c, enum outcome outcome, const char *code, uint64_t n)
{
    size_t i = 0;

    while (i < c->n_codes &&
           (c->codes[i].outcome != outcome || strcmp(c->codes[i].code, code) != 0))
        i++;
    if (i == COUNT_CODES_MAX)
        return;
    if (i == c->n_codes) {
        c->codes[c->n_codes++].outcome = outcome;
        snprintf(c->codes[i].code, sizeof c->codes[i].code, "%s", code);
    }
    c->codes[i].n += n;
}

void counts_add(struct counts *c, enum outcome outcome, const char *code)
{
    c->rows++;
    c->by[outcome]++;
    if (code != NULL)
        code_add(c, outcome, code, 1);
}

void counts_pay(struct counts *c, int64_t minor, const char *currency)
{
    size_t i = 0;

    while (i < c->n_payout && strcmp(c->payout[i].currency, currency) != 0)
        i++;
    if (i == COUNT_MONEYS_MAX)
        return;
    if (i == c->n_payout)
        snprintf(c->payout[c->n_payout++].currency, sizeof c->payout[i].currency, "%s", currency);
    c->payout[i].minor += minor;
}

json_t *counts_json(const struct counts *c)
{
    json_t *codes = json_object(), *payout = json_array();
    json_t *out = json_pack("{s:I}", "read", (json_int_t)c->rows);

    for (size_t i = 0; i < OUTCOMES; i++) {
        json_object_set_new(out, names[i], json_integer((json_int_t)c->by[i]));
        json_object_set_new(codes, names[i], json_object());
    }
    for (size_t i = 0; i < c->n_codes; i++)
        json_object_set_new(json_object_get(codes, names[c->codes[i].outcome]), c->codes[i].code,
                            json_integer((json_int_t)c->codes[i].n));
    for (size_t i = 0; i < c->n_payout; i++)
        json_array_append_new(payout,
                              json_pack("{s:I, s:s}", "amount", (json_int_t)c->payout[i].minor,
                                        "currency", c->payout[i].currency));
    json_object_set_new(out, "sales", json_integer((json_int_t)c->sales));
    json_object_set_new(out, "codes", codes);
    json_object_set_new(out, "payout", payout);
    return out;
}

static uint64_t number(json_t *json, const char *name)
{
    return (uint64_t)json_integer_value(json_object_get(json, name));
}

bool counts_read(json_t *json, struct counts *out)
{
    json_t *value, *money;
    const char *code;
    size_t i;

    *out = (struct counts){.rows = number(json, "read"), .sales = number(json, "sales")};
    for (size_t o = 0; o < OUTCOMES; o++) {
        out->by[o] = number(json, names[o]);
        json_object_foreach(json_object_get(json_object_get(json, "codes"), names[o]), code, value)
            code_add(out, (enum outcome)o, code, (uint64_t)json_integer_value(value));
    }
    json_array_foreach(json_object_get(json, "payout"), i, money)
    {
        const char *currency = json_string_value(json_object_get(money, "currency"));

        if (currency != NULL)
            counts_pay(out, json_integer_value(json_object_get(money, "amount")), currency);
    }
    return json_is_integer(json_object_get(json, "read"));
}
