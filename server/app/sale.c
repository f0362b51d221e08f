/* The sale, seen from C: who travels with whom, and what the answers teach the book.
 *
 * Its one rule: two leads may share a batch only if leads_sell can tell their persons apart or
 * knows what to do: fresh leads of one person in one scope may (the second is a duplicate of the
 * first), any other pair waits. Equal request keys never travel twice: the second follows the first
 * and takes its answer. Callers: intake, app/offered. */
#include "leadx/app/sale.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/delivery.h"
#include "leadx/app/keymap.h"
#include "leadx/app/market.h"
#include "leadx/app/sale.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/db/writer.h"
#include "sale_pack.h"

enum {
    WRITERS_MAX = 8,
    SPILL = 128, /* leads waiting for one writer before the next one is used */
};

/* One person's channel on its way to the database. */
struct travelling {
    uint8_t key[16];
    struct uuid scope;
    bool fresh;                /* all of them are */
    int writer;                /* who has them */
    size_t n;                  /* leads under way */
    struct sale_lead *waiting; /* in order of arrival */
    struct sale_lead **tail;
};

static struct {
    int n_writers;
    struct writer *writers[WRITERS_MAX];
    struct writer_kind kinds[WRITERS_MAX];
    struct keymap travelling; /* print key → struct travelling */
    struct keymap keys;       /* request key → the lead that asked first */
    size_t waiting;           /* leads in waiting lists and among followers */
    size_t waiting_max;
    bool stopping;
    struct metric *m_sold, *m_states[8], *m_waiting;
} sales;

static void on_batch(void *const *items, size_t n, const struct db_result *res);
static bool sale_send(struct sale_lead *lead);

/* --- Persons on their way --------------------------------------------------------------------- */

static struct travelling *conflict_of(const struct sale_lead *lead)
{
    uint8_t key[16];

    for (size_t i = 0; i < lead->n_prints; i++) {
        struct travelling *t;

        sale_print_key(lead, i, key);
        t = keymap_get(&sales.travelling, key);
        /* not past those that wait, or a stream of one person would hold them for ever */
        if (t != NULL && (t->waiting != NULL || !t->fresh || !lead->fresh ||
                          !uuid_equal(&t->scope, &lead->offer)))
            return t;
    }
    return NULL;
}

static void travel_begin(const struct sale_lead *lead)
{
    uint8_t key[16];

    for (size_t i = 0; i < lead->n_prints; i++) {
        struct travelling *t;

        sale_print_key(lead, i, key);
        t = keymap_get(&sales.travelling, key);
        if (t == NULL) {
            t = mem_zero(1, sizeof *t);
            memcpy(t->key, key, sizeof key);
            t->scope = lead->offer;
            t->fresh = lead->fresh;
            t->writer = lead->writer;
            t->tail = &t->waiting;
            keymap_put(&sales.travelling, key, t);
        }
        t->n++;
    }
}

static void lead_done(struct sale_lead *lead, enum db_status status);

/* Sends those that waited for t; what cannot go (queue full) is answered so. */
static void travel_release(struct travelling *t)
{
    struct sale_lead *lead = t->waiting;

    keymap_take(&sales.travelling, t->key);
    free(t);
    while (lead != NULL) {
        struct sale_lead *next = lead->next;

        lead->next = NULL;
        sales.waiting--;
        if (!sale_send(lead))
            lead_done(lead, DB_BUSY);
        lead = next;
    }
}

static void travel_end(const struct sale_lead *lead)
{
    uint8_t key[16];

    for (size_t i = 0; i < lead->n_prints; i++) {
        struct travelling *t;

        sale_print_key(lead, i, key);
        t = keymap_get(&sales.travelling, key);
        assert(t != NULL && t->n > 0);
        if (--t->n == 0)
            travel_release(t);
    }
}

/* A person on its way stays with its writer, so that two writers do not race for it. Else the first
 * writer takes all until a batch's worth waits for it: one call for many leads costs half of many
 * calls for few. */
static int writer_for(const struct sale_lead *lead)
{
    uint8_t key[16];
    int best = 0;

    for (size_t i = 0; i < lead->n_prints; i++) {
        const struct travelling *t;

        sale_print_key(lead, i, key);
        t = keymap_get(&sales.travelling, key);
        if (t != NULL)
            return t->writer;
    }
    for (int i = 0; i < sales.n_writers; i++) {
        if (writer_queued(sales.writers[i]) < SPILL)
            return i;
        if (writer_queued(sales.writers[i]) < writer_queued(sales.writers[best]))
            best = i;
    }
    return best;
}

