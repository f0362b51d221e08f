/* Pages to print.
 *
 * Its one rule: every text is escaped here, on its way out; names and references are other people's
 * words. Called by statements.c and invoices.c. */
#include "paper.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/markup.h"
#include "leadx/base/money.h"
#include "leadx/http/reply.h"

static const char style[] =
    "body{font:11pt/1.4 sans-serif;color:#111;max-width:60em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{text-align:left;padding:.25em .5em;border-bottom:1px solid #ccc;vertical-align:top}"
    "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    "td{overflow-wrap:break-word}td:first-child{white-space:nowrap}"
    ".parties{display:flex;gap:4em}.parties p{white-space:pre-line}"
    "thead{display:table-header-group}tr{break-inside:avoid}"
    "@media print{body{margin:0;max-width:none;font-size:9pt}@page{margin:15mm}}";

void paper_begin(struct buf *out, const char *title)
{
    buf_add_str(out, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta "
                     "name=\"viewport\" content=\"width=device-width\"><title>");
    paper_text(out, title);
    buf_add_str(out, "</title><style>");
    buf_add_str(out, style);
    buf_add_str(out, "</style></head><body>");
    paper_element(out, "h1", title);
}

void paper_end(struct buf *out)
{
    buf_add_str(out, "</body></html>\n");
}

void paper_text(struct buf *out, const char *text)
{
    if (text != NULL)
        markup_text(out, slice_of(text));
}

void paper_element(struct buf *out, const char *tag, const char *text)
{
    buf_printf(out, "<%s>", tag);
    paper_text(out, text);
    buf_printf(out, "</%s>", tag);
}

void paper_cell(struct buf *out, const char *text, bool number)
{
    buf_add_str(out, number ? "<td class=\"n\">" : "<td>");
    paper_text(out, text);
    buf_add_str(out, "</td>");
}

char *paper_units(int64_t minor, const char *currency, char *out)
{
    uint64_t left = minor < 0 ? -(uint64_t)minor : (uint64_t)minor, unit = 1;
    int digits = money_exponent(slice_of(currency));

    for (int i = 0; i < digits; i++)
        unit *= 10;
    if (digits > 0)
        snprintf(out, 64, "%s%" PRIu64 ".%0*" PRIu64, minor < 0 ? "-" : "", left / unit, digits & 7,
                 left % unit);
    else
        snprintf(out, 64, "%s%" PRIu64, minor < 0 ? "-" : "", left);
    return out;
}

void paper_reply(struct request *r, struct buf *out)
{
    reply_header(r, "Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    if (out->overflow)
        reply_error(r, ERROR_INTERNAL, "The page is too large; ask for a smaller limit.");
    else
        reply_bytes(r, 200, "text/html; charset=utf-8", buf_slice(out));
    buf_free(out);
}
