/* Field readers for a lead's body: each adds a fault with its pointer and says what is expected.
 *
 * Its one rule: a fault's sentence never repeats the value, which may be somebody's name. */
#include <assert.h>
#include <string.h>

#include "intake_room.h"
#include "leadx/app/json_text.h"
#include "leadx/base/buf.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/utf8.h"

enum { DUMP_USUAL = 1024 };

static json_t *in_get(json_t *o, const char *name)
{
    json_t *v = json_object_get(o, name);

    return json_is_null(v) ? NULL : v;
}

static void in_missing(struct intake *in, const char *base, const char *name)
{
    fault_add(&in->faults, fault_pointer(&in->faults, base, name), "missing_field",
              "is needed here");
}

struct slice in_text(struct intake *in, json_t *o, const char *base, const char *name, size_t max,
                     bool required)
{
    json_t *v = in_get(o, name);
    struct slice s;

    if (v == NULL) {
        if (required)
            in_missing(in, base, name);
        return SLICE_NONE;
    }
    s = json_is_string(v) ? slice_trim((struct slice){json_string_value(v), json_string_length(v)})
                          : SLICE_NONE;
    if (s.p == NULL || (s.n == 0 && required) || utf8_length(s) > max || utf8_has_forbidden(s)) {
        fault_add(&in->faults, fault_pointer(&in->faults, base, name), "invalid_field",
                  "must be a text of 1 to %zu characters without control characters", max);
        return SLICE_NONE;
    }
    return s.n == 0 ? SLICE_NONE : (struct slice){pool_copy(in->pool, s), s.n};
}

bool in_int(struct intake *in, json_t *o, const char *base, const char *name, int64_t min,
            int64_t max, int64_t *out)
{
    json_t *v = in_get(o, name);

    if (v == NULL)
        return false;
    if (!json_is_integer(v) || json_integer_value(v) < min || json_integer_value(v) > max) {
        fault_add(&in->faults, fault_pointer(&in->faults, base, name), "invalid_field",
                  "must be a whole number from %lld to %lld", (long long)min, (long long)max);
        return false;
    }
    *out = json_integer_value(v);
    return true;
}

bool in_bool(struct intake *in, json_t *o, const char *base, const char *name, bool *out)
{
    json_t *v = in_get(o, name);

    if (v == NULL)
        return false;
    if (!json_is_boolean(v)) {
        fault_add(&in->faults, fault_pointer(&in->faults, base, name), "invalid_field",
                  "must be true or false");
        return false;
    }
    *out = json_is_true(v);
    return true;
}

bool in_time(struct intake *in, json_t *o, const char *base, const char *name, bool required,
             int64_t *out_ms)
{
    json_t *v = in_get(o, name);

    if (v == NULL) {
        if (required)
            in_missing(in, base, name);
        return false;
    }
    if (!json_is_string(v) ||
        !timestamp_parse((struct slice){json_string_value(v), json_string_length(v)}, out_ms)) {
        fault_add(&in->faults, fault_pointer(&in->faults, base, name), "invalid_field",
                  "must be a date and time as RFC 3339 has it, such as 2026-11-21T10:00:00Z");
        return false;
    }
    return true;
}

json_t *in_object(struct intake *in, json_t *o, const char *base, const char *name, bool required)
{
    json_t *v = in_get(o, name);

    if (v == NULL) {
        if (required)
            in_missing(in, base, name);
        return NULL;
    }
    if (!json_is_object(v)) {
        fault_add(&in->faults, fault_pointer(&in->faults, base, name), "invalid_field",
                  "must be an object");
        return NULL;
    }
    return v;
}

void in_only(struct intake *in, json_t *o, const char *base, const char *const *names)
{
    const char *key;
    json_t *v;

    json_object_foreach(o, key, v)
    {
        const char *const *n = names;

        while (*n != NULL && strcmp(*n, key) != 0)
            n++;
        if (*n == NULL)
            fault_add(&in->faults, fault_pointer(&in->faults, base, key), "unknown_field",
                      "is not known here; check the spelling or leave it out");
    }
}

struct slice in_dump_behind(struct intake *in, struct slice head, json_t *json)
{
    struct slice text;
    struct buf b;

    buf_init(&b, 0);
    buf_reserve(&b, DUMP_USUAL);
    buf_add_slice(&b, head);
    json_text_add(&b, json);
    text = (struct slice){pool_copy(in->pool, buf_slice(&b)), b.n};
    assert(!b.overflow);
    buf_free(&b);
    return text;
}

struct slice in_dump(struct intake *in, json_t *json)
{
    return in_dump_behind(in, SLICE_NONE, json);
}
