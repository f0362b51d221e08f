/* The order as it would have stood, from what replay_begin() in SQL says of it.
 *
 * Its one rule: all it sets lives in the replay's pool, but the filter. Called by replay.c. */
#include <stdlib.h>
#include <string.h>

#include "replay_room.h"

static int64_t int_of(json_t *o, const char *name)
{
    return json_integer_value(json_object_get(o, name));
}

static bool uuid_of(json_t *json, struct uuid *out)
{
    const char *text = json_string_value(json);

    *out = (struct uuid){0};
    return text != NULL && uuid_parse(slice_of(text), out);
}

/* "1795460400000 1795489200000 …" as pairs; null: always open. */
static void spans_read(struct replay *r, const char *text)
{
    char *end;
    size_t n = 0;

    if (text == NULL)
        return;
    r->spans = pool_alloc(r->pool, (strlen(text) / 2 + 2) * sizeof *r->spans);
    for (int64_t ms = strtoll(text, &end, 10); end != text; ms = strtoll(text, &end, 10)) {
        r->spans[n++] = ms;
        text = end;
    }
    r->n_spans = (uint32_t)(n / 2);
}

static int64_t limit_of(json_t *cap, const char *name)
{
    json_t *value = json_object_get(cap, name);

    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static void cap_read(struct replay *r, json_t *said)
{
    json_t *starts = json_object_get(said, "starts"), *one;
    int64_t *times = pool_alloc(r->pool, (json_array_size(starts) + 1) * sizeof *times);
    size_t i;

    json_array_foreach(starts, i, one)
    {
        times[i] = json_integer_value(one);
    }
    r->caps[r->n_caps++] = (struct replay_cap){.count = limit_of(said, "count"),
                                               .minor = limit_of(said, "minor"),
                                               .used_count = int_of(said, "used_count"),
                                               .used_minor = int_of(said, "used_minor"),
                                               .starts = times,
                                               .n_starts = json_array_size(starts)};
}

static void day_read(struct replay *r, json_t *said)
{
    struct replay_day *d = &r->days[r->n_days++];

    snprintf(d->day, sizeof d->day, "%s", json_string_value(json_array_get(said, 0)));
    d->from_ms = json_integer_value(json_array_get(said, 1));
}

static void given_read(struct replay *r, json_t *said)
{
    static const struct uuid none;
    struct replay_event *e =
        replay_event_new(json_integer_value(json_array_get(said, 0)), &none, 0);

    e->given = json_integer_value(json_array_get(said, 1));
    replay_event_add(r, e);
}

static void lists_read(struct replay *r, json_t *said)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(said, "caps"), i, one)
    {
        if (r->n_caps < REPLAY_CAPS_MAX)
            cap_read(r, one);
    }
    json_array_foreach(json_object_get(said, "days"), i, one)
    {
        if (r->n_days < REPLAY_DAYS_MAX)
            day_read(r, one);
    }
    json_array_foreach(json_object_get(said, "given"), i, one)
    {
        given_read(r, one);
    }
    json_array_foreach(json_object_get(said, "siblings"), i, one)
    {
        struct uuid id;

        if (uuid_of(one, &id))
            keymap_put(&r->siblings, &id, r);
    }
}

static void order_read(struct replay *r, json_t *said)
{
    r->order = (struct replay_order){
        .id = r->terms.order,
        .price =
            {[WAY_EXCLUSIVE] = int_of(said, "exclusive"), [WAY_SHARED] = int_of(said, "shared")},
        .returns = (int)int_of(said, "returns")};
    spans_read(r, json_string_value(json_object_get(said, "spans")));
    uuid_of(json_object_get(said, "offer"), &r->offer);
    r->from_ms = int_of(said, "from");
    r->until_ms = int_of(said, "to");
    r->repeat_ms = int_of(said, "repeat_ms");
}

bool replay_begin(struct replay *r, json_t *said)
{
    order_read(r, said);
    lists_read(r, said);
    r->filter = tried_filter(&r->tried, json_object_get(said, "filter"));
    return uuid_of(json_object_get(said, "org"), &r->org) &&
           uuid_of(json_object_get(said, "family"), &r->order.family) &&
           uuid_of(json_object_get(said, "first"), &r->first) &&
           uuid_of(json_object_get(said, "last"), &r->last) && r->n_days > 0 && r->filter != NULL;
}
