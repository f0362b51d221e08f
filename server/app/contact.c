/* Contacts for people who may not see them whole: every value that says who somebody is, masked.
 *
 * Its one rule: what this file does not know is hidden, so a field added to leads tomorrow does not
 * leak today. Called by the handlers that show a lead to the operator. */
#include "leadx/app/contact.h"

#include <string.h>

#include "leadx/core/normalise.h"

typedef const char *(*mask_fn)(struct pool *pool, struct slice value);

static const char *mask_all(struct pool *pool, struct slice value)
{
    (void)pool;
    (void)value;
    return "***";
}

/* Only how a field is masked; NULL = it says nothing about who the person is. */
struct mask_rule {
    const char *name;
    mask_fn mask;
};

static const struct mask_rule person_rules[] = {
    {"first_name", name_mask}, {"last_name", name_mask}, {"middle_name", name_mask},
    {"phone", phone_mask},     {"email", email_mask},    {"position", NULL},
    {"decides", NULL},
};
static const struct mask_rule organisation_rules[] = {
    {"name", name_mask},
    {"registration_no", mask_all},
    {"industry", NULL},
    {"size", NULL},
};

static const struct mask_rule hide = {"", mask_all};

static const struct mask_rule *rule_find(const struct mask_rule *rules, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i];
    }
    return &hide;
}

static json_t *value_masked(struct pool *pool, mask_fn mask, json_t *value)
{
    struct slice text;

    if (json_is_null(value) || (mask == NULL && !json_is_array(value) && !json_is_object(value)))
        return json_incref(value);
    if (!json_is_string(value) || mask == NULL)
        return json_string("***");
    text = (struct slice){json_string_value(value), json_string_length(value)};
    return json_string(mask(pool, text));
}

static json_t *object_masked(struct pool *pool, const struct mask_rule *rules, size_t n,
                             json_t *object)
{
    json_t *out = json_object(), *value;
    const char *name;

    json_object_foreach(object, name, value)
    {
        const struct mask_rule *rule = rule_find(rules, n, name);

        json_object_set_new(out, name, value_masked(pool, rule->mask, value));
    }
    return out;
}

static mask_fn channel_mask(json_t *channel)
{
    const char *type = json_string_value(json_object_get(channel, "type"));

    if (type == NULL)
        return mask_all;
    if (strcmp(type, "phone") == 0)
        return phone_mask;
    return strcmp(type, "email") == 0 ? email_mask : mask_all;
}

static json_t *channels_masked(struct pool *pool, json_t *channels)
{
    json_t *out = json_array(), *channel;
    size_t i;

    json_array_foreach(channels, i, channel)
    {
        const struct mask_rule rules[] = {
            {"type", NULL}, {"personal", NULL}, {"value", channel_mask(channel)}};

        json_array_append_new(out, object_masked(pool, rules, 3, channel));
    }
    return out;
}

json_t *contact_masked(struct pool *pool, json_t *contact)
{
    json_t *out =
        object_masked(pool, person_rules, sizeof person_rules / sizeof *person_rules, contact);
    json_t *organisation = json_object_get(contact, "organisation");
    json_t *channels = json_object_get(contact, "channels");

    if (json_is_object(organisation))
        json_object_set_new(out, "organisation",
                            object_masked(pool, organisation_rules,
                                          sizeof organisation_rules / sizeof *organisation_rules,
                                          organisation));
    if (json_is_array(channels))
        json_object_set_new(out, "channels", channels_masked(pool, channels));
    return out;
}
