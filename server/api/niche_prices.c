/* A niche's terms of the price guide.
 *
 * Its one rule: factors have the names everybody knows them by, so that guides can be compared; the
 * same names stand in price_factor_names() of the schema. Called by the niches handler. */
#include "niche_prices.h"

#include <string.h>

#include "leadx/api/common.h"

enum { PERCENT_MIN = 10, PERCENT_MAX = 1000, SAMPLE_MAX = 100000, CATEGORY_MAX = 60 };

static const char *const factors[] = {"cost_of_product", "uniqueness",  "demand",
                                      "audience",        "competition", "location",
                                      "source_quality",  "season",      NULL};

static void take_factors(struct taking *t)
{
    json_t *from = json_object_get(t->from, "price_factors");
    struct taking one = {.r = t->r, .from = from, .faults = t->faults, .base = "/price_factors"};

    if (from == NULL)
        return;
    if (!json_is_object(from)) {
        take_fault(t, "price_factors", "invalid_field",
                   "must be an object: for each factor its per cent, 100 changes nothing");
        return;
    }
    one.args = json_object();
    if (read_only(&one.faults, from, one.base, factors))
        for (size_t i = 0; factors[i] != NULL; i++)
            take_int(&one, factors[i], false, PERCENT_MIN, PERCENT_MAX);
    t->faults = one.faults;
    json_object_set_new(t->args, "price_factors", one.args);
}

static bool category_ok(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

void take_prices(struct taking *t)
{
    const char *category;

    take_text(t, "price_category", false, CATEGORY_MAX);
    category = json_string_value(json_object_get(t->args, "price_category"));
    if (category != NULL && !category_ok(category))
        take_fault(t, "price_category", "invalid_field",
                   "must be the name of a line of the seed prices, such as insurance");
    take_int(t, "price_min_sample", false, 1, SAMPLE_MAX);
    take_factors(t);
}
