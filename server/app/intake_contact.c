/* A lead's contact and consent: normalised into what is sealed, and the keyed hashes of every
 * channel.
 *
 * Its one rule: nothing personal leaves this file but into the vault and as a print. Called by
 * intake_read. */
#include <string.h>

#include "intake_room.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/core/normalise.h"

enum { CHANNELS_MAX = 6, RECIPIENTS_MAX = 100, PURPOSES_MAX = 20, CLOCK_SKEW_MS = 300000 };

static void set_text(json_t *o, const char *name, struct slice s)
{
    if (s.n > 0)
        json_object_set_new(o, name, json_stringn(s.p, s.n));
}

static void print_add(struct intake *in, enum channel channel, const char *normal)
{
    struct sale_lead *l = &in->lead;

    if (l->n_prints == PRINTS_MAX)
        return;
    print_make(vault_prints(), channel, slice_of(normal), &l->prints[l->n_prints]);
    for (size_t i = 0; i < l->n_prints; i++)
        if (memcmp(l->prints[i].dedup, l->prints[l->n_prints].dedup, PRINT_SIZE) == 0)
            return; /* the same number twice is one channel */
    l->n_prints++;
}

static bool phone_take(struct intake *in, const char *pointer, struct slice text, json_t *o,
                       const char *name)
{
    char e164[PHONE_E164_SIZE];

    switch (phone_normalise(text, setting_text("default_phone_region"), e164)) {
    case PHONE_UNPARSABLE:
        fault_add(&in->faults, pointer, "invalid_field",
                  "does not read as a phone number; send it as +, country code and number");
        return false;
    case PHONE_INVALID:
        json_object_set_new(o, name, json_string(e164));
        in->reject = "phone_invalid";
        return false;
    case PHONE_OK:
        break;
    }
    json_object_set_new(o, name, json_string(e164));
    print_add(in, CHANNEL_PHONE, e164);
    return true;
}

static bool email_take(struct intake *in, const char *pointer, struct slice text, json_t *o,
                       const char *name)
{
    const char *email = email_normalise(in->pool, text);

    if (email == NULL) {
        fault_add(&in->faults, pointer, "invalid_field",
                  "does not read as an e-mail address; send it as name@example.com");
        return false;
    }
    json_object_set_new(o, name, json_string(email));
    print_add(in, CHANNEL_EMAIL, email);
    return true;
}

static bool name_take(struct intake *in, json_t *contact, json_t *o, const char *base,
                      const char *name)
{
    struct slice raw = in_text(in, contact, base, name, 100, false);
    const char *normal;

    if (raw.n == 0)
        return false;
    normal = name_normalise(in->pool, raw, 100);
    if (normal == NULL)
        fault_add(&in->faults, fault_pointer(&in->faults, base, name), "invalid_field",
                  "must be a name of 1 to 100 characters");
    else
        json_object_set_new(o, name, json_string(normal));
    return normal != NULL;
}

/* channels: [{type, value, personal}]. Counts those that reach somebody; personal says whether one
 * is a person's own. */
static size_t channels_take(struct intake *in, json_t *list, json_t *o, bool *personal)
{
    static const char *const known[] = {"type", "value", "personal", NULL};
    json_t *out = json_array(), *item;
    size_t i, n = 0;

    if (!json_is_array(list) || json_array_size(list) > CHANNELS_MAX) {
        fault_add(&in->faults, "/contact/channels", "invalid_field",
                  "must be a list of at most %d channels", CHANNELS_MAX);
        json_decref(out);
        return 0;
    }
    json_array_foreach(list, i, item)
    {
        const char *base = pool_printf(in->pool, "/contact/channels/%zu", i);
        const char *pointer = pool_printf(in->pool, "%s/value", base);
        struct slice type, value;
        bool own = true;
        json_t *one = json_object();

        if (!json_is_object(item)) {
            fault_add(&in->faults, base, "invalid_field", "must be an object with type and value");
            json_decref(one);
            continue;
        }
        in_only(in, item, base, known);
        type = in_text(in, item, base, "type", 40, true);
        value = in_text(in, item, base, "value", 254, true);
        in_bool(in, item, base, "personal", &own);
        set_text(one, "type", type);
        json_object_set_new(one, "personal", json_boolean(own));
        if (value.n > 0 && slice_is(type, SLICE("phone")))
            phone_take(in, pointer, value, one, "value");
        else if (value.n > 0 && slice_is(type, SLICE("email")))
            email_take(in, pointer, value, one, "value");
        else if (value.n > 0) {
            set_text(one, "value", value);
            print_add(
                in, CHANNEL_OTHER,
                pool_printf(in->pool, "%.*s:%.*s", (int)type.n, type.p, (int)value.n, value.p));
        }
        n += value.n > 0;
        *personal = *personal || (value.n > 0 && own);
        json_array_append_new(out, one);
    }
    json_object_set_new(o, "channels", out);
    return n;
}

