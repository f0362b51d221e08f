/* Reading a niche's marketplace policy from JSON.
 *
 * Its one rule: as for fields, what is accepted from an administrator is what is loaded, so both
 * come through here; each member stands for itself, so that a change names only what it changes.
 * Called by the niches handler and when the market is loaded. */
#include <string.h>

#include "leadx/app/niche.h"

enum { PRICE_PER_CENT_BP = CURVE_WHOLE_BP / 100, HOUR_S = 3600, HOURS_MAX = 60 * 24 };

struct reading {
    struct faults *faults;
    const char *base;
    json_t *json;
    struct niche_market *out;
};

static void refuse(struct reading *r, const char *key, const char *why)
{
    fault_add(r->faults, fault_pointer(r->faults, r->base, key), "invalid_field", "%s", why);
}

/* Leaves *out alone when absent. */
static void read_whole(struct reading *r, const char *key, int min, int max, int *out)
{
    json_t *value = json_object_get(r->json, key);

    if (value == NULL)
        return;
    if (json_is_integer(value) && json_integer_value(value) >= min &&
        json_integer_value(value) <= max)
        *out = (int)json_integer_value(value);
    else
        fault_add(r->faults, fault_pointer(r->faults, r->base, key), "invalid_field",
                  "must be a whole number from %d to %d", min, max);
}

static void read_on(struct reading *r)
{
    json_t *on = json_object_get(r->json, "on");

    if (on != NULL && !json_is_boolean(on))
        refuse(r, "on", "must be true or false");
    r->out->on = on == NULL ? r->out->on : json_is_true(on);
}

static void check_causes(struct reading *r)
{
    static const char *const known[] = {"unsold", "deferred", "returned", "aged"};
    json_t *causes = json_object_get(r->json, "causes"), *cause;
    size_t i, k, seen[4] = {0};

    if (causes == NULL)
        return;
    if (!json_is_array(causes))
        refuse(r, "causes", "must be a list");
    json_array_foreach(causes, i, cause)
    {
        for (k = 0; k < 4; k++)
            if (json_is_string(cause) && strcmp(json_string_value(cause), known[k]) == 0)
                break;
        if (k == 4 || seen[k]++ > 0) {
            refuse(r, "causes", "must be a list out of unsold, deferred, returned, aged");
            return;
        }
    }
}

/* null: what the price guide says. */
static void check_start(struct reading *r)
{
    json_t *start = json_object_get(r->json, "start");

    if (start != NULL && !json_is_null(start) &&
        !(json_is_integer(start) && json_integer_value(start) >= 1 &&
          json_integer_value(start) <= NICHE_START_MAX))
        refuse(r, "start", "must be an amount in minor units, or null: what the price guide says");
}

static bool read_step(json_t *step, struct curve_step *out)
{
    json_t *hours = json_object_get(step, "hours"), *percent = json_object_get(step, "percent");

    if (json_object_size(step) != 2 || !json_is_integer(hours) || !json_is_integer(percent) ||
        json_integer_value(hours) < 0 || json_integer_value(hours) > HOURS_MAX ||
        json_integer_value(percent) < 1 || json_integer_value(percent) > 100)
        return false;
    out->after_s = (int32_t)json_integer_value(hours) * HOUR_S;
    out->bp = (int32_t)json_integer_value(percent) * PRICE_PER_CENT_BP;
    return true;
}

static void read_steps(struct reading *r)
{
    json_t *steps = json_object_get(r->json, "steps"), *step;
    struct curve curve = {.n = json_array_size(steps), .resold_bp = 1};
    const char *why;
    size_t i;

    if (steps == NULL)
        return;
    if (curve.n < 1 || curve.n > CURVE_STEPS_MAX) {
        refuse(r, "steps", "must be a list of 1 to 16 {\"hours\", \"percent\"}");
        return;
    }
    json_array_foreach(steps, i, step)
    {
        if (!read_step(step, &curve.steps[i])) {
            refuse(r, "steps",
                   "Each step is {\"hours\": 0 to 1440, \"percent\": 1 to 100}, whole numbers.");
            return;
        }
    }
    if (!curve_ok(&curve, &why)) {
        refuse(r, "steps", why);
        return;
    }
    curve.resold_bp = r->out->curve.resold_bp;
    r->out->curve = curve;
}

static void check_keys(struct reading *r)
{
    static const char *const known[] = {
        "on",    "causes",           "days",           "start",
        "steps", "floor_percent",    "resold_percent", "exclusive_percent",
        "k",     "aged_return_hours"};
    const char *key;
    json_t *value;

    json_object_foreach(r->json, key, value)
    {
        size_t i = 0;

        while (i < sizeof known / sizeof *known && strcmp(known[i], key) != 0)
            i++;
        if (i == sizeof known / sizeof *known)
            fault_add(r->faults, fault_pointer(r->faults, r->base, key), "unknown_field",
                      "is not known here; GET /v1/niches shows a whole policy");
    }
}

static void read_numbers(struct reading *r)
{
    int days = 0, floor = 0, hours = 0, resold = r->out->curve.resold_bp / PRICE_PER_CENT_BP;

    read_whole(r, "days", 1, 60, &days);
    read_whole(r, "floor_percent", 1, 100, &floor);
    read_whole(r, "resold_percent", 1, 100, &resold);
    read_whole(r, "exclusive_percent", 100, 1000, &r->out->exclusive_percent);
    read_whole(r, "aged_return_hours", 1, 60 * 24, &hours);
    read_whole(r, "k", 1, 1000, &r->out->k);
    r->out->curve.resold_bp = resold * PRICE_PER_CENT_BP;
}

bool niche_market_read(json_t *market, const char *base, struct faults *faults,
                       struct niche_market *out)
{
    struct reading r = {.faults = faults, .base = base, .json = market, .out = out};
    size_t before = faults->n + faults->dropped;

    if (!json_is_object(market)) {
        fault_add(faults, base, "invalid_field", "must be an object");
        return false;
    }
    check_keys(&r);
    read_on(&r);
    check_causes(&r);
    check_start(&r);
    read_numbers(&r);
    read_steps(&r);
    return faults->n + faults->dropped == before;
}
