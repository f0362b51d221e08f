/* Tests: the button, with made-up data and an answer; and test leads, to endpoints that want them.
 *
 * Its one rule: a test goes the same way as a real delivery, under the same guard and slots, but is
 * marked, sent once and stored nowhere. Called by api/endpoints and app/intake. */
#include <stdlib.h>

#include "delivery_room.h"
#include "leadx/app/delivery.h"
#include "leadx/app/delivery.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/waitmap.h"
#include "leadx/db/pool.h"

enum { TESTS_MAX = 64 };

struct test {
    struct delivery *delivery;
    struct uuid endpoint;
    delivery_test_fn done; /* NULL: nobody waits */
    uint64_t id;
};

static struct waitmap tests;
static size_t n_tests;

static const char sample_lead[] =
    "{\"kind\":\"consumer\",\"score\":80,\"temperature\":\"hot\",\"resold\":false,"
    "\"attributes\":{\"region\":\"RU-MOW\",\"age\":34},\"source\":null,\"erased_at\":null,"
    "\"consent_revoked_at\":null,\"warnings\":[]}";
static const char sample_contact[] =
    "{\"first_name\":\"Test\",\"last_name\":\"Lead\",\"phone\":\"+12025550123\","
    "\"email\":\"test@example.com\"}";
static const char sample_consent[] = "{\"text\":\"This is a test\"}";

static json_t *sample(const char *text)
{
    return json_loads(text, 0, NULL);
}

static json_t *sample_sale(const struct delivery *d)
{
    char id[UUID_TEXT], lead[UUID_TEXT], at[TIMESTAMP_SIZE];

    timestamp_format(d->event_ms, at);
    return json_pack("{s:s, s:s, s:n, s:s, s:s, s:b, s:{s:i, s:s}, s:s, s:s}", "id",
                     uuid_format(&d->id, id), "lead", uuid_format(&d->lead, lead), "order", "niche",
                     "test", "state", "held", "exclusive", 0, "price", "amount", 10000, "currency",
                     "RUB", "seller", "test", "sold_at", at);
}

static void finish(struct test *t, const struct delivery_test_answer *a)
{
    if (t->done != NULL)
        t->done(t->id, a);
    if (t->delivery != NULL)
        delivery_free(t->delivery);
    free(t);
    n_tests--;
}

static void on_answer(uint64_t id, const struct fetch_result *result, void *arg)
{
    struct test *t = waitmap_take(&tests, id);
    struct delivery_test_answer a = {.db = DB_OK, .found = true};
    struct delivery_outcome o;

    (void)arg;
    if (t == NULL)
        return;
    o = delivery_judge(t->delivery, result);
    a.delivered = o.end == END_DONE;
    a.outcome = o.outcome;
    a.note = o.note;
    a.code = o.code;
    a.took_ms = o.took_ms;
    finish(t, &a);
}

static struct delivery *sample_delivery(const struct test *t, const struct db_result *res)
{
    struct pool *pool = pool_new(16384);
    struct delivery *d = pool_zero(pool, sizeof *d);

    d->pool = pool;
    d->event_ms = clock_exchange_ms();
    d->id = uuid_v7(d->event_ms);
    d->lead = uuid_v7(d->event_ms);
    d->endpoint = t->endpoint;
    d->event = "endpoint.test";
    d->test = true;
    delivery_read_endpoint(d, res, 0, 0, 4);
    d->sale = sample_sale(d);
    d->lead_doc = sample(sample_lead);
    d->contact = sample(sample_contact);
    d->consent = sample(sample_consent);
    return d;
}

static void send_sample(struct test *t)
{
    struct delivery_test_answer a = {.db = DB_OK, .found = true, .outcome = "local"};
    uint64_t id;

    a.note = delivery_message(t->delivery);
    if (a.note != NULL) {
        finish(t, &a);
        return;
    }
    t->delivery->request.timeout_ms = setting_int("delivery_timeout_ms");
    id = waitmap_put(&tests, t);
    if (fetch(&t->delivery->request, on_answer, id, NULL))
        return;
    waitmap_take(&tests, id);
    a.busy = true;
    finish(t, &a);
}

