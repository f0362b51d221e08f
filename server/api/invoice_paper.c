/* Invoices to print.
 *
 * Its one rule: the page says what the invoice's row says, and nothing that was looked up later.
 * Called by invoices.c. */
#include "invoice_paper.h"

#include <stdio.h>
#include <string.h>

#include "paper.h"

enum { PAGE_MAX = 4 * 1024 * 1024 };

static const char *text_of(json_t *o, const char *name)
{
    const char *text = json_string_value(json_object_get(o, name));

    return text == NULL ? "" : text;
}

static const char *title_of(json_t *doc)
{
    const char *series = text_of(doc, "series");

    if (strcmp(series, "self_billed") == 0)
        return "Self-billed invoice";
    return strcmp(series, "credit_note") == 0 ? "Credit note" : "Invoice";
}

static void party_print(struct buf *out, const char *role, json_t *party)
{
    static const char *const names[] = {"name", "address", "country", "tax_id"};

    buf_add_str(out, "<p><strong>");
    paper_text(out, role);
    buf_add_str(out, "</strong>");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_of(party, names[i])[0] == '\0')
            continue;
        buf_add_str(out, strcmp(names[i], "tax_id") == 0 ? "\nTax no. " : "\n");
        paper_text(out, text_of(party, names[i]));
    }
    buf_add_str(out, "</p>");
}

static void amount_print(struct buf *out, json_t *minor, const char *currency)
{
    char units[64];

    paper_cell(out, paper_units(json_integer_value(minor), currency, units), true);
}

static void line_print(struct buf *out, json_t *line, const char *currency)
{
    int64_t bp = json_integer_value(json_object_get(line, "rate_bp"));
    char text[96];

    buf_add_str(out, "<tr>");
    paper_cell(out, text_of(line, "text"), false);
    snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT,
             json_integer_value(json_object_get(line, "count")));
    paper_cell(out, text, true);
    amount_print(out, json_object_get(line, "net"), currency);
    snprintf(text, sizeof text, "%.60s %d.%02d %%", text_of(line, "tax_name"), (int)(bp / 100),
             (int)(bp % 100));
    paper_cell(out, text, true);
    amount_print(out, json_object_get(line, "tax"), currency);
    amount_print(out, json_object_get(line, "gross"), currency);
    buf_add_str(out, "</tr>");
}

static void total_print(struct buf *out, json_t *doc, const char *currency)
{
    static const char *const names[] = {"net", NULL, "tax", "gross"};

    buf_add_str(out, "<tr><th>Total</th><th></th>");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i] == NULL)
            buf_add_str(out, "<td></td>");
        else
            amount_print(out, json_object_get(json_object_get(doc, names[i]), "amount"), currency);
    }
    buf_add_str(out, "</tr>");
}

static void heading_print(struct buf *out, json_t *doc)
{
    buf_printf(out, "<p>Issued %.10s for %s to %s, in %s", text_of(doc, "issued_at"),
               text_of(doc, "from"), text_of(doc, "to"), text_of(doc, "currency"));
    if (text_of(doc, "corrects_number")[0] != '\0')
        buf_printf(out, "<br>Corrects %s", text_of(doc, "corrects_number"));
    buf_add_str(out, "</p>");
    if (text_of(doc, "reason")[0] != '\0')
        paper_element(out, "p", text_of(doc, "reason"));
    buf_add_str(out, "<div class=\"parties\">");
    party_print(out, "From", json_object_get(doc, "issuer"));
    party_print(out, "To", json_object_get(doc, "recipient"));
    buf_add_str(out, "</div>");
}

void invoice_print(struct request *r, struct slice json)
{
    json_t *doc = json_loadb(json.p, json.n, 0, NULL), *line;
    const char *currency = text_of(doc, "currency");
    char title[128];
    struct buf out;
    size_t i;

    buf_init(&out, PAGE_MAX);
    snprintf(title, sizeof title, "%s %s", title_of(doc), text_of(doc, "number"));
    paper_begin(&out, title);
    heading_print(&out, doc);
    buf_add_str(&out,
                "<table><thead><tr><th>For<th class=\"n\">Count<th class=\"n\">Net<th "
                "class=\"n\">Rate<th class=\"n\">Tax<th class=\"n\">Gross</tr></thead><tbody>");
    json_array_foreach(json_object_get(doc, "lines"), i, line)
    {
        line_print(&out, line, currency);
    }
    total_print(&out, doc, currency);
    buf_add_str(&out, "</tbody></table>");
    if (strcmp(text_of(doc, "series"), "self_billed") == 0)
        paper_element(&out, "p", "Issued by the recipient in the name of the supplier.");
    paper_end(&out);
    paper_reply(r, &out);
    json_decref(doc);
}
