/* Filters in a query string, read with the same care as a body's fields.
 *
 * Its one rule: a filter that cannot be read is refused, never left out, or a caller would take
 * everything for what it asked for. Called by the handlers of lists. */
#include "query.h"

#include <stdio.h>
#include <string.h>

#include "leadx/base/fault.h"
#include "leadx/base/timestamp.h"
#include "leadx/http/reply.h"

bool query_refuse(struct request *r, const char *name, const char *why)
{
    struct faults faults;

    faults_init(&faults, r->pool);
    fault_add(&faults, fault_pointer(&faults, "", name), "invalid_field", "Parameter \"%s\" %s.",
              name, why);
    reply_faults(r, &faults);
    return false;
}

bool query_uuid(struct request *r, const char *name, struct uuid *out)
{
    struct slice text;

    if (!request_query(r, name, &text) || uuid_parse(text, out))
        return true;
    return query_refuse(r, name, "must be an id as the exchange gave it");
}

bool query_time(struct request *r, const char *name, int64_t *out_ms)
{
    struct slice text;

    if (!request_query(r, name, &text) || timestamp_parse(text, out_ms))
        return true;
    return query_refuse(r, name, "must be a date and time as RFC 3339 has it, '+' written as %2B");
}

bool query_day(struct request *r, const char *name, struct slice *out)
{
    struct slice text;
    int64_t ms;

    if (!request_query(r, name, &text))
        return true;
    if (!timestamp_parse_date(text, &ms))
        return query_refuse(r, name, "must be a day as 2026-11-21");
    *out = text;
    return true;
}

bool query_int(struct request *r, const char *name, int min, int max, int *out)
{
    struct slice text;
    int n = 0;

    if (!request_query(r, name, &text))
        return true;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9' || i == 9)
            n = -1;
        if (n < 0)
            break;
        n = n * 10 + (text.p[i] - '0');
    }
    if (text.n == 0 || n < min || n > max)
        return query_refuse(r, name, pool_printf(r->pool, "must be %d to %d", min, max));
    *out = n;
    return true;
}

static const char *words_joined(struct pool *pool, const char *const *words)
{
    const char *all = words[0];

    for (size_t i = 1; words[i] != NULL; i++)
        all = pool_printf(pool, "%s, %s", all, words[i]);
    return all;
}

bool query_word(struct request *r, const char *name, const char *const *words, struct slice *out)
{
    struct slice text;

    if (!request_query(r, name, &text))
        return true;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (slice_is(text, slice_of(words[i]))) {
            *out = text;
            return true;
        }
    }
    return query_refuse(r, name,
                        pool_printf(r->pool, "must be one of %s", words_joined(r->pool, words)));
}

struct slice query_text(struct request *r, const char *name)
{
    struct slice text = SLICE_NONE;

    return request_query(r, name, &text) ? text : SLICE_NONE;
}

struct param param_filter_uuid(const struct uuid *u)
{
    return param_uuid(uuid_is_nil(u) ? NULL : u);
}

struct param param_filter_text(struct slice s)
{
    return s.p == NULL ? param_null() : param_text(s);
}
