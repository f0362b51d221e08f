/* CSV fields and lines.
 *
 * Its one rule: a value that a spreadsheet would run as a formula (it begins with = + - @, tab or
 * return, also behind spaces) gets an apostrophe in front, in the form for spreadsheets only; a
 * plain number keeps its sign. Called by api/sales_export. */
#include "leadx/base/csv.h"

#include <string.h>

void csv_begin(struct buf *out, enum csv_form form)
{
    if (form == CSV_SPREADSHEET)
        buf_add_str(out, "\xEF\xBB\xBF");
}

static bool is_number(struct slice s)
{
    size_t i = s.n > 0 && s.p[0] == '-', digits = 0, points = 0;

    for (; i < s.n; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        points += s.p[i] == '.';
        if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
            return false;
    }
    return digits > 0 && points <= 1;
}

/* Full-width signs run too, where the spreadsheet is Chinese or Japanese. */
static bool runs(struct slice s)
{
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                       "\xEF\xBC\xA0"};

    if (s.n > 0 && (s.p[0] == '\t' || s.p[0] == '\r' || s.p[0] == '\n'))
        return true;
    while (s.n > 0 && s.p[0] == ' ') {
        s.p++;
        s.n--;
    }
    if (s.n == 0 || is_number(s))
        return false;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (s.n >= 3 && memcmp(s.p, wide[i], 3) == 0)
            return true;
    return memchr("=+-@|", s.p[0], 5) != NULL;
}

static bool wants_quotes(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr("\",;\r\n\t'", s.p[i]) != NULL)
            return true;
    return s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void csv_field(struct buf *out, enum csv_form form, bool first, struct slice value)
{
    bool tame = form == CSV_SPREADSHEET && runs(value);

    if (!first)
        buf_add_char(out, form == CSV_SPREADSHEET ? ';' : ',');
    if (!tame && !wants_quotes(value)) {
        buf_add_slice(out, value);
        return;
    }
    buf_add_str(out, tame ? "\"'" : "\"");
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, value.p[i]);
    }
    buf_add_char(out, '"');
}

void csv_end_line(struct buf *out)
{
    buf_add_str(out, "\r\n");
}
