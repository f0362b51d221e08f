/* The market's cache: filled at start, refreshed by notices on the channel leadx_change, reconciled
 * now and then.
 *
 * Its one rule: it decides nothing. What is stale here is refused by the database, and corrected
 * here then. Callers: intake and the API's mutations; main's tick. */
#include "leadx/app/market.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/keymap.h"
#include "leadx/app/market.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/base/waitmap.h"
#include "leadx/db/pool.h"
#include "market_rows.h"

enum { NICHES_MAX = 4096 };

/* Which version of an order the book holds, to leave unchanged ones alone. */
struct known_order {
    struct uuid id;
    int32_t revision;
    struct slice spans; /* owned; changes as the week goes by */
    uint64_t seen;      /* number of the last full load that brought it */
};

struct offer_seller {
    struct uuid offer, seller;
    char niche[64];
    struct offer_seller *next; /* of the same offer and seller hash; offers are few */
};

struct admission {
    struct uuid org;
    char *niches; /* "{a,b}" as the database writes an array of names */
};

static struct {
    struct symbols *symbols;
    struct book *book;
    struct niche *niches[NICHES_MAX]; /* by number; a replaced one is never freed, since leads in
                                         flight point at it */
    int32_t niche_top;                /* highest number in use */
    struct keymap orders;             /* id → known_order */
    struct keymap aliases;            /* org → char * */
    struct keymap sources;            /* hash of seller and name → source */
    struct keymap offering;           /* seller → non-NULL when admitted to an offer */
    struct keymap admissions;         /* org → admission */
    struct offer_seller *offers;
    struct market_hooks hooks;
    void (*ready_fn)(void);
    bool ready, loading;
    uint64_t load; /* number of the full load under way or last done */
    int left;      /* statements of it not answered yet */
    bool load_failed;
    int64_t reconcile_at_ms; /* monotonic */
} market;

/* --- Reading ------------------------------------------------------------------------------- */

struct symbols *market_symbols(void)
{
    return market.symbols;
}

struct book *market_book(void)
{
    return market.book;
}

bool market_ready(void)
{
    return market.ready;
}

void market_set_hooks(const struct market_hooks *hooks)
{
    market.hooks = *hooks;
}

const struct niche *market_niche(struct slice name)
{
    for (int32_t no = 1; no <= market.niche_top; no++) {
        const struct niche *n = market.niches[no];

        if (n != NULL && n->active && strlen(n->name) == name.n &&
            memcmp(n->name, name.p, name.n) == 0)
            return n;
    }
    return NULL;
}

const struct niche *market_niche_by_no(int32_t no)
{
    return no > 0 && no < NICHES_MAX ? market.niches[no] : NULL;
}

const struct niche *market_offer_niche(const struct uuid *offer, const struct uuid *seller)
{
    for (const struct offer_seller *o = market.offers; o != NULL; o = o->next)
        if (uuid_equal(&o->offer, offer) && uuid_equal(&o->seller, seller))
            return market_niche(slice_of(o->niche));
    return NULL;
}

bool market_seller_has_offers(const struct uuid *seller)
{
    return keymap_get(&market.offering, seller) != NULL;
}

const char *market_alias(const struct uuid *org)
{
    const char *alias = keymap_get(&market.aliases, org);

    return alias == NULL ? "" : alias;
}

bool market_admitted(const struct uuid *org, const char *niche)
{
    const struct admission *a = keymap_get(&market.admissions, org);
    size_t n = strlen(niche);

    if (a == NULL)
        return true;
    for (const char *p = a->niches; (p = strstr(p, niche)) != NULL; p += n)
        if ((p[-1] == '{' || p[-1] == ',') && (p[n] == ',' || p[n] == '}'))
            return true;
    return false;
}

/* --- Niches, offers, admissions ------------------------------------------------------------- */

