/* What the parts of the verifier share. Of book_verify.c, book_index.c and book_balance.c. */
#ifndef LEADX_CLI_BOOK_VERIFY_H
#define LEADX_CLI_BOOK_VERIFY_H

#include "book.h"
#include "leadx/base/buf.h"
#include "leadx/core/merkle.h"

enum { BOOK_ACCOUNTS_MAX = 1024 };

struct book_row {
    char id[BOOK_ID + 1];
    uint8_t tag[BOOK_TAG]; /* the first bytes of its leaf */
};

/* A row that is not as its index says. */
struct book_differ {
    char id[BOOK_ID + 1];
    const char *how;
};

/* One of the operator's summed accounts. */
struct book_account {
    char id[BOOK_ID + 1], day[BOOK_DAY + 1]; /* the last day that named it */
    int64_t stood, moved;                    /* at the end of the day before; since */
    int64_t stands;                          /* as the day says */
};

struct book_check {
    struct book_report *out;
    const struct book_keys *pinned;
    bool audit, in_day, awaits_sign, ended;
    uint64_t line;
    struct book_day day;
    struct buf statement;
    struct merkle tree;
    char id[BOOK_ID + 1]; /* of the row before */

    struct book_row rows[BOOK_CHUNK]; /* since the last index */
    size_t n_rows;
    struct book_differ *differ; /* of the day, said at its end */
    size_t n_differ;

    struct buf balance_lines;
    struct book_account accounts[BOOK_ACCOUNTS_MAX];
    size_t n_accounts;
};

/* An index line: compares it with the rows before it. */
void book_index_check(struct book_check *c, struct slice line);
/* The day's rows are all there; good: they are the signed ones. Says what differed. */
void book_chunk_end(struct book_check *c, bool good);

void book_balances_begin(struct book_check *c);
void book_balance_line(struct book_check *c, struct slice line);
void book_balances_add(struct book_check *c, struct slice row);
void book_balances_end(struct book_check *c);

#endif
