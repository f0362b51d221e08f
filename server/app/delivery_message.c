/* Makes the message of a delivery: a signed webhook, a filled template, or (delivery_mail.c) mail.
 *
 * Its one rule: an event has the same id and the same body however often it is sent; only the
 * signature's time differs. Called by app/delivery and app/delivery_test. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "delivery_room.h"
#include "leadx/app/post_template.h"
#include "leadx/base/clock.h"
#include "leadx/base/timestamp.h"

enum { BODY_MAX = 1024 * 1024, ANSWER_MAX = 64 * 1024, HEADERS_MAX = 24 };

/* ---- what an event says */

static void set(json_t *to, const char *name, json_t *from, const char *there)
{
    json_t *value = json_object_get(from, there);

    if (value != NULL)
        json_object_set(to, name, value);
}

static void set_id(json_t *to, const char *name, const struct uuid *id)
{
    char text[UUID_TEXT];

    json_object_set_new(to, name, json_string(uuid_format(id, text)));
}

/* Where the whole of it is read: a seller, who does not see the order, reads its lead. */
static void set_href(json_t *to, json_t *sale)
{
    bool buyer = json_object_get(sale, "order") != NULL;
    const char *id = json_string_value(json_object_get(sale, buyer ? "id" : "lead"));

    if (id != NULL)
        json_object_set_new(to, "href", json_sprintf("/v1/%s/%s", buyer ? "sales" : "leads", id));
}

/* It travels with a sale, but is not about one. */
bool delivery_of_wallet(const struct delivery *d)
{
    return strcmp(d->event, "wallet.low") == 0;
}

bool delivery_of_notice(const struct delivery *d)
{
    return strcmp(d->event, "notice.posted") == 0;
}

/* A saved search of the marketplace found something: it travels alone. */
bool delivery_of_match(const struct delivery *d)
{
    return strcmp(d->event, "market.match") == 0;
}

/* A seller's: its lead, and what became of it. The buyer's order is not its business. */
static bool of_outcome(const struct delivery *d)
{
    return strcmp(d->event, "outcome.reported") == 0;
}

const char *delivery_about_name(const struct delivery *d)
{
    return strcmp(d->event, "endpoint.disabled") == 0 ? "endpoint"
           : of_outcome(d)                            ? "outcome"
           : delivery_of_notice(d)                    ? "notice"
                                                      : "dispute";
}

json_t *delivery_data(const struct delivery *d, bool full)
{
    json_t *data = json_object();

    if (delivery_of_wallet(d)) {
        json_object_set(data, "wallet", d->about);
        return data;
    }
    if (delivery_of_match(d)) {
        json_object_update(data, d->about);
        return data;
    }
    if (delivery_of_notice(d) || of_outcome(d)) {
        if (of_outcome(d)) {
            set(data, "lead", d->sale, "lead");
            set(data, "niche", d->sale, "niche");
            set(data, "sale", d->sale, "id");
        }
        json_object_set(data, delivery_about_name(d), d->about);
        return data;
    }
    if (full)
        json_object_update(data, d->sale);
    set(data, "id", d->sale, "id");
    set(data, "lead", d->sale, "lead");
    set(data, "order", d->sale, "order");
    set(data, "niche", d->sale, "niche");
    set_href(data, d->sale);
    if (full && d->lead_doc != NULL) {
        json_t *lead = json_deep_copy(d->lead_doc);

        json_object_del(lead, "id");
        json_object_update(data, lead);
        json_decref(lead);
        json_object_set(data, "contact", d->contact == NULL ? json_null() : d->contact);
        json_object_set(data, "consent", d->consent == NULL ? json_null() : d->consent);
    }
    if (d->about != NULL)
        json_object_set(data, delivery_about_name(d), d->about);
    return data;
}

/* {"type", "timestamp", "data"}; a test says so beside its type. */
static struct slice event_body(const struct delivery *d)
{
    char at[TIMESTAMP_SIZE], *text, *copy;
    json_t *event = json_object();
    bool full = d->full && (d->test || strcmp(d->event, "lead.sold") == 0);