static void niches_take(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++) {
        struct niche *n = niche_from_row(res, row, market.symbols);

        if (n == NULL)
            continue;
        if (n->no <= 0 || n->no >= NICHES_MAX)
            log_error("market", "niche %s has number %d: only %d are kept", n->name, n->no,
                      NICHES_MAX - 1);
        else if (market.niches[n->no] == NULL || market.niches[n->no]->revision != n->revision ||
                 market.niches[n->no]->active != n->active) {
            market.niches[n->no] = n;
            market.niche_top = n->no > market.niche_top ? n->no : market.niche_top;
            continue;
        }
        field_schema_free(&n->schema);
        free(n);
    }
}

static void offers_forget(const struct uuid *only)
{
    struct offer_seller **at = &market.offers;

    while (*at != NULL) {
        struct offer_seller *o = *at;

        if (only == NULL || uuid_equal(&o->offer, only)) {
            *at = o->next;
            free(o);
        } else {
            at = &o->next;
        }
    }
}

static void offers_take(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++) {
        struct offer_seller *o = mem_zero(1, sizeof *o);
        struct slice niche = result_slice(res, row, 1);

        o->offer = result_uuid(res, row, 0);
        o->seller = result_uuid(res, row, 2);
        snprintf(o->niche, sizeof o->niche, "%.*s", (int)niche.n, niche.p);
        o->next = market.offers;
        market.offers = o;
        keymap_put(&market.offering, &o->seller, &market);
    }
}

static void admission_free(void *p, void *arg)
{
    struct admission *a = p;

    (void)arg;
    free(a->niches);
    free(a);
}

static void admissions_take(const struct db_result *res)
{
    keymap_each(&market.admissions, admission_free, NULL);
    keymap_clear(&market.admissions);
    for (int row = 0; row < result_rows(res); row++) {
        struct admission *a = mem_zero(1, sizeof *a);
        struct slice niches = result_slice(res, row, 1);

        a->org = result_uuid(res, row, 0);
        a->niches = strndup(niches.p, niches.n);
        keymap_put(&market.admissions, &a->org, a);
    }
}

/* --- Orders --------------------------------------------------------------------------------- */

static void alias_take(const struct db_result *res, int row, const struct uuid *org)
{
    struct slice s = result_slice(res, row, ORDER_COLUMN_ALIAS);
    const char *known = keymap_get(&market.aliases, org);

    if (known == NULL || strlen(known) != s.n || memcmp(known, s.p, s.n) != 0)
        free(keymap_put(&market.aliases, org, strndup(s.p, s.n)));
}

/* The database's word against the book's: what it says sleeps, sleeps; what it says can buy, wakes.
 */
static void order_sync_sleep(const struct uuid *id, enum order_sleep sleep, int64_t wake_ms)
{
    const struct order *o = book_find(market.book, id);

    if (o == NULL || o->sleep == sleep)
        return;
    if (sleep == ORDER_AWAKE) {
        int32_t niche = o->niche;

        book_wake(market.book, id);
        if (market.hooks.appetite != NULL)
            market.hooks.appetite(niche);
    } else {
        book_sleep(market.book, id, sleep, wake_ms);
    }
}

/* true: new or changed. */
static bool order_take(const struct db_result *res, int row)
{
    struct uuid id = result_uuid(res, row, 0);
    struct known_order *known = keymap_get(&market.orders, &id);
    struct slice spans = result_slice(res, row, 12);
    struct order order;
    int64_t wake_ms;
    enum order_sleep sleep = order_row_sleep(res, row, &wake_ms);

    if (known != NULL && known->revision == result_int64(res, row, 6) &&
        slice_is(known->spans, spans)) {
        known->seen = market.load;
        order_sync_sleep(&id, sleep, wake_ms);
        return false;
    }
    if (!order_from_row(res, row, market.symbols, &order))
        return false;
    if (known == NULL) {
        known = mem_zero(1, sizeof *known);
        known->id = id;
        keymap_put(&market.orders, &id, known);
    }
    free((void *)known->spans.p);
    known->spans =
        (struct slice){spans.n == 0 ? NULL : memcpy(mem_alloc(spans.n), spans.p, spans.n), spans.n};
    known->revision = order.revision;
    known->seen = market.load;
    alias_take(res, row, &order.org);
    book_put(market.book, &order);
    if (market.hooks.appetite != NULL && market.ready)
        market.hooks.appetite(order.niche);
    return true;
}

