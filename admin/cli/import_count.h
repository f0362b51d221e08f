/* What became of the rows so far. */
#ifndef LEADX_CLI_IMPORT_COUNT_H
#define LEADX_CLI_IMPORT_COUNT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum outcome {
    OUTCOME_SOLD,
    OUTCOME_OPEN,   /* for sale, nobody bought it yet */
    OUTCOME_REVIEW, /* held for a person to look */
    OUTCOME_DUPLICATE,
    OUTCOME_REFUSED, /* by us, by a 422, or recorded as rejected */
    OUTCOMES
};

enum { COUNT_CODES_MAX = 96, COUNT_CODE_SIZE = 41, COUNT_MONEYS_MAX = 4 };

struct counts {
    uint64_t rows; /* read, blank ones not counted: the sum of by */
    uint64_t by[OUTCOMES];
    uint64_t sales;
    struct {
        enum outcome outcome;
        char code[COUNT_CODE_SIZE];
        uint64_t n;
    } codes[COUNT_CODES_MAX];
    size_t n_codes;
    struct {
        char currency[4];
        int64_t minor;
    } payout[COUNT_MONEYS_MAX];
    size_t n_payout;
};

const char *outcome_name(enum outcome outcome);
/* code: NULL = none. */
void counts_add(struct counts *c, enum outcome outcome, const char *code);
void counts_pay(struct counts *c, int64_t minor, const char *currency);
/* New reference. */
json_t *counts_json(const struct counts *c);
bool counts_read(json_t *json, struct counts *out);

#endif