static void organisation_take(struct intake *in, json_t *org, json_t *o)
{
    static const char *const known[] = {"name", "registration_no", "industry", "size", NULL};
    json_t *out = json_object();

    in_only(in, org, "/contact/organisation", known);
    set_text(out, "name", in_text(in, org, "/contact/organisation", "name", 200, true));
    set_text(out, "registration_no",
             in_text(in, org, "/contact/organisation", "registration_no", 60, false));
    set_text(out, "industry", in_text(in, org, "/contact/organisation", "industry", 100, false));
    set_text(out, "size", in_text(in, org, "/contact/organisation", "size", 40, false));
    json_object_set_new(o, "organisation", out);
}

void intake_contact(struct intake *in, json_t *contact, struct contact_read *out)
{
    static const char *const known[] = {
        "first_name",   "last_name", "middle_name", "phone",    "email",
        "organisation", "position",  "decides",     "channels", NULL};
    json_t *o = out->normal = json_object();
    json_t *org = in_object(in, contact, "/contact", "organisation", false);
    json_t *channels = json_object_get(contact, "channels");
    struct slice phone = in_text(in, contact, "/contact", "phone", 40, false);
    struct slice email = in_text(in, contact, "/contact", "email", 254, false);
    bool decides, personal = phone.n > 0 || email.n > 0;
    size_t reach = (phone.n > 0) + (email.n > 0);

    in_only(in, contact, "/contact", known);
    out->named = name_take(in, contact, o, "/contact", "first_name");
    out->named |= name_take(in, contact, o, "/contact", "last_name");
    name_take(in, contact, o, "/contact", "middle_name");
    out->phone_valid = phone.n > 0 && phone_take(in, "/contact/phone", phone, o, "phone");
    out->email_valid = email.n > 0 && email_take(in, "/contact/email", email, o, "email");
    if (channels != NULL && !json_is_null(channels))
        reach += channels_take(in, channels, o, &personal);
    set_text(o, "position", in_text(in, contact, "/contact", "position", 100, false));
    if (in_bool(in, contact, "/contact", "decides", &decides))
        json_object_set_new(o, "decides", json_boolean(decides));
    if (org != NULL)
        organisation_take(in, org, o);
    if (reach == 0 && in->faults.n == 0)
        fault_add(&in->faults, "/contact", "no_contact_channel",
                  "A lead needs a way to reach the person: give phone, email or channels. "
                  "Anonymous interest is an event.");
    if (org != NULL && (!out->named || !personal))
        in->reject = "company_phone_only";
}

static void recipients_take(struct intake *in, json_t *list)
{
    size_t i, n = json_array_size(list);
    json_t *item;

    if (!json_is_array(list) || n == 0 || n > RECIPIENTS_MAX) {
        fault_add(&in->faults, "/consent/recipients", "invalid_field",
                  "must be \"any\" or a list of 1 to %d organisation ids", RECIPIENTS_MAX);
        return;
    }
    in->recipients = pool_alloc(in->pool, n * sizeof *in->recipients);
    json_array_foreach(list, i, item)
    {
        struct slice s = {json_string_value(item), json_string_length(item)};

        if (s.p == NULL || !uuid_parse(s, &in->recipients[in->n_recipients]))
            fault_add(&in->faults, pool_printf(in->pool, "/consent/recipients/%zu", i),
                      "invalid_field", "must be the id of an organisation");
        else
            in->n_recipients++;
    }
}

