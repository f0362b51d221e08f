/* Escaping for XML and HTML alike.
 *
 * Its one rule: nothing that comes out can end the text it stands in, whoever wrote it and wherever
 * it stands. Called by what writes letters, pages, payment files and posts to buyers. */
#include "leadx/base/markup.h"

#include <stdbool.h>
#include <string.h>

/* The last two characters of the first plane, which are none: EF BF BE and EF BF BF. */
static bool is_no_character(struct slice s, size_t i)
{
    return s.n - i >= 3 && memcmp(s.p + i, "\xEF\xBF", 2) == 0 && (unsigned char)s.p[i + 2] >= 0xBE;
}

/* NULL: it may stand as it is. The apostrophe has no name that HTML and XML share. */
static const char *spelled(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return (unsigned char)c < ' ' && c != '\t' && c != '\n' ? "" : NULL;
    }
}

void markup_text(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        const char *as = spelled(text.p[i]);

        if (as != NULL)
            buf_add_str(out, as);
        else if (is_no_character(text, i))
            i += 2;
        else
            buf_add_char(out, text.p[i]);
    }
}