static void order_drop(const struct uuid *id)
{
    struct known_order *known = keymap_take(&market.orders, id);

    if (known == NULL)
        return;
    book_remove(market.book, id);
    free((void *)known->spans.p);
    free(known);
}

struct unseen {
    struct uuid *ids;
    size_t n;
};

static void unseen_add(void *p, void *arg)
{
    const struct known_order *known = p;
    struct unseen *u = arg;

    if (known->seen != market.load)
        u->ids[u->n++] = known->id;
}

/* After a full load: what the database no longer lists is gone. */
static void orders_drop_unseen(void)
{
    struct unseen u = {mem_alloc((keymap_count(&market.orders) + 1) * sizeof *u.ids), 0};

    keymap_each(&market.orders, unseen_add, &u);
    for (size_t i = 0; i < u.n; i++)
        order_drop(&u.ids[i]);
    free(u.ids);
}

/* --- The full load --------------------------------------------------------------------------- */

static void load_finished(void)
{
    market.loading = false;
    market.reconcile_at_ms =
        clock_mono_ms() + (market.load_failed ? 500 : setting_int("reconcile_interval_ms"));
    if (market.load_failed)
        return;
    orders_drop_unseen();
    if (market.ready)
        return;
    market.ready = true;
    log_info("market", "loaded %zu orders", book_size(market.book));
    if (market.ready_fn != NULL)
        market.ready_fn();
}

static void on_load_part(uint64_t id, const struct db_result *res, void *arg)
{
    void (*take)(const struct db_result *) = (void (*)(const struct db_result *))arg;

    (void)id;
    if (res->status == DB_OK)
        take(res);
    else
        market.load_failed = true;
    if (--market.left == 0)
        load_finished();
}

static void orders_take(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++)
        order_take(res, row);
}

static void offers_take_all(const struct db_result *res)
{
    offers_forget(NULL);
    keymap_clear(&market.offering);
    offers_take(res);
}

static void on_niches_loaded(uint64_t id, const struct db_result *res, void *arg)
{
    struct param none[2] = {param_null(), param_null()};

    (void)id;
    (void)arg;
    if (res->status != DB_OK) {
        market.load_failed = true;
        load_finished();
        return;
    }
    niches_take(res);
    market.left = 3;
    dbpool_submit(&stmt_market_orders, none, 2, on_load_part, 0, (void *)orders_take);
    dbpool_submit(&stmt_market_offers, none, 1, on_load_part, 0, (void *)offers_take_all);
    dbpool_submit(&stmt_market_admissions, none, 0, on_load_part, 0, (void *)admissions_take);
}

static void market_load_all(void)
{
    struct param none = param_null();

    if (market.loading)
        return;
    market.loading = true;
    market.load_failed = false;
    market.load++;
    dbpool_submit(&stmt_market_niches, &none, 1, on_niches_loaded, 0, NULL);
}

/* --- Single objects, by notice or before an answer -------------------------------------------- */

/* One caller's wait for several reloads. */
struct reload {
    int left;
    void (*done)(uint64_t id, void *arg);
    uint64_t id;
    void *arg;
};

struct reload_one {
    struct reload *group; /* NULL: nobody waits */
    struct uuid id;
};

static void reload_release(struct reload *group)
{
    if (group == NULL || --group->left > 0)
        return;
    group->done(group->id, group->arg);
    free(group);
}

static struct reload_one *reload_one_new(struct reload *group, const struct uuid *id)
{
    struct reload_one *one = mem_zero(1, sizeof *one);

    one->group = group;
    if (id != NULL)
        one->id = *id;
    if (group != NULL)
        group->left++;
    return one;
}

static void reload_one_done(struct reload_one *one)
{
    reload_release(one->group);
    free(one);
}

static void on_order(uint64_t id, const struct db_result *res, void *arg)
{
    struct reload_one *one = arg;

    (void)id;
    if (res->status == DB_OK && result_rows(res) == 0)
        order_drop(&one->id);
    else if (res->status == DB_OK)
        order_take(res, 0);
    reload_one_done(one);
}

