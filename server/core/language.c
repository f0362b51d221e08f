/* Language tags (BCP 47, RFC 5646).
 *
 * Its one rule: well-formed and with a primary subtag of ISO 639-1; later subtags are checked for
 * form and order only, because nobody filters on them. Called by field_read. */
#include "language.h"

#include <ctype.h>

#include "leadx/core/field.h"

enum { TAG_MAX = 35 }; /* RFC 5646, section 4.4.1 */

/* What a subtag can be, in the order the grammar wants them. */
enum part { PART_PRIMARY, PART_EXTLANG, PART_SCRIPT, PART_REGION, PART_VARIANT, PART_EXTENSION };

static bool all(struct slice s, int (*is)(int))
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > 127 || !is((unsigned char)s.p[i]))
            return false;
    return true;
}

/* The part that s is when it follows one of `after`; -1: it fits nowhere. */
static int part_of(struct slice s, enum part after)
{
    if (s.n == 0 || s.n > 8 || !all(s, isalnum))
        return -1;
    if (s.n == 1 || after == PART_EXTENSION)
        return PART_EXTENSION;
    if (s.n == 3 && all(s, isalpha) && after <= PART_EXTLANG)
        return PART_EXTLANG;
    if (s.n == 4 && all(s, isalpha) && after < PART_SCRIPT)
        return PART_SCRIPT;
    if (((s.n == 2 && all(s, isalpha)) || (s.n == 3 && all(s, isdigit))) && after < PART_REGION)
        return PART_REGION;
    if (s.n >= 5 || (s.n == 4 && isdigit((unsigned char)s.p[0])))
        return PART_VARIANT;
    return -1;
}

static void set_case(char *p, size_t n, enum part part)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (char)tolower((unsigned char)p[i]);
    if (part == PART_SCRIPT)
        p[0] = (char)toupper((unsigned char)p[0]);
    if (part == PART_REGION)
        for (size_t i = 0; i < n; i++)
            p[i] = (char)toupper((unsigned char)p[i]);
}

static struct slice subtag_at(struct slice tag, size_t at)
{
    const char *end = memchr(tag.p + at, '-', tag.n - at);

    return (struct slice){tag.p + at, end == NULL ? tag.n - at : (size_t)(end - tag.p) - at};
}

bool language_canonical(char *p, size_t n)
{
    struct slice tag = {p, n}, sub;
    int part = PART_PRIMARY;

    if (n < 2 || n > TAG_MAX)
        return false;
    sub = subtag_at(tag, 0);
    set_case(p, sub.n, PART_PRIMARY);
    if (!language_known(sub))
        return false;
    for (size_t at = sub.n; at < n; at += sub.n) {
        bool open = part == PART_EXTENSION && sub.n == 1; /* a singleton wants a subtag */

        at++; /* the hyphen */
        sub = at < n ? subtag_at(tag, at) : SLICE_NONE;
        part = part_of(sub, (enum part)part);
        if (part < 0 || (open && sub.n == 1) || (sub.n == 1 && at + 1 == n))
            return false;
        set_case(p + at, sub.n, (enum part)part);
    }
    return true;
}

bool language_ok(struct slice tag)
{
    char copy[TAG_MAX];

    if (tag.n > sizeof copy)
        return false;
    if (tag.n > 0)
        memcpy(copy, tag.p, tag.n);
    return language_canonical(copy, tag.n);
}