static void on_endpoint(uint64_t id, const struct db_result *res, void *arg)
{
    struct delivery_test_answer a = {.db = res->status};
    struct test *t = arg;

    (void)id;
    if (res->status != DB_OK || result_rows(res) == 0) {
        finish(t, &a);
        return;
    }
    t->delivery = sample_delivery(t, res);
    send_sample(t);
}

void delivery_test(const struct uuid *endpoint, const struct uuid *org, delivery_test_fn done,
                   uint64_t id)
{
    struct delivery_test_answer busy = {.db = DB_OK, .found = true, .busy = true};
    struct param params[2] = {param_uuid(endpoint), param_uuid(org)};
    struct test *t;

    if (n_tests == TESTS_MAX) {
        done(id, &busy);
        return;
    }
    if (tests.entries == NULL)
        waitmap_init(&tests);
    n_tests++;
    t = mem_zero(1, sizeof *t);
    *t = (struct test){.endpoint = *endpoint, .done = done, .id = id};
    dbpool_submit(&stmt_endpoint_for_test, params, 2, on_endpoint, 0, t);
}

/* ---- test leads */

static void on_lead_endpoint(uint64_t id, const struct db_result *res, void *arg)
{
    struct delivery_test_answer a = {.db = res->status};
    struct test *t = arg;

    (void)id;
    if (res->status != DB_OK || result_rows(res) == 0) {
        finish(t, &a);
        return;
    }
    t->delivery->endpoint = result_uuid(res, 0, 5);
    delivery_read_endpoint(t->delivery, res, 0, 0, 4);
    send_sample(t);
}

/* The ids of test leads and their sales are no ids of rows, and say so. */
static json_t *lead_sale(const struct delivery *d, const struct delivery_test_sale *s)
{
    char id[UUID_TEXT], lead[UUID_TEXT], order[UUID_TEXT], at[TIMESTAMP_SIZE];
    json_t *sale = json_pack(
        "{s:s, s:s, s:b, s:{s:I, s:s}, s:s, s:s}", "niche", s->niche, "state", "held", "exclusive",
        s->exclusive, "price", "amount", (json_int_t)s->price, "currency", s->currency, "order",
        uuid_format(&s->order, order), "sold_at", timestamp_format(d->event_ms, at));

    json_object_set_new(sale, "id", json_sprintf("test_%s", uuid_format(&s->sale, id)));
    json_object_set_new(sale, "lead", json_sprintf("test_%s", uuid_format(&s->lead, lead)));
    return sale;
}

static struct delivery *lead_delivery(const struct delivery_test_sale *s)
{
    struct pool *pool = pool_new(16384);
    struct delivery *d = pool_zero(pool, sizeof *d);

    d->pool = pool;
    d->event_ms = clock_exchange_ms();
    d->id = s->sale;
    d->lead = s->lead;
    d->event = "lead.sold";
    d->test = true;
    d->sale = lead_sale(d, s);
    d->lead_doc = json_pack("{s:s, s:i, s:s}", "kind", s->kind, "score", s->score, "temperature",
                            s->temperature);
    json_object_set_new(d->lead_doc, "attributes",
                        json_loadb(s->attributes.p, s->attributes.n, 0, NULL));
    delivery_take_contact(d, s->contact, s->contact_key, s->consent, s->consent_key);
    return d;
}

void delivery_test_lead(const struct delivery_test_sale *sale)
{
    struct param param = param_uuid(&sale->order);
    struct test *t;

    if (n_tests == TESTS_MAX)
        return;
    if (tests.entries == NULL)
        waitmap_init(&tests);
    n_tests++;
    t = mem_zero(1, sizeof *t);
    t->delivery = lead_delivery(sale);
    dbpool_submit(&stmt_endpoint_for_test_lead, &param, 1, on_lead_endpoint, 0, t);
}