static void reload_order(struct reload *group, const struct uuid *id)
{
    struct param params[2] = {param_uuid(id), param_null()};

    dbpool_submit(&stmt_market_orders, params, 2, on_order, 0, reload_one_new(group, id));
}

static void order_distrust(void *p, void *arg)
{
    (void)arg;
    ((struct known_order *)p)->revision = -1;
}

static void on_niche(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    if (res->status == DB_OK)
        niches_take(res);
    reload_one_done(arg);
    keymap_each(&market.orders, order_distrust,
                NULL); /* filters were compiled against the old schema */
    market_load_all();
}

static void reload_niche(struct reload *group, const char *name)
{
    struct param param = param_str(name);

    dbpool_submit(&stmt_market_niches, &param, 1, on_niche, 0, reload_one_new(group, NULL));
}

static void on_offer(uint64_t id, const struct db_result *res, void *arg)
{
    struct reload_one *one = arg;

    (void)id;
    if (res->status == DB_OK) {
        offers_forget(&one->id);
        offers_take(res);
    }
    reload_one_done(one);
}

static void reload_offer(struct reload *group, const struct uuid *id)
{
    struct param param = param_uuid(id);

    dbpool_submit(&stmt_market_offers, &param, 1, on_offer, 0, reload_one_new(group, id));
}

static void on_admissions(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    if (res->status == DB_OK)
        admissions_take(res);
    reload_one_done(arg);
    market_load_all();
}

static void wallet_woken(int32_t niche, void *arg)
{
    int32_t *niches = arg;

    if (niches[0] < 63)
        niches[++niches[0]] = niche;
}

static void wallet_topped_up(const struct uuid *wallet)
{
    int32_t niches[64] = {0};

    book_wake_wallet(market.book, wallet, wallet_woken, niches);
    for (int32_t i = 1; i <= niches[0]; i++)
        if (market.hooks.appetite != NULL)
            market.hooks.appetite(niches[i]);
}

static void source_free(void *p, void *arg)
{
    (void)arg;
    free(p);
}

static void market_changed(struct reload *group, const char *what)
{
    struct param none = param_null();
    struct uuid id;
    const char *colon = strchr(what, ':');

    if (colon == NULL)
        return;
    if (strncmp(what, "niche:", 6) == 0) {
        reload_niche(group, colon + 1);
        return;
    }
    if (!uuid_parse(slice_of(colon + 1), &id))
        return;
    if (strncmp(what, "order:", 6) == 0)
        reload_order(group, &id);
    else if (strncmp(what, "offer:", 6) == 0)
        reload_offer(group, &id);
    else if (strncmp(what, "wallet:", 7) == 0)
        wallet_topped_up(&id);
    else if (strncmp(what, "source:", 7) == 0) {
        keymap_each(&market.sources, source_free, NULL); /* rare: they come back as they are used */
        keymap_clear(&market.sources);
    } else if (strncmp(what, "lead:", 5) == 0 && market.hooks.lead != NULL)
        market.hooks.lead(&id);
    else if (strncmp(what, "org:", 4) == 0)
        dbpool_submit(&stmt_market_admissions, &none, 0, on_admissions, 0,
                      reload_one_new(group, NULL));
    if ((strncmp(what, "org:", 4) == 0 || strncmp(what, "key:", 4) == 0) &&
        market.hooks.party != NULL)
        market.hooks.party();
}

void market_reload(const char *const *changed, size_t n, void (*done)(uint64_t id, void *arg),
                   uint64_t id, void *arg)
{
    struct reload *group = mem_zero(1, sizeof *group);

    *group = (struct reload){1, done, id, arg};
    for (size_t i = 0; i < n; i++)
        market_changed(group, changed[i]);
    reload_release(group);
}

static void on_notice(const char *payload)
{
    if (payload == NULL) { /* (re)connected: anything may have been missed */
        if (market.ready && market.hooks.party != NULL)
            market.hooks.party();
        market_load_all();
        return;
    }
    market_changed(NULL, payload);
}