/* Queues on the writer of its person, or waits for whom it must not meet. */
static bool sale_send(struct sale_lead *lead)
{
    struct travelling *t = conflict_of(lead);

    if (sales.stopping)
        return false;
    if (t != NULL) {
        if (sales.waiting >= sales.waiting_max)
            return false;
        lead->next = NULL;
        *t->tail = lead;
        t->tail = &lead->next;
        sales.waiting++;
        return true;
    }
    lead->writer = writer_for(lead);
    if (!writer_submit(sales.writers[lead->writer], lead))
        return false;
    travel_begin(lead);
    return true;
}

/* --- Equal request keys ----------------------------------------------------------------------- */

bool sale_submit(struct sale_lead *lead)
{
    struct sale_lead *first = lead->has_key ? keymap_get(&sales.keys, lead->key) : NULL;

    lead->next = lead->followers = NULL;
    lead->leads_key = false;
    if (first != NULL) {
        if (sales.waiting >= sales.waiting_max)
            return false;
        lead->next = first->followers;
        first->followers = lead;
        sales.waiting++;
        return true;
    }
    if (!sale_send(lead))
        return false;
    if (lead->has_key) {
        keymap_put(&sales.keys, lead->key, lead);
        lead->leads_key = true;
    }
    return true;
}

/* The first one's answer holds for a follower; false: the follower must ask itself. */
static bool follow(struct sale_lead *lead, const struct sale_lead *first, enum db_status status)
{
    bool same = memcmp(lead->body, first->body, sizeof lead->body) == 0;

    if (status != DB_OK)
        return true;
    if (!same && (strcmp(first->state, "replay") == 0 || strcmp(first->state, "key_reused") == 0))
        return false;
    strcpy(lead->state, !same                                     ? "key_reused"
                        : strcmp(first->state, "key_reused") == 0 ? "key_reused"
                                                                  : "replay");
    lead->result_code[0] = '\0';
    lead->answer = first->answer;
    lead->now_ms = first->now_ms;
    return true;
}

static void lead_done(struct sale_lead *lead, enum db_status status)
{
    struct sale_lead *follower = lead->followers;

    if (lead->leads_key)
        keymap_take(&sales.keys, lead->key);
    lead->followers = NULL;
    while (follower != NULL) {
        struct sale_lead *next = follower->next;

        sales.waiting--;
        follower->next = NULL;
        if (follow(follower, lead, status))
            follower->done(follower, status);
        else if (!sale_submit(follower))
            follower->done(follower, DB_BUSY);
        follower = next;
    }
    lead->done(lead, status);
}

/* --- Batches ------------------------------------------------------------------------------------
 */

static void pack_batch(void *const *items, size_t n, struct param *params)
{
    struct sale_lead *const *leads = (struct sale_lead *const *)items;

    sale_pack(leads[0]->writer, leads, n, params);
}

/* Refused at its higher price, an order may still buy at the other. */
static bool at_lowest_price(const struct sale_candidate *c, const struct order *o)
{
    int64_t other = c->exclusive ? o->shared_price : o->exclusive_price;

    return other == 0 || c->price <= other;
}

/* Who cannot pay sleeps, or his dearer way alone, and those behind him come into sight. */
static void teach_refusal(struct sale_lead *lead, const struct sale_candidate *c)
{
    enum order_sleep why = c->verdict == VERDICT_CAP ? ORDER_ASLEEP_CAP : ORDER_ASLEEP_MONEY;
    struct order o;

    lead->again = lead->cut;
    if (!book_find(market_book(), &c->order, &o) || o.sleep != ORDER_AWAKE)
        return;
    if (at_lowest_price(c, &o))
        market_order_refused(&c->order, why);
    else
        market_order_refused_dear(&c->order, why);
}

/* The verdicts correct the book: who cannot buy sleeps, who bought is no longer idle. */
static void teach_book(struct sale_lead *lead)
{
    lead->again = false;
    for (size_t i = 0; i < lead->n_candidates; i++) {
        const struct sale_candidate *c = &lead->candidates[i];

        if (c->verdict == VERDICT_SOLD) {
            book_sold(market_book(), &c->order, lead->now_ms);
            metric_add(sales.m_sold, 1);
        } else if (c->verdict == VERDICT_CAP || c->verdict == VERDICT_MONEY) {
            teach_refusal(lead, c);
        } else if (c->verdict == VERDICT_STALE) {
            market_order_stale(&c->order);
        }
    }
}

