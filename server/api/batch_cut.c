/* Finds where one lead of a batch ends and the next begins.
 *
 * Its one rule: it looks at quotes, brackets and commas and decides nothing else; what is between
 * them is for the parser to judge. Called by lead_batch.c. */
#include "batch_cut.h"

#include <stdint.h>
#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct slice trim(struct slice s)
{
    while (s.n > 0 && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

/* Bytes of a string from its opening quote to behind its closing one; 0: it is not closed. */
static size_t string_length(struct slice s)
{
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '"')
            return i + 1;
        if (s.p[i] == '\\')
            i++;
    }
    return 0;
}

/* Bytes up to the comma or bracket that ends the element; SIZE_MAX: nothing ends it. */
static size_t element_length(struct slice s)
{
    size_t depth = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        size_t string = c == '"' ? string_length((struct slice){s.p + i, s.n - i}) : 1;

        if (string == 0)
            return SIZE_MAX;
        if (depth == 0 && (c == ',' || c == ']'))
            return i;
        if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && depth > 0)
            depth--;
        i += string - 1;
    }
    return SIZE_MAX;
}

static bool next_line(struct batch_cut *c, struct slice *lead)
{
    while (c->left.n > 0) {
        const char *end = memchr(c->left.p, '\n', c->left.n);
        size_t n = end == NULL ? c->left.n : (size_t)(end - c->left.p), used = n + (end != NULL);

        *lead = trim((struct slice){c->left.p, n});
        c->left = (struct slice){c->left.p + used, c->left.n - used};
        if (lead->n > 0)
            return true;
    }
    return false;
}

bool batch_cut_next(struct batch_cut *c, struct slice *lead)
{
    size_t n;

    if (c->lines)
        return next_line(c, lead);
    if (c->left.n == 0)
        return false;
    n = element_length(c->left);
    *lead = trim((struct slice){c->left.p, n});
    c->left =
        c->left.p[n] == ']' ? SLICE_NONE : (struct slice){c->left.p + n + 1, c->left.n - n - 1};
    return true;
}

/* left: behind the opening bracket. Leaves it empty for an empty array. */
static bool array_check(struct slice left, size_t *n, const char **why)
{
    for (;;) {
        size_t length = element_length(left);

        if (length == SIZE_MAX) {
            *why = "The array is not closed.";
            return false;
        }
        if (trim((struct slice){left.p, length}).n == 0) {
            *why = "A comma of the array has no lead at its side.";
            return false;
        }
        ++*n;
        if (left.p[length] == ']') {
            *why = "Something follows the array.";
            return length + 1 == left.n;
        }
        left = (struct slice){left.p + length + 1, left.n - length - 1};
    }
}

bool batch_cut_begin(struct batch_cut *c, struct slice body, bool lines, size_t *n,
                     const char **why)
{
    struct batch_cut count;
    struct slice lead;

    *n = 0;
    *c = (struct batch_cut){.left = body, .lines = lines};
    if (lines) {
        for (count = *c; batch_cut_next(&count, &lead);)
            ++*n;
        return true;
    }
    c->left = trim(body);
    if (c->left.n < 2 || c->left.p[0] != '[') {
        *why = "The body must be a JSON array of leads, or application/x-ndjson.";
        return false;
    }
    c->left = (struct slice){c->left.p + 1, c->left.n - 1};
    if (trim(c->left).n == 1 && trim(c->left).p[0] == ']') {
        c->left = SLICE_NONE;
        return true;
    }
    return array_check(c->left, n, why);
}
