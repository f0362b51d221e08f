/* Problems as text: a row of the error table, and what is wrong field by field.
 *
 * Rule: nothing a client sent is in it but the names of fields. Callers: reply.c, and handlers
 * whose one answer holds many. */
#include "leadx/http/problem.h"

#include <assert.h>

static void add_member(struct buf *out, const char *name, const char *value)
{
    buf_add_char(out, '"');
    buf_add_str(out, name);
    buf_add(out, "\":", 2);
    buf_add_json_string(out, slice_of(value));
}

/* type is relative, so that no host is named. */
static void problem_open(struct buf *out, const struct error_row *row, const char *detail)
{
    buf_printf(out, "{\"type\":\"/problems/%s\",\"title\":\"", row->code);
    for (const char *p = row->code; *p != '\0'; p++)
        buf_add_char(out, *p == '_' ? ' ' : *p);
    buf_printf(out, "\",\"status\":%d,\"code\":\"%s\",", row->status, row->code);
    add_member(out, "detail", detail == NULL ? row->sentence : detail);
}

void problem_add(struct buf *out, enum error e, const char *detail)
{
    problem_open(out, error_row(e), detail);
    buf_add_char(out, '}');
}

static void add_fault(struct buf *out, const struct fault *fault)
{
    buf_add_char(out, '{');
    add_member(out, "pointer", fault->pointer);
    buf_add_char(out, ',');
    add_member(out, "code", fault->code);
    buf_add_char(out, ',');
    add_member(out, "message", fault->message);
    buf_add_char(out, '}');
}

enum error problem_add_faults(struct buf *out, const struct faults *faults)
{
    enum error e = ERROR_INVALID_FIELD;

    assert(faults->n > 0);
    if (error_by_code(faults->items[0].code) != ERROR_COUNT)
        e = error_by_code(faults->items[0].code);
    problem_open(out, error_row(e), faults->n == 1 ? faults->items[0].message : NULL);
    buf_add_str(out, ",\"errors\":[");
    for (size_t i = 0; i < faults->n; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        add_fault(out, &faults->items[i]);
    }
    buf_add_str(out, "]}");
    return e;
}
