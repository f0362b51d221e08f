/* One pass over JSON text before the parser sees it: depth, NUL, UTF-8.
 *
 * Its one rule: never less strict than the parser on where a string begins and ends. On text that
 * is JSON the two agree byte for byte; on text that is not, they agree up to the first mistake,
 * where the parser stops, so what is counted wrongly after it does no harm. Called on every body,
 * hence eight bytes at a step in strings. */
#include "leadx/base/json_scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "leadx/base/utf8.h"

#include "eight.h"

struct scan {
    const char *p, *end;
    size_t depth, max_depth;
};

/* Skips what a string may hold and nobody looks at. */
static const char *skip_plain(const char *p, const char *end)
{
    for (; end - p >= 8; p += 8) {
        uint64_t w = eight_load(p);
        uint64_t stop = eight_above_ascii(w) | eight_below_space(w) | eight_equal(w, '"') |
                        eight_equal(w, '\\');

        if (stop == 0 || eight_is_pairs(w))
            continue;
        return p + eight_before(stop);
    }
    return p;
}

/* \u0000 ends in a NUL; of the other escapes only the quote and the backslash matter here. */
static enum json_scan_result scan_escape(struct scan *s)
{
    if (s->end - s->p >= 6 && memcmp(s->p, "\\u0000", 6) == 0)
        return JSON_SCAN_NUL;
    s->p++;
    if (s->p < s->end && (*s->p == '"' || *s->p == '\\'))
        s->p++;
    return JSON_SCAN_OK;
}

static enum json_scan_result scan_character(struct scan *s)
{
    size_t n;

    if (*s->p == '\0')
        return JSON_SCAN_NUL;
    n = utf8_sequence(s->p, (size_t)(s->end - s->p));
    s->p += n;
    return n == 0 ? JSON_SCAN_UTF8 : JSON_SCAN_OK;
}

/* From behind the opening quote to behind the closing one, or to the end. */
static enum json_scan_result scan_string(struct scan *s)
{
    enum json_scan_result result = JSON_SCAN_OK;

    while (result == JSON_SCAN_OK) {
        s->p = skip_plain(s->p, s->end);
        if (s->p == s->end)
            break;
        if (*s->p == '"') {
            s->p++;
            break;
        }
        result = *s->p == '\\' ? scan_escape(s) : scan_character(s);
    }
    return result;
}

/* Bytes that mean nothing outside strings: ASCII but NUL, quote and brackets. */
static const bool dull[256] = {
    [1 ... '"' - 1] = true, ['"' + 1 ... '[' - 1] = true,
    ['\\'] = true,          [']' + 1 ... '{' - 1] = true,
    ['|'] = true,           ['~' ... 0x7f] = true,
};

static enum json_scan_result scan_token(struct scan *s)
{
    switch (*s->p) {
    case '"':
        s->p++;
        return scan_string(s);
    case '{':
    case '[':
        s->p++;
        return ++s->depth > s->max_depth ? JSON_SCAN_TOO_DEEP : JSON_SCAN_OK;
    case '}':
    case ']':
        s->p++;
        s->depth -= s->depth > 0;
        return JSON_SCAN_OK;
    default:
        return scan_character(s);
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

enum json_scan_result json_scan(struct slice text, size_t max_depth)
{
    const char *end = text.n == 0 ? text.p : text.p + text.n;
    struct scan s = {.p = text.p, .end = end, .max_depth = max_depth};
    enum json_scan_result result = JSON_SCAN_OK;

    while (s.p < end && is_space(*s.p))
        s.p++;
    if (s.p == end)
        return JSON_SCAN_EMPTY;
    while (s.p < end && result == JSON_SCAN_OK) {
        if (dull[(unsigned char)*s.p])
            s.p++;
        else
            result = scan_token(&s);
    }
    return result;
}
