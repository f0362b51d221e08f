/* The market's cache: filled at start, refreshed by notices on the channel leadx_change, reconciled
 * now and then. Here: what others read of it, and its life; market_load fills it, market_change
 * follows notices, market_niches and market_orders know what each brings, market_sources knows
 * sources.
 *
 * Its one rule: it decides nothing. What is stale here is refused by the database, and corrected
 * here then. Callers: intake and the API's mutations; main's tick. */
#include "leadx/app/market.h"

#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "market_room.h"

struct market market;

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

int32_t market_niche_top(void)
{
    return market.niche_top;
}

bool market_fits(const struct niche *niche)
{
    return niche->layout == market.niches[niche->no]->layout && !market.known[niche->no].unfit;
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

/* --- Life ------------------------------------------------------------------------------------ */

void market_start(void (*ready)(void))
{
    market.symbols = symbols_new();
    market.book = book_new();
    market.listed = book_new();
    keymap_init(&market.orders);
    keymap_init(&market.dropped);
    keymap_init(&market.aliases);
    keymap_init(&market.sources);
    keymap_init(&market.offering);
    keymap_init(&market.admissions);
    keymap_init(&market.fees);
    market.ready_fn = ready;
    market.reconcile_at_ms = clock_mono_ms() + 500;
    db_listen("leadx_change", market_notice); /* its first connect starts the first load */
}

void market_tick(void)
{
    book_wake_due(market.book, clock_exchange_ms(), market_told, NULL);
    book_wake_due(market.listed, clock_exchange_ms(), market_listed_told, NULL);
    if (!market.loading && clock_mono_ms() >= market.reconcile_at_ms)
        market_load_all();
}
