/* The operator's summed accounts: what each day says of them against what its transfers come to.
 *
 * Its one rule: an account that was never named before stood at nothing; in an export that begins
 * later, the first day is taken as it says. Called by book_verify.c. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "book_verify.h"

enum { LINES_MAX = 1 << 20 };

void book_balances_begin(struct book_check *c)
{
    if (c->balance_lines.max == 0)
        buf_init(&c->balance_lines, LINES_MAX);
    buf_clear(&c->balance_lines);
    for (size_t i = 0; i < c->n_accounts; i++)
        c->accounts[i].moved = 0;
}

static struct book_account *account_find(struct book_check *c, struct slice id)
{
    for (size_t i = 0; id.n == BOOK_ID && i < c->n_accounts; i++)
        if (memcmp(c->accounts[i].id, id.p, BOOK_ID) == 0)
            return &c->accounts[i];
    return NULL;
}

static bool number_read(struct slice text, int64_t *out)
{
    return text.p != NULL && slice_to_int64(text, out);
}

/* balance ACCOUNT KIND CURRENCY MINOR */
void book_balance_line(struct book_check *c, struct slice line)
{
    struct slice id = book_field(line, 1);
    struct book_account *a = account_find(c, id);
    int64_t minor;

    buf_add_slice(&c->balance_lines, line);
    buf_add_char(&c->balance_lines, '\n');
    if (id.n != BOOK_ID || !book_id_good(id.p) || !number_read(book_field(line, 4), &minor)) {
        book_problem(c->out, "%s: line %" PRIu64 " is no balance", c->day.day, c->line);
        return;
    }
    if (a == NULL && c->n_accounts < BOOK_ACCOUNTS_MAX) {
        a = &c->accounts[c->n_accounts++];
        *a = (struct book_account){0};
        memcpy(a->id, id.p, BOOK_ID);
    }
    if (a == NULL)
        return;
    memcpy(a->day, c->day.day, sizeof a->day);
    a->stands = minor;
}

static void move(struct book_check *c, struct slice id, int64_t amount)
{
    struct book_account *a = account_find(c, id);

    if (a != NULL && __builtin_add_overflow(a->moved, amount, &a->moved))
        book_problem(c->out, "%s: account %s moves more than there can be", c->day.day, a->id);
}

/* transfer ID DAY AT DEBIT CREDIT AMOUNT … */
void book_balances_add(struct book_check *c, struct slice row)
{
    struct slice rest, debit, credit, day;
    int64_t amount;

    if (row.n < 100)
        return;
    day = book_field(row, 2);
    rest = (struct slice){day.p, row.n - (size_t)(day.p - row.p)};
    if (day.n != BOOK_DAY || memcmp(day.p, c->day.day, BOOK_DAY) != 0)
        book_problem(c->out, "%s: transfer %s is of another day", c->day.day, c->id);
    debit = book_field(rest, 2);
    if (debit.n != BOOK_ID || debit.p + 2 * BOOK_ID + 2 >= row.p + row.n)
        return;
    credit = (struct slice){debit.p + BOOK_ID + 1, BOOK_ID};
    rest = (struct slice){credit.p + BOOK_ID + 1, row.n - (size_t)(credit.p + BOOK_ID + 1 - row.p)};
    if (!number_read(book_field(rest, 0), &amount) || amount <= 0) {
        book_problem(c->out, "%s: transfer %s moves nothing", c->day.day, c->id);
        return;
    }
    move(c, debit, -amount);
    move(c, credit, amount);
}

static void account_end(struct book_check *c, struct book_account *a)
{
    int64_t should;

    if (strcmp(a->day, c->day.day) != 0) {
        book_problem(c->out, "%s: account %s is no longer named", c->day.day, a->id);
        return;
    }
    if ((c->out->days > 1 || c->out->whole) &&
        (__builtin_add_overflow(a->stood, a->moved, &should) || should != a->stands))
        book_problem(c->out, "%s: account %s stands at %" PRId64 ", its transfers come to %" PRId64,
                     c->day.day, a->id, a->stands, should);
    a->stood = a->stands;
}

void book_balances_end(struct book_check *c)
{
    uint8_t hash[SHA256_SIZE];

    digest_sha256(buf_slice(&c->balance_lines), hash);
    if (memcmp(hash, c->day.balances, sizeof hash) != 0)
        book_problem(c->out, "%s: the balances are not the signed ones", c->day.day);
    for (size_t i = 0; i < c->n_accounts; i++)
        account_end(c, &c->accounts[i]);
}
