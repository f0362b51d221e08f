/* Reads the body of an endpoint.
 *
 * Its one rule: what a kind cannot use is refused with a sentence, not ignored: a secret for mail,
 * a template for a webhook. Called by endpoints.c. */
#include "endpoint_terms.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/endpoint.h"
#include "leadx/app/post_template.h"
#include "leadx/base/mem.h"

enum { URL_MAX = 2000, OVERLAP_MAX_HOURS = 168, OVERLAP_HOURS = 24, CREDENTIALS_MAX = 20 };

static const char *const kinds[] = {"webhook", "post", "email", NULL};
static const char *const payloads[] = {"thin", "full", NULL};
static const char *const events[] = {"consent.revoked",   "sale.settled",      "endpoint.disabled",
                                     "wallet.low",        "lead.closed",       "dispute.opened",
                                     "dispute.contested", "dispute.ruled",     "dispute.appealed",
                                     "dispute.final",     "dispute.withdrawn", "outcome.reported",
                                     "notice.posted",     "market.match",      NULL};

static struct slice text_of(json_t *value)
{
    return (struct slice){json_string_value(value), json_string_length(value)};
}

static bool there(struct taking *t, const char *name)
{
    json_t *value = json_object_get(t->from, name);

    return value != NULL && !json_is_null(value);
}

static void refuse(struct taking *t, const char *name, const char *why)
{
    if (there(t, name))
        take_fault(t, name, "invalid_field", why);
}

/* ---- where it goes */

static void take_url(struct taking *t, bool required)
{
    struct slice url = SLICE_NONE;
    const char *why;

    if (!read_text(&t->faults, t->from, t->base, "url", required, URL_MAX, &url) || url.p == NULL)
        return;
    why = endpoint_url_fault(url);
    if (why != NULL)
        take_fault(t, "url", "invalid_field", why);
    else
        json_object_set_new(t->args, "address", json_stringn(url.p, url.n));
}

static void take_mailbox(struct taking *t, bool required)
{
    struct slice text = SLICE_NONE;
    const char *mailbox;

    if (!read_text(&t->faults, t->from, t->base, "email", required, 254, &text) || text.p == NULL)
        return;
    mailbox = endpoint_mailbox(t->faults.pool, text);
    if (mailbox == NULL)
        take_fault(t, "email", "invalid_field", "must be a mail address");
    else
        args_word(t->args, "address", mailbox);
}

/* ---- what it is told, and how */

static void take_template(struct taking *t)
{
    json_t *template = json_object_get(t->from, "template");

    if (template != NULL && !json_is_null(template) &&
        post_template_check(&t->faults, template, fault_pointer(&t->faults, t->base, "template")))
        json_object_set(t->args, "template", template);
}

static bool credential_good(const char *name, json_t *value)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t n = strlen(name);

    return n > 0 && n <= 60 && strspn(name, letters) == n && json_is_string(value) &&
           json_string_length(value) <= 2000;
}

static void take_credentials(struct taking *t)
{
    json_t *all = json_object_get(t->from, "credentials"), *value;
    bool good = json_is_object(all) && json_object_size(all) <= CREDENTIALS_MAX;
    const char *name;

    if (!there(t, "credentials"))
        return;
    json_object_foreach(all, name, value)
    {
        good = good && credential_good(name, value);
    }
    if (good)
        json_object_set(t->args, "credentials", all);
    else
        take_fault(t, "credentials", "invalid_field",
                   "must be an object of at most 20 texts under plain names; a template calls "
                   "them secret.NAME");
}

static void take_secret(struct taking *t)
{
    json_t *secret = json_object_get(t->from, "secret");
    struct webhook_key key;

    if (!there(t, "secret"))
        return;
    if (json_is_string(secret) && webhook_secret_read(text_of(secret), &key))
        json_object_set(t->args, "secret", secret);
    else
        take_fault(t, "secret", "invalid_field",
                   "must be whsec_ and base64 of 24 to 64 bytes; leave it out to have one made");
    mem_wipe(&key, sizeof key);
}

static void take_events(struct taking *t)
{
    take_words(t, "events", sizeof events / sizeof *events, events, 0);
}

static json_t *default_events(void)
{
    return json_pack("[s, s]", "consent.revoked", "endpoint.disabled");
}

static void set_default(json_t *args, const char *name, json_t *value)
{
    json_t *have = json_object_get(args, name);

    if (have == NULL || json_is_null(have))
        json_object_set(args, name, value);
    json_decref(value);
}

/* ---- each kind */

