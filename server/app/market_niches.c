/* A niche's new version takes the place of the one before it.
 *
 * Its one rule: no filter in the books reads one field for another. A filter knows its fields by
 * their slots; while these stay where they were (terms changed, fields came behind the others),
 * what was compiled stays right. Where a slot has another meaning, nobody is asked until the
 * niche's orders were compiled anew (market_fits). Called by market_load and market_change. */
#include <stdlib.h>
#include <string.h>

#include "leadx/base/log.h"
#include "market_room.h"
#include "market_rows.h"

/* Answers of two connections may arrive in another order than they were read in: an older version
 * changes nothing. */
static bool niche_is_news(const struct niche *n)
{
    const struct niche *known = market.niches[n->no];

    return known == NULL || n->revision > known->revision ||
           (n->revision == known->revision && n->active != known->active);
}

/* A filter that was compiled for the one reads the facts of the other. */
static bool slots_kept(const struct field_schema *from, const struct field_schema *to)
{
    if (from->n > to->n)
        return false;
    for (size_t i = 0; i < from->n; i++)
        if (from->fields[i].type != to->fields[i].type ||
            strcmp(from->fields[i].name, to->fields[i].name) != 0)
            return false;
    return true;
}

/* The same filters can be read over both. */
static bool same_fields(const struct field_schema *a, const struct field_schema *b)
{
    if (a->n != b->n || !slots_kept(a, b))
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (a->fields[i].n_values != b->fields[i].n_values ||
            (a->fields[i].n_values > 0 &&
             memcmp(a->fields[i].values, b->fields[i].values,
                    a->fields[i].n_values * sizeof *a->fields[i].values) != 0))
            return false;
    return true;
}

/* Which orders are listed of the niche, and what stands in their rows, may differ. An order that
 * names a new field may have come before the field did, and was left out. */
static bool orders_differ(const struct niche *from, const struct niche *to)
{
    return from == NULL || from->active != to->active || from->effective != to->effective ||
           !same_fields(&from->schema, &to->schema);
}

static void niche_keep(struct niche *n)
{
    const struct niche *from = market.niches[n->no];

    n->earlier = market.niches[n->no];
    n->layout = from == NULL ? 1 : from->layout + !slots_kept(&from->schema, &n->schema);
    market.niches[n->no] = n;
    market.niche_top = n->no > market.niche_top ? n->no : market.niche_top;
    if (orders_differ(from, n))
        market.known[n->no].due = market.questions + 1;
    if (from != NULL && from->layout != n->layout)
        market.known[n->no].unfit = true;
    if (market.ready) { /* a lower floor or another limit lets the same orders buy more */
        market_told(n->no, NULL);
        market_listed_told(n->no, NULL);
    }
}

void market_niches_take(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++) {
        struct niche *n = niche_from_row(res, row, market.symbols);

        if (n == NULL)
            continue;
        if (n->no <= 0 || n->no >= NICHES_MAX)
            log_error("market", "niche %s has number %d: only %d are kept", n->name, n->no,
                      NICHES_MAX - 1);
        else if (niche_is_news(n)) {
            niche_keep(n);
            continue;
        }
        field_schema_free(&n->schema);
        free(n);
    }
}