/* '{uuid,…}' as the sale takes it. */
static struct slice recipients_text(struct intake *in)
{
    size_t size = in->n_recipients * UUID_TEXT + 2;
    char *text = pool_alloc(in->pool, size), *p = text;

    if (in->recipients == NULL)
        return SLICE_NONE;
    *p++ = '{';
    for (size_t i = 0; i < in->n_recipients; i++) {
        if (i > 0)
            *p++ = ',';
        uuid_format(&in->recipients[i], p);
        p += UUID_TEXT - 1;
    }
    *p++ = '}';
    return (struct slice){text, (size_t)(p - text)};
}

/* What the person agreed to be contacted for: one text or a list of them. */
static void purposes_take(struct intake *in, json_t *consent, json_t *o)
{
    json_t *list = json_object_get(consent, "purposes"), *item;
    bool ok = json_is_array(list) && json_array_size(list) <= PURPOSES_MAX;
    size_t i;

    if (list == NULL || json_is_null(list))
        return;
    if (json_is_string(list)) {
        set_text(o, "purposes", in_text(in, consent, "/consent", "purposes", 500, false));
        return;
    }
    if (ok)
        json_array_foreach(list, i, item) ok =
            ok && json_is_string(item) && json_string_length(item) <= 200;
    if (!ok)
        fault_add(&in->faults, "/consent/purposes", "invalid_field",
                  "must be a text or a list of at most %d texts", PURPOSES_MAX);
    else
        json_object_set(o, "purposes", list);
}

void intake_consent(struct intake *in, json_t *consent, json_t **normal, int64_t *max_recipients,
                    bool *proof)
{
    static const char *const known[] = {"text",       "given_at",   "ip",       "user_agent",
                                        "proof_url",  "recipients", "purposes", "max_recipients",
                                        "expires_at", NULL};
    static const char *const kept[] = {"recipients", "max_recipients", "expires_at", NULL};
    static const char *const texts[] = {"ip", "user_agent", "proof_url", NULL};
    static const size_t sizes[] = {45, 500, 1000};
    json_t *o = *normal = json_object(), *recipients = json_object_get(consent, "recipients");
    int64_t given_ms = 0, now_ms = clock_exchange_ms();
    struct slice text = in_text(in, consent, "/consent", "text", 4000, true);

    in_only(in, consent, "/consent", known);
    set_text(o, "text", text);
    if (in_time(in, consent, "/consent", "given_at", true, &given_ms)) {
        json_object_set(o, "given_at", json_object_get(consent, "given_at"));
        in->age_s = given_ms > now_ms ? 0 : (now_ms - given_ms) / 1000;
        if (given_ms > now_ms + CLOCK_SKEW_MS)
            fault_add(&in->faults, "/consent/given_at", "invalid_field",
                      "lies in the future; send when the consent was given");
    }
    for (size_t i = 0; texts[i] != NULL; i++)
        set_text(o, texts[i], in_text(in, consent, "/consent", texts[i], sizes[i], false));
    purposes_take(in, consent, o);
    *proof = json_object_get(o, "proof_url") != NULL;
    in->lead.consent_ms = INT64_MAX;
    in_time(in, consent, "/consent", "expires_at", false, &in->lead.consent_ms);
    *max_recipients = 0;
    in_int(in, consent, "/consent", "max_recipients", 1, 1000, max_recipients);
    if (recipients != NULL && !json_is_null(recipients) &&
        !(json_is_string(recipients) && strcmp(json_string_value(recipients), "any") == 0))
        recipients_take(in, recipients);
    in->lead.recipients = recipients_text(in);
    for (size_t i = 0; kept[i] != NULL; i++) { /* what a later release goes by */
        json_t *v = json_object_get(consent, kept[i]);

        if (v != NULL && !json_is_null(v))
            json_object_set(o, kept[i], v);
    }
}