static void take_webhook(struct taking *t)
{
    take_url(t, true);
    take_secret(t);
    refuse(t, "email", "a webhook has a url");
    refuse(t, "template", "a webhook says what the description says; use a post for a template");
    refuse(t, "credentials", "a webhook is signed; only a post has credentials");
    take_events(t);
    set_default(t->args, "payload", json_string("thin"));
    set_default(t->args, "events", default_events());
    set_default(t->args, "secret", json_true()); /* to be made */
}

static void take_post(struct taking *t)
{
    const char *payload = json_string_value(json_object_get(t->args, "payload"));

    take_url(t, true);
    refuse(t, "email", "a post has a url");
    refuse(t, "secret", "a post is not signed; give credentials");
    refuse(t, "events", "a post hears of sold leads alone");
    if (!there(t, "template"))
        take_fault(t, "template", "missing_field", "is needed: it says how the lead is posted");
    take_template(t);
    take_credentials(t);
    if (payload != NULL && strcmp(payload, "full") != 0)
        take_fault(t, "payload", "invalid_field",
                   "must be full: a post is filled from the whole lead");
    set_default(t->args, "payload", json_string("full"));
}

static void take_email(struct taking *t)
{
    take_mailbox(t, true);
    refuse(t, "url", "mail goes to an email address");
    refuse(t, "secret", "mail is not signed");
    refuse(t, "template", "mail has no template");
    refuse(t, "credentials", "mail goes through the exchange's own relay");
    take_events(t);
    set_default(t->args, "payload", json_string("thin"));
    set_default(t->args, "events", default_events());
}

static bool begin(struct taking *t, struct request *r)
{
    static const char *const names[] = {"name",    "kind",        "url",    "email",
                                        "payload", "template",    "events", "tests",
                                        "secret",  "credentials", NULL};

    return taking_begin(t, r, names);
}

bool endpoint_take_new(struct taking *t, struct request *r)
{
    const char *kind;

    if (!begin(t, r))
        return false;
    take_text(t, "name", true, 200);
    take_word(t, "kind", true, kinds);
    take_word(t, "payload", false, payloads);
    take_bool(t, "tests", false);
    kind = json_string_value(json_object_get(t->args, "kind"));
    if (kind != NULL && strcmp(kind, "webhook") == 0)
        take_webhook(t);
    else if (kind != NULL && strcmp(kind, "post") == 0)
        take_post(t);
    else if (kind != NULL)
        take_email(t);
    return true;
}

bool endpoint_take_change(struct taking *t, struct request *r)
{
    if (!begin(t, r))
        return false;
    take_text(t, "name", false, 200);
    take_word(t, "kind", false, kinds);
    take_word(t, "payload", false, payloads);
    take_bool(t, "tests", false);
    take_url(t, false);
    take_mailbox(t, false);
    if (there(t, "url"))
        refuse(t, "email", "an endpoint has one address");
    args_word(t->args, "address_kind", there(t, "email") ? "email" : "url");
    take_events(t);
    take_template(t);
    take_credentials(t);
    refuse(t, "secret", "is replaced by rotate");
    return true;
}

bool endpoint_take_rotation(struct taking *t, struct request *r)
{
    static const char *const names[] = {"overlap_hours", "secret", NULL};

    if (!taking_begin(t, r, names))
        return false;
    take_int(t, "overlap_hours", false, 0, OVERLAP_MAX_HOURS);
    take_secret(t);
    set_default(t->args, "overlap_hours", json_integer(OVERLAP_HOURS));
    set_default(t->args, "secret", json_true());
    return true;
}

/* ---- sealing */

static void seal_secret(struct request *r, json_t *args)
{
    json_t *secret = json_object_get(args, "secret");
    char *text;

    if (secret == NULL)
        return;
    if (json_is_true(secret)) {
        text = pool_alloc(r->pool, WEBHOOK_SECRET_SIZE);
        endpoint_secret_make(text);
    } else {
        text = pool_copy(r->pool, text_of(secret));
    }
    r->state = text;
    json_object_set_new(args, "secret", endpoint_seal(slice_of(text)));
}

void endpoint_args_seal(struct request *r, json_t *args)
{
    json_t *credentials = json_object_get(args, "credentials");
    char *text;

    seal_secret(r, args);
    if (credentials == NULL)
        return;
    text = json_dumps(credentials, JSON_COMPACT);
    json_object_set_new(args, "credentials", endpoint_seal(slice_of(text)));
    mem_wipe(text, strlen(text));
    free(text);
}
