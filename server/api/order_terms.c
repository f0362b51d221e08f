/* The terms of an order in a body.
 *
 * Its one rule: what is not offered yet (targets) is refused with a sentence, not ignored, since an
 * order spends money. What needs the database (floors, zone names, whose endpoint) is checked by
 * the operation. Called by the orders and offers handlers. */
#include "order_terms.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/market.h"
#include "leadx/base/money.h"

enum {
    CAP_COUNT_MAX = 1000000000,
    SPANS_MAX = 50,
    PRIORITY_MAX = 100,
    ZONE_MAX = 60,
    AGE_MAX_HOURS = 24 * 366
};

static const char *const periods[] = {"hour", "day", "week", "month", "total", NULL};
static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

const struct niche *take_niche(struct taking *t)
{
    const struct niche *niche = NULL;
    const char *name;

    take_text(t, "niche", true, 60);
    name = json_string_value(json_object_get(t->args, "niche"));
    if (name == NULL)
        return NULL;
    niche = market_niche(slice_of(name));
    if (niche != NULL && niche->active)
        return niche;
    take_fault(t, "niche", "unknown_niche", "There is no such niche; GET /v1/niches lists them.");
    return NULL;
}

void take_kinds(struct taking *t)
{
    json_t *kinds = json_object_get(t->from, "kinds");
    const char *kind = json_string_value(json_array_get(kinds, 0));

    if (kinds == NULL || json_is_null(kinds))
        return;
    if (json_array_size(kinds) != 1 || kind == NULL || !slice_is(slice_of(kind), SLICE("consumer")))
        take_fault(t, "kinds", "invalid_field",
                   "must be [\"consumer\"]; targeted leads are bought by an offer");
}

/* The operation has the last word on floors; this one can say them as people write money. */
void take_price(struct taking *t, const char *name, bool required, const struct niche *niche,
                int64_t floor)
{
    char text[64];
    json_t *price;

    if (niche == NULL)
        return;
    take_money(t, name, required, niche->currency, 1, ORDER_PRICE_MAX);
    price = json_object_get(t->args, name);
    if (!json_is_integer(price) || json_integer_value(price) >= floor)
        return;
    money_format(floor, slice_of(niche->currency), text, sizeof text);
    take_fault(t, name, "invalid_field",
               pool_printf(t->faults.pool, "is below the niche's floor of %s", text));
}

/* The revision goes along: the operation refuses a filter that was checked against other fields. */
static void take_filter(struct taking *t, const struct niche *niche)
{
    json_t *filter = json_object_get(t->from, "filter");

    if (filter == NULL || json_is_null(filter) || niche == NULL)
        return;
    if (filter_read(filter, fault_pointer(&t->faults, t->base, "filter"), &niche->schema,
                    market_symbols(), &t->faults, NULL))
        json_object_set(t->args, "filter", filter);
    json_object_set_new(t->args, "niche_revision", json_integer(niche->revision));
}

/* ---- lists of objects: each element is taken by itself */

/* A taking of one element: its faults are collected in outer's. */
static struct taking element(struct taking *outer, const char *list, size_t i, json_t *from)
{
    const char *base = fault_pointer(&outer->faults, outer->base, list);

    return (struct taking){
        .r = outer->r,
        .from = from,
        .args = json_object(),
        .faults = outer->faults,
        .base = pool_printf(outer->faults.pool, "%s/%zu", base, i),
    };
}

static void element_end(struct taking *outer, const struct taking *inner, json_t *into)
{
    outer->faults = inner->faults;
    json_array_append_new(into, inner->args);
}

/* The list, if it is one of at most max objects. */
static json_t *list_of_objects(struct taking *t, const char *name, size_t min, size_t max,
                               const char *why)
{
    json_t *list = json_object_get(t->from, name), *one;
    size_t i;
    bool ok = json_is_array(list) && json_array_size(list) >= min && json_array_size(list) <= max;

    if (list == NULL)
        return NULL;
    if (json_is_null(list)) {
        json_object_set_new(t->args, name, json_null());
        return NULL;
    }
    json_array_foreach(list, i, one)
    {
        ok = ok && json_is_object(one);
    }
    if (ok)
        return list;
    take_fault(t, name, "invalid_field", why);
    return NULL;
}

static bool period_seen(json_t *caps, json_t *per)
{
    json_t *cap;
    size_t i;

    json_array_foreach(caps, i, cap)
    {
        if (json_equal(json_object_get(cap, "per"), per))
            return true;
    }
    return false;
}

static void take_cap(struct taking *t, const struct niche *niche, json_t *earlier)
{
    static const char *const names[] = {"per", "count", "amount", NULL};

    read_only(&t->faults, t->from, t->base, names);
    take_word(t, "per", true, periods);
    take_int(t, "count", false, 0, CAP_COUNT_MAX);
    if (niche != NULL)
        take_money(t, "amount", false, niche->currency, 0, ORDER_PRICE_MAX);
    if (!json_is_integer(json_object_get(t->from, "count")) &&
        !json_is_object(json_object_get(t->from, "amount")))
        take_fault(t, "count", "missing_field", "A cap has a count, an amount, or both.");
    if (json_is_string(json_object_get(t->args, "per")) &&
        period_seen(earlier, json_object_get(t->args, "per")))
        take_fault(t, "per", "invalid_field",
                   "stands in the list already; put count and amount into one entry");
}

