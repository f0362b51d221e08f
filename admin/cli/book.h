/* The exported books, ledger or audit, read and verified without a server. What the lines mean is
 * said in admin/guide/ledger-format.md. */
#ifndef LEADX_CLI_BOOK_H
#define LEADX_CLI_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "leadx/base/digest.h"
#include "leadx/base/sign.h"
#include "leadx/base/slice.h"

enum { BOOK_DAY = 10, BOOK_ID = 36, BOOK_KEYS_MAX = 64, BOOK_CHUNK = 256, BOOK_TAG = 8 };

/* The statement of a day, taken apart. */
struct book_day {
    char day[BOOK_DAY + 1];
    uint64_t transfers, audits;
    uint8_t transfers_root[SHA256_SIZE], audits_root[SHA256_SIZE];
    uint8_t balances[SHA256_SIZE], previous[SHA256_SIZE];
};

struct book_keys {
    uint8_t key[BOOK_KEYS_MAX][SIGN_PUBLIC];
    bool used[BOOK_KEYS_MAX];
    size_t n;
};

/* What verifying found; said as it is found, each problem a line on standard error. */
struct book_report {
    uint64_t problems, days, rows;
    char first[BOOK_DAY + 1], last[BOOK_DAY + 1];
    uint8_t head[SHA256_SIZE]; /* of the last day */
    bool whole;                /* from the first day on */
    struct book_keys keys;     /* as the file has them */
};

/* Exactly 2n digits, lower case: a file that differs in a byte is another file. */
bool book_hex(struct slice text, void *out, size_t n);
/* "leadx-day 1 …" without the line's end. */
bool book_day_read(struct slice line, struct book_day *out);
/* "sign KEY SIGNATURE". */
bool book_sign_read(struct slice line, uint8_t key[SIGN_PUBLIC], uint8_t signature[SIGN_SIGNATURE]);
/* BOOK_ID characters that are an id and nothing else: what is printed later must do no harm. */
bool book_id_good(const char *p);
/* The id of a row of the ledger or the audit; false: it is no such row. */
bool book_row_id(struct slice line, char id[BOOK_ID + 1]);
/* Field i, counted from 0, of a line of words. */
struct slice book_field(struct slice line, int i);
/* The next line without its end; false at the file's end. *broken: it ended without a newline. */
bool book_line(FILE *f, char **buffer, size_t *size, struct slice *line, bool *broken);
/* Which key this is, or -1. */
int book_key_find(const struct book_keys *keys, const uint8_t key[SIGN_PUBLIC]);
/* "HEX[,HEX…]"; false: said what is wrong. */
bool book_keys_read(const char *text, struct book_keys *out);

/* Verifies a whole export. pinned: the keys to trust, or NULL for those the file names itself. */
void book_verify(FILE *f, const struct book_keys *pinned, struct book_report *out);
/* Says a problem as book_verify does. */
void book_problem(struct book_report *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Writes the proof of one transfer out of an export; false: said why not. */
bool book_prove(FILE *f, const char *transfer, FILE *out);
/* Verifies a proof; says what it proves, or what is wrong. transfer: whose it must be, or NULL. */
bool book_proof_verify(FILE *f, const struct book_keys *pinned, const char *transfer);

#endif
