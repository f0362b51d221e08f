/* Check digits of account numbers and payment references.
 *
 * Its one rule: the first four characters count last, letters count from 10, and the whole number
 * is 1 modulo 97; no single wrong digit or letter and no two exchanged neighbours of a kind leave
 * that true. Called by whoever takes such a number from people. */
#include "leadx/base/check97.h"

bool check97_good(struct slice text)
{
    unsigned rest = 0;

    if (text.n < 5)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[(i + 4) % text.n];

        if (c >= '0' && c <= '9')
            rest = (rest * 10 + (unsigned)(c - '0')) % 97;
        else if (c >= 'A' && c <= 'Z')
            rest = (rest * 100 + (unsigned)(c - 'A' + 10)) % 97;
        else
            return false;
    }
    return rest == 1;
}