static void count_state(const struct sale_lead *lead)
{
    static const char *const names[] = {"sold",   "open",   "duplicate",  "rejected",
                                        "review", "replay", "key_reused", "gone"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(lead->state, names[i]) == 0)
            metric_add(sales.m_states[i], 1);
}

static void on_batch(void *const *items, size_t n, const struct db_result *res)
{
    struct sale_lead *const *leads = (struct sale_lead *const *)items;
    enum db_status status = res->status;

    if (status == DB_OK && !sale_unpack(leads, n, res)) {
        log_error("sale", "leads_sell answered in another shape than this program expects");
        status = DB_REFUSED;
    }
    if (status == DB_OK)
        clock_learn(leads[0]->now_ms);
    if (status == DB_OK && sale_unpack_due(res) > 0)
        delivery_wake();
    for (size_t i = 0; i < n; i++) {
        travel_end(leads[i]);
        if (status == DB_OK) {
            teach_book(leads[i]);
            count_state(leads[i]);
        }
        lead_done(leads[i], status);
    }
}

/* --- Life
 * ----------------------------------------------------------------------------------------- */

static size_t sale_waiting(void)
{
    size_t n = sales.waiting;

    for (int i = 0; i < sales.n_writers; i++)
        n += writer_queued(sales.writers[i]);
    return n;
}

static void sale_collect(void)
{
    metric_set(sales.m_waiting, (int64_t)sale_waiting());
}

static void sale_metrics(void)
{
    static const char *const labels[] = {
        "state=\"sold\"",   "state=\"open\"",   "state=\"duplicate\"",  "state=\"rejected\"",
        "state=\"review\"", "state=\"replay\"", "state=\"key_reused\"", "state=\"gone\""};

    sales.m_sold = metric_counter("leadx_sales_total", "Sales made by this process.", NULL);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        sales.m_states[i] =
            metric_counter("leadx_leads_total",
                           "Leads routed by this process, by the state they came to.", labels[i]);
    sales.m_waiting = metric_gauge("leadx_sale_waiting", "Leads that wait for a writer.", NULL);
    metrics_on_collect(sale_collect);
}

void sale_start(void)
{
    sales.n_writers = (int)setting_int("writers");
    sales.waiting_max = (size_t)setting_int("writer_queue");
    keymap_init(&sales.travelling);
    keymap_init(&sales.keys);
    sale_metrics();
    for (int i = 0; i < sales.n_writers; i++) {
        char name[16];

        snprintf(name, sizeof name, "writer-%d", i + 1);
        sales.kinds[i] = (struct writer_kind){.stmt = &stmt_leads_sell,
                                              .batch_max = (size_t)setting_int("writer_batch"),
                                              .queue_max = (size_t)setting_int("writer_queue"),
                                              .pack = pack_batch,
                                              .done = on_batch};
        sales.writers[i] = writer_new(&sales.kinds[i], name);
    }
}

void sale_stop(void)
{
    sales.stopping = true; /* who waited for those told now goes to no writer any more */
    for (int i = 0; i < sales.n_writers; i++)
        writer_free(sales.writers[i]);
    sales.n_writers = 0;
}

void sale_flush(void)
{
    for (int i = 0; i < sales.n_writers; i++)
        writer_flush(sales.writers[i]);
}

bool sale_pressed(void)
{
    return sale_waiting() >= (size_t)setting_int("writer_pressure");
}

bool sale_idle(void)
{
    for (int i = 0; i < sales.n_writers; i++)
        if (!writer_idle(sales.writers[i]) || writer_queued(sales.writers[i]) > 0)
            return false;
    return sales.waiting == 0;
}

static void take_one(struct sale_lead *lead, const struct candidate *from, int64_t now_ms)
{
    struct sale_candidate *to = &lead->candidates[lead->n_candidates++];

    *to = (struct sale_candidate){.order = from->order,
                                  .org = from->org,
                                  .sale = uuid_v7(now_ms),
                                  .revision = from->revision,
                                  .price = from->price,
                                  .exclusive = from->exclusive};
}

void sale_take_candidates(struct sale_lead *lead, const struct candidates *proposed)
{
    int64_t now_ms = clock_exchange_ms();

    lead->n_candidates = 0;
    lead->cut = proposed->cut;
    for (size_t i = 0; i < proposed->n_exclusive; i++)
        take_one(lead, &proposed->exclusive[i], now_ms);
    for (size_t i = 0; i < proposed->n_shared; i++)
        take_one(lead, &proposed->shared[i], now_ms);
}
