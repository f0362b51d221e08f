/* Where a lead comes from, as its seller says: the source, and what is kept as origin.
 *
 * Its one rule: the words that decide anything go to the source, the rest is kept as written.
 * Called by intake_read.c. */
#include "intake_room.h"

enum { SUBS_MAX = 5 };

static const char *const origin_kinds[] = {"spears",         "seeds",     "nets",
                                           "purchased_list", "cold_base", NULL};

static void read_subs(struct intake *in, json_t *subs, json_t *origin)
{
    size_t i;
    json_t *sub;
    bool ok = json_is_array(subs) && json_array_size(subs) <= SUBS_MAX;

    if (subs == NULL || json_is_null(subs))
        return;
    if (ok)
        json_array_foreach(subs, i, sub) ok =
            ok && json_is_string(sub) && json_string_length(sub) <= 200;
    if (!ok)
        fault_add(&in->faults, "/source/sub", "invalid_field", "must be a list of at most %d texts",
                  SUBS_MAX);
    else
        json_object_set(origin, "sub", subs);
}

void intake_source(struct intake *in, json_t *body, json_t *origin)
{
    static const char *const known[] = {"name",         "channel",  "origin_kind", "capture_kind",
                                        "demand_kind",  "campaign", "ad_group",    "sub",
                                        "incentivised", NULL};
    static const char *const kept[] = {"campaign", "ad_group", NULL};
    json_t *source = in_object(in, body, "", "source", false);
    const char *const *k = origin_kinds;

    in->source.name = SLICE("default");
    if (source == NULL)
        return;
    in_only(in, source, "/source", known);
    in->source.name = in_text(in, source, "/source", "name", 100, true);
    in->source.channel = in_text(in, source, "/source", "channel", 60, false);
    in->source.origin_kind = in_text(in, source, "/source", "origin_kind", 20, false);
    in->source.capture_kind = in_text(in, source, "/source", "capture_kind", 60, false);
    in->source.demand_kind = in_text(in, source, "/source", "demand_kind", 60, false);
    in_bool(in, source, "/source", "incentivised", &in->source.incentivised);
    while (*k != NULL && !slice_is(in->source.origin_kind, slice_of(*k)))
        k++;
    if (in->source.origin_kind.n > 0 && *k == NULL)
        fault_add(&in->faults, "/source/origin_kind", "invalid_field",
                  "must be spears, seeds, nets, purchased_list or cold_base");
    for (size_t i = 0; kept[i] != NULL; i++) {
        struct slice s = in_text(in, source, "/source", kept[i], 200, false);

        if (s.n > 0)
            json_object_set_new(origin, kept[i], json_stringn(s.p, s.n));
    }
    read_subs(in, json_object_get(source, "sub"), origin);
}
