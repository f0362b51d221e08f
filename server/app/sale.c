/* The sale, seen from C: the writers, their answers, and what the answers teach the book.
 *
 * Its one rule: equal request keys never travel twice: the second follows the first and takes its
 * answer. Who travels with whom, and when, is sale_queue.c's. Callers: intake, app/offered. */
#include "leadx/app/sale.h"

#include <assert.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/delivery.h"
#include "leadx/app/feed.h"
#include "leadx/app/keymap.h"
#include "leadx/app/market.h"
#include "leadx/app/sale.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/db/writer.h"
#include "sale_pack.h"
#include "sale_queue.h"

static struct {
    int n_writers;
    struct writer *writers[SALE_WRITERS_MAX];
    struct writer_kind kinds[SALE_WRITERS_MAX];
    struct keymap keys;         /* request key → the lead that asked first */
    struct lead_list committed; /* or given up: to be told so, once the next batch is sent */
    size_t following;           /* leads among followers */
    size_t following_max;
    struct metric *m_sold, *m_states[8], *m_waiting;
} sales;

/* --- Equal request keys ----------------------------------------------------------------------- */

bool sale_submit(struct sale_lead *lead)
{
    struct sale_lead *first = lead->has_key ? keymap_get(&sales.keys, lead->key) : NULL;

    lead->next = lead->followers = NULL;
    lead->leads_key = false;
    if (first != NULL) {
        if (sales.following >= sales.following_max)
            return false;
        lead->next = first->followers;
        first->followers = lead;
        sales.following++;
        return true;
    }
    if (!sale_queue_put(lead))
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

        sales.following--;
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

    if (c->most > 0) {
        market_listed_refused(&c->order, why);
        return;
    }
    lead->again = lead->cut;
    if (!book_find(market_book(), &c->order, &o) || o.sleep != ORDER_AWAKE)
        return;
    if (at_lowest_price(c, &o) && why == ORDER_ASLEEP_CAP)
        feed_cap_reached(&c->order);
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
            book_sold(c->most > 0 ? market_listed_book() : market_book(), &c->order, lead->now_ms);
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
    for (size_t i = 0; i < n; i++)
        lead_list_add(&sales.committed, leads[i], status);
    for (size_t i = 0; i < n; i++)
        sale_queue_end(leads[i], &sales.committed);
}

static void answer_all(void)
{
    while (sales.committed.n > 0) {
        struct sale_lead *lead = lead_list_take(&sales.committed);

        if (lead->status == DB_OK) {
            teach_book(lead);
            count_state(lead);
        }
        lead_done(lead, lead->status);
    }
}

/* The database first: it works on the next batch while this one's answers are written. */
void sale_flush(void)
{
    sale_queue_flush(&sales.committed);
    answer_all();
}

/* --- Life
 * ----------------------------------------------------------------------------------------- */

static size_t sale_waiting(void)
{
    return sales.following + sale_queue_waiting();
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

/* Two writers overlap where each has a processor. On two, which they share with the loop and mostly
 * with the database, their smaller batches cost more than that gains. */
static int writers_wanted(void)
{
    int n = (int)setting_int("writers");
    cpu_set_t mine;

    if (n > 0)
        return n;
    return sched_getaffinity(0, sizeof mine, &mine) == 0 && CPU_COUNT(&mine) > 2 ? 2 : 1;
}

void sale_start(void)
{
    sales.n_writers = writers_wanted();
    sales.following_max = (size_t)setting_int("writer_queue");
    keymap_init(&sales.keys);
    sale_metrics();
    for (int i = 0; i < sales.n_writers; i++) {
        char name[16];

        snprintf(name, sizeof name, "writer-%d", i + 1);
        sales.kinds[i] = (struct writer_kind){.stmt = &stmt_leads_sell,
                                              .batch_max = (size_t)setting_int("writer_batch"),
                                              .queue_max = (size_t)setting_int("writer_queue"),
                                              .pack = pack_batch,
                                              .done = on_batch,
                                              .after = sale_flush};
        sales.writers[i] = writer_new(&sales.kinds[i], name);
    }
    sale_queue_start(sales.writers, sales.n_writers);
}

void sale_stop(void)
{
    sale_queue_stop(&sales.committed); /* who waits for those told now goes to no writer any more */
    for (int i = 0; i < sales.n_writers; i++)
        writer_free(sales.writers[i]);
    sales.n_writers = 0;
    answer_all();
}

bool sale_pressed(void)
{
    return sale_waiting() >= (size_t)setting_int("writer_pressure");
}

bool sale_idle(void)
{
    for (int i = 0; i < sales.n_writers; i++)
        if (!writer_idle(sales.writers[i]))
            return false;
    return sale_waiting() == 0 && sales.committed.n == 0;
}

static void take_one(struct sale_lead *lead, const struct candidate *from, int64_t now_ms)
{
    struct sale_candidate *to = &lead->candidates[lead->n_candidates++];

    *to = (struct sale_candidate){.order = from->order,
                                  .org = from->org,
                                  .sale = uuid_v7(now_ms),
                                  .revision = from->revision,
                                  .price = from->price,
                                  .effective = from->effective,
                                  .exclusive = from->exclusive};
}

void sale_take_listed(struct sale_lead *lead, int64_t share)
{
    for (size_t i = 0; i < lead->n_candidates; i++) {
        struct sale_candidate *c = &lead->candidates[i];

        c->most = c->price;
        c->price = share;
    }
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
