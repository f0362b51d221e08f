/* References of top-ups as they come back on a bank's statement, brought into one spelling.
 *
 * Its one rule: a mistyped reference is told apart from one that does not exist, so that nobody
 * looks for money under another's. They are made by top_up_reference() in the database. Called by
 * the handler of top-ups. */
#include "leadx/app/transfer_reference.h"

#include "leadx/base/check97.h"

/* RF, two digits, letters: where letters stand for letters only, the check digits see any slip. */
static bool well_formed(struct slice a)
{
    if (a.n != TRANSFER_REFERENCE_LENGTH || a.p[0] != 'R' || a.p[1] != 'F')
        return false;
    for (size_t i = 2; i < a.n; i++) {
        char lowest = i < 4 ? '0' : 'A', highest = i < 4 ? '9' : 'Z';

        if (a.p[i] < lowest || a.p[i] > highest)
            return false;
    }
    return true;
}

struct slice transfer_reference_read(struct pool *pool, struct slice typed)
{
    char *out = pool_alloc(pool, TRANSFER_REFERENCE_LENGTH);
    struct slice reference = {out, 0};

    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];

        if (c == ' ' || c == '-')
            continue;
        if (reference.n == TRANSFER_REFERENCE_LENGTH)
            return SLICE_NONE;
        out[reference.n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return well_formed(reference) && check97_good(reference) ? reference : SLICE_NONE;
}
