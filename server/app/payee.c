/* Bank accounts as people type them, brought into one spelling.
 *
 * Its one rule: a wrong digit is found here where the account's form allows it, since money sent to
 * a stranger does not come back. Called by the handler of payees. */
#include "leadx/app/payee.h"

#include <stdio.h>

#include "leadx/base/check97.h"

enum { ACCOUNT_MIN = 4, ACCOUNT_MAX = 34, IBAN_MIN = 15 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Two letters, two digits: nobody else numbers accounts so. */
static bool looks_like_iban(struct slice a)
{
    return a.n >= IBAN_MIN && is_upper(a.p[0]) && is_upper(a.p[1]) && is_digit(a.p[2]) &&
           is_digit(a.p[3]);
}

bool payee_is_iban(struct slice a)
{
    return looks_like_iban(a) && check97_good(a);
}

struct slice payee_account(struct pool *pool, struct slice text)
{
    char *out = pool_alloc(pool, text.n + 1);
    struct slice account = {out, 0};

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == ' ' || c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!is_digit(c) && !is_upper(c))
            return SLICE_NONE;
        out[account.n++] = c;
    }
    if (account.n < ACCOUNT_MIN || account.n > ACCOUNT_MAX)
        return SLICE_NONE;
    return looks_like_iban(account) && !payee_is_iban(account) ? SLICE_NONE : account;
}

bool payee_bic_good(struct slice bic)
{
    if (bic.n != 8 && bic.n != 11)
        return false;
    for (size_t i = 0; i < bic.n; i++)
        if (!is_upper(bic.p[i]) && (i < 6 || !is_digit(bic.p[i])))
            return false;
    return true;
}

void payee_hint(struct slice account, char out[PAYEE_HINT_SIZE])
{
    size_t shown = account.n < 8 ? 2 : 4;

    snprintf(out, PAYEE_HINT_SIZE, "…%.*s", (int)shown, account.p + account.n - shown);
}