static void take_caps(struct taking *t, const struct niche *niche)
{
    json_t *list = list_of_objects(t, "caps", 0, 5,
                                   "must be a list of {\"per\", \"count\", \"amount\"}, at most "
                                   "one for hour, day, week, month and total");
    json_t *caps = list == NULL ? NULL : json_array(), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        struct taking inner = element(t, "caps", i, one);

        take_cap(&inner, niche, caps);
        element_end(t, &inner, caps);
    }
    if (caps != NULL)
        json_object_set_new(t->args, "caps", caps);
}

/* "HH:MM" from 00:00 to 23:59, as an end also 24:00; -1: something else. */
static int clock_minutes(const char *text, bool end)
{
    int hour, minute;

    if (text == NULL || strlen(text) != 5 || text[2] != ':' || strspn(text, "0123456789:") != 5 ||
        strchr(text, ':') != text + 2 || strchr(text + 3, ':') != NULL)
        return -1;
    hour = (text[0] - '0') * 10 + text[1] - '0';
    minute = (text[3] - '0') * 10 + text[4] - '0';
    if (minute > 59 || hour > 24 || (hour == 24 && (minute > 0 || !end)))
        return -1;
    return hour * 60 + minute;
}

static void take_span(struct taking *t)
{
    static const char *const names[] = {"days", "from", "to", NULL};
    int from, to;

    read_only(&t->faults, t->from, t->base, names);
    take_words(t, "days", 7, weekdays, 0);
    if (json_array_size(json_object_get(t->from, "days")) == 0)
        take_fault(t, "days", "missing_field",
                   "must name the days: mon, tue, wed, thu, fri, sat, sun");
    take_text(t, "from", true, 5);
    take_text(t, "to", true, 5);
    from = clock_minutes(json_string_value(json_object_get(t->args, "from")), false);
    to = clock_minutes(json_string_value(json_object_get(t->args, "to")), true);
    if (from < 0)
        take_fault(t, "from", "invalid_field", "must be a time of day from 00:00 to 23:59");
    if (to < 0)
        take_fault(t, "to", "invalid_field", "must be a time of day from 00:00 to 24:00");
    else if (from == to)
        take_fault(t, "to", "invalid_field", "must differ from the start; 00:00 to 24:00 is a day");
}

static void take_schedule(struct taking *t)
{
    json_t *list = list_of_objects(t, "schedule", 1, SPANS_MAX,
                                   "must be a list of 1 to 50 {\"days\", \"from\", \"to\"}; leave "
                                   "it out to buy at all hours");
    json_t *spans = list == NULL ? NULL : json_array(), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        struct taking inner = element(t, "schedule", i, one);

        take_span(&inner);
        element_end(t, &inner, spans);
    }
    if (spans != NULL)
        json_object_set_new(t->args, "schedule", spans);
}

/* ---- listed leads */

static void take_market(struct taking *t, const struct niche *niche)
{
    static const char *const names[] = {"max_price", "max_age_hours", NULL};
    json_t *market = json_object_get(t->from, "market");
    struct taking inner = *t;

    if (market == NULL || niche == NULL)
        return;
    if (!json_is_object(market)) {
        json_object_set_new(t->args, "market", json_null());
        if (!json_is_null(market))
            take_fault(t, "market", "invalid_field",
                       "must be null, or {\"max_price\", \"max_age_hours\"}");
        return;
    }
    inner.from = market;
    inner.args = json_object();
    inner.base = fault_pointer(&t->faults, t->base, "market");
    read_only(&inner.faults, market, inner.base, names);
    take_price(&inner, "max_price", true, niche, niche->floor_shared);
    take_int(&inner, "max_age_hours", false, 1, AGE_MAX_HOURS);
    t->faults = inner.faults;
    json_object_set_new(t->args, "market", inner.args);
}

/* ---- the rest */

static void take_delivery(struct taking *t)
{
    json_t *delivery = json_object_get(t->from, "delivery");
    const char *type = json_string_value(json_object_get(delivery, "type"));
    struct uuid endpoint;
    bool good;

    if (delivery == NULL || json_is_null(delivery))
        return;
    if (type != NULL && strcmp(type, "pull") == 0)
        good = json_object_size(delivery) == 1;
    else
        good = type != NULL && json_object_size(delivery) == 2 &&
               (strcmp(type, "webhook") == 0 || strcmp(type, "post") == 0 ||
                strcmp(type, "email") == 0) &&
               uuid_parse(slice_of(json_string_value(json_object_get(delivery, "endpoint"))),
                          &endpoint);
    if (good)
        json_object_set(t->args, "delivery", delivery);
    else
        take_fault(t, "delivery", "invalid_field",
                   "must be null, {\"type\": \"pull\"} (what was bought is read at /v1/sales), or "
                   "{\"type\": \"webhook\", \"post\" or \"email\", \"endpoint\": id}");
}

static void take_zone(struct taking *t)
{
    static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    const char *zone;

    take_text(t, "time_zone", false, ZONE_MAX);
    zone = json_string_value(json_object_get(t->args, "time_zone"));
    if (zone != NULL && strspn(zone, good) != strlen(zone))
        take_fault(t, "time_zone", "invalid_field",
                   "must be a name of the IANA time zone database, such as Europe/Moscow");
}

void take_order_terms(struct taking *t, const struct niche *niche)
{
    json_t *target = json_object_get(t->from, "target");

    take_filter(t, niche);
    take_caps(t, niche);
    take_schedule(t);
    take_zone(t);
    take_delivery(t);
    take_market(t, niche);
    take_int(t, "priority", false, -PRIORITY_MAX, PRIORITY_MAX);
    if (target != NULL && !json_is_null(target))
        take_fault(t, "target", "invalid_field",
                   "Targets are not offered yet; a cap with per total limits the whole order.");
}