    json_object_set_new(event, "type", json_string(d->event));
    json_object_set_new(event, "timestamp", json_string(timestamp_format(d->event_ms, at)));
    if (d->test)
        json_object_set_new(event, "test", json_true());
    json_object_set_new(event, "data", delivery_data(d, full));
    text = json_dumps(event, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(event);
    if (text == NULL || strlen(text) > BODY_MAX) {
        free(text);
        return SLICE_NONE;
    }
    copy = pool_strdup(d->pool, text);
    free(text);
    return slice_of(copy);
}

/* ---- requests */

static void header_add(struct delivery *d, const char *name, const char *value)
{
    struct fetch_header *headers = (struct fetch_header *)d->request.headers;

    if (d->request.n_headers < HEADERS_MAX)
        headers[d->request.n_headers++] = (struct fetch_header){name, value};
}

static void request_begin(struct delivery *d, const char *method, const char *content_type)
{
    d->request = (struct fetch_request){
        .method = method,
        .url = d->address,
        .headers = pool_zero(d->pool, HEADERS_MAX * sizeof(struct fetch_header)),
        .answer_max = ANSWER_MAX,
        .peer = d->endpoint};
    header_add(d, "Content-Type", content_type);
    header_add(d, "User-Agent", "leadx");
}

static const char *webhook_message(struct delivery *d)
{
    char text[UUID_TEXT], *signature = pool_alloc(d->pool, WEBHOOK_SIGNATURE_SIZE);
    const char *id = pool_printf(d->pool, "msg_%s", uuid_format(&d->id, text));
    int64_t now_s = clock_wall_ms() / 1000;

    if (d->n_keys == 0)
        return "the endpoint's secret does not open";
    request_begin(d, "POST", "application/json");
    d->request.body = event_body(d);
    if (d->request.body.p == NULL)
        return "the message is too large";
    webhook_sign(d->keys, d->n_keys, id, now_s, d->request.body, signature);
    header_add(d, "webhook-id", id);
    header_add(d, "webhook-timestamp", pool_printf(d->pool, "%" PRId64, now_s));
    header_add(d, "webhook-signature", signature);
    return NULL;
}

/* The values that a template's paths lead into. New reference. */
static json_t *post_values(const struct delivery *d)
{
    json_t *values = json_object(), *delivery = json_object();

    set_id(delivery, "id", &d->id);
    json_object_set_new(delivery, "test", json_boolean(d->test));
    json_object_set_new(values, "delivery", delivery);
    if (d->sale != NULL)
        json_object_set(values, "sale", d->sale);
    if (d->lead_doc != NULL)
        json_object_set(values, "lead", d->lead_doc);
    if (d->contact != NULL)
        json_object_set(values, "contact", d->contact);
    if (d->consent != NULL)
        json_object_set(values, "consent", d->consent);
    if (d->credentials != NULL)
        json_object_set(values, "secret", d->credentials);
    return values;
}

/* A header's value: ASCII that begins no other header. */
static bool header_fits(const char *value)
{
    for (; *value != '\0'; value++)
        if (*value < ' ' || *value > '~')
            return false;
    return true;
}

static const char *post_headers(struct delivery *d, json_t *values)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(d->template, "headers"), i, one)
    {
        const char *name = json_string_value(json_object_get(one, "name"));
        const char *value = json_string_value(json_object_get(one, "value"));

        if (value == NULL)
            value = post_text_at(d->pool, values, json_string_value(json_object_get(one, "from")));
        if (value == NULL)
            continue;
        if (!header_fits(value))
            return "a header of the template holds what no header may";
        header_add(d, pool_strdup(d->pool, name), pool_strdup(d->pool, value));
    }
    return NULL;
}

static const char *post_message(struct delivery *d)
{
    json_t *values = post_values(d);
    const char *why = "the message is too large";
    char text[UUID_TEXT];
    struct buf body;

    buf_init(&body, BODY_MAX);
    request_begin(d, post_method(d->template), post_content_type(d->template));
    header_add(d, "Idempotency-Key", pool_printf(d->pool, "msg_%s", uuid_format(&d->id, text)));
    if (post_fill(&body, d->template, values)) {
        d->request.body = (struct slice){pool_copy(d->pool, buf_slice(&body)), body.n};
        why = post_headers(d, values);
    }
    buf_free(&body);
    json_decref(values);
    return why;
}

const char *delivery_message(struct delivery *d)
{
    if (d->full && d->contact == NULL && strcmp(d->event, "lead.sold") == 0)
        return "the contact does not open";
    switch (d->kind) {
    case DELIVERY_POST:
        return d->template == NULL ? "the template does not read" : post_message(d);
    case DELIVERY_EMAIL:
        return delivery_mail(d);
    default:
        return webhook_message(d);
    }
}