/* The database's word after a refusal. An order that may still buy at its lower price wakes
 * silently: telling of new appetite here would offer the same leads to it again and again. */
static void on_refused_order(uint64_t id, const struct db_result *res, void *arg)
{
    struct reload_one *one = arg;
    int64_t wake_ms;

    (void)id;
    if (res->status == DB_OK && result_rows(res) == 1) {
        enum order_sleep sleep = order_row_sleep(res, 0, &wake_ms);

        if (sleep == ORDER_AWAKE)
            book_wake(market.book, &one->id);
        else
            book_sleep(market.book, &one->id, sleep, wake_ms);
    }
    reload_one_done(one);
}

void market_order_refused(const struct uuid *order, enum order_sleep why)
{
    struct param params[2] = {param_uuid(order), param_null()};

    book_sleep(market.book, order, why, 0); /* at once; the answer brings the period's end */
    dbpool_submit(&stmt_market_orders, params, 2, on_refused_order, 0, reload_one_new(NULL, order));
}

void market_order_stale(const struct uuid *order)
{
    reload_order(NULL, order);
}

/* --- Sources --------------------------------------------------------------------------------- */

static void source_key(const struct uuid *seller, struct slice name, uint8_t key[SHA256_SIZE])
{
    char text[sizeof seller->b + 400];
    size_t n = name.n > 400 ? 400 : name.n;

    memcpy(text, seller->b, sizeof seller->b);
    memcpy(text + sizeof seller->b, name.p, n);
    digest_sha256((struct slice){text, sizeof seller->b + n}, key);
}

const struct source *market_source(const struct uuid *seller, struct slice name)
{
    uint8_t key[SHA256_SIZE];

    source_key(seller, name, key);
    return keymap_get(&market.sources, key);
}

static void on_source(uint64_t id, const struct db_result *res, void *arg)
{
    struct reload_one *one = arg;
    uint8_t key[SHA256_SIZE];

    (void)id;
    if (res->status == DB_OK && result_rows(res) == 1) {
        struct source *source = mem_alloc(sizeof *source);

        source_from_row(res, 0, market.symbols, source);
        source_key(&source->seller, slice_of(source->name), key);
        free(keymap_put(&market.sources, key, source));
    }
    reload_one_done(one);
}

void market_source_load(const struct uuid *seller, const struct source_terms *t,
                        void (*done)(uint64_t id, void *arg), uint64_t id, void *arg)
{
    struct reload *group = mem_zero(1, sizeof *group);
    struct param params[7] = {param_uuid(seller),          param_text(t->name),
                              param_text(t->channel),      param_text(t->origin_kind),
                              param_text(t->capture_kind), param_text(t->demand_kind),
                              param_bool(t->incentivised)};

    for (int i = 1; i < 6; i++)
        if (params[i].n == 0)
            params[i] = param_null();
    *group = (struct reload){1, done, id, arg};
    dbpool_submit(&stmt_market_source_ensure, params, 7, on_source, 0, reload_one_new(group, NULL));
    reload_release(group);
}

/* --- Life ------------------------------------------------------------------------------------ */

void market_start(void (*ready)(void))
{
    market.symbols = symbols_new();
    market.book = book_new();
    keymap_init(&market.orders);
    keymap_init(&market.aliases);
    keymap_init(&market.sources);
    keymap_init(&market.offering);
    keymap_init(&market.admissions);
    market.ready_fn = ready;
    market.reconcile_at_ms = clock_mono_ms() + 500;
    db_listen("leadx_change", on_notice); /* its first connect starts the first load */
}

void market_tick(void)
{
    int32_t niches[64] = {0};

    book_wake_due(market.book, clock_exchange_ms(), wallet_woken, niches);
    for (int32_t i = 1; i <= niches[0]; i++)
        if (market.hooks.appetite != NULL)
            market.hooks.appetite(niches[i]);
    if (!market.loading && clock_mono_ms() >= market.reconcile_at_ms)
        market_load_all();
}
