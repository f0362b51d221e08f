/* A niche's rules on offering leads again: how far one is put off, how often a person is sold, and
 * what a return's reason means for the next offer.
 *
 * Its one rule: a rule is whole or refused; what it leaves out is said by its default. Called by
 * the niches handler. */
#include "niche_reoffer.h"

#include <string.h>

#include "leadx/api/common.h"

enum { DEFER_MAX_DAYS = 730, COOLING_MAX_HOURS = 90 * 24 };

static bool known(const char *const *words, const char *word)
{
    while (*words != NULL && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

static void take_rule(struct taking *t, const char *reason, json_t *rule, json_t *rules)
{
    static const char *const names[] = {"again", "cooling_hours", NULL};
    struct taking one = {.r = t->r, .from = rule, .args = json_object(), .faults = t->faults};

    one.base = fault_pointer(&t->faults, "/reoffer", reason);
    if (read_only(&one.faults, rule, one.base, names)) {
        take_bool(&one, "again", false);
        take_int(&one, "cooling_hours", false, 0, COOLING_MAX_HOURS);
    }
    t->faults = one.faults;
    json_object_set_new(rules, reason, one.args);
}

static void take_rules(struct taking *t, const char *const *reasons)
{
    json_t *from = json_object_get(t->from, "reoffer"), *rules, *rule;
    const char *reason;

    if (from == NULL)
        return;
    if (!json_is_object(from)) {
        take_fault(t, "reoffer", "invalid_field",
                   "must be an object: for each reason {\"again\", \"cooling_hours\"}");
        return;
    }
    rules = json_object();
    json_object_foreach(from, reason, rule)
    {
        const char *at = fault_pointer(&t->faults, "/reoffer", reason);

        if (!known(reasons, reason))
            fault_add(&t->faults, at, "unknown_field", "is no reason of a return");
        else if (!json_is_object(rule))
            fault_add(&t->faults, at, "invalid_field", "must be an object");
        else
            take_rule(t, reason, rule, rules);
    }
    json_object_set_new(t->args, "reoffer", rules);
}

void take_reoffer(struct taking *t, const char *const *reasons)
{
    take_int(t, "defer_max_days", false, 1, DEFER_MAX_DAYS);
    take_bool(t, "recontact", false);
    take_int(t, "person_sales", false, 1, 100);
    take_int(t, "person_days", false, 1, 90);
    take_rules(t, reasons);
}
