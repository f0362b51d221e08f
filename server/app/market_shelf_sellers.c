/* Sellers and families as shelves number them, and what buyers are told of a seller.
 *
 * Its one rule: a number, once given, stays; there are as many as companies, never more. Called by
 * market_shelf and its rows. */
#include <stdlib.h>
#include <string.h>

#include "leadx/app/keymap.h"
#include "leadx/app/market_shelf.sql.h"
#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/db/pool.h"
#include "market_shelf_room.h"

enum { ALIAS_MAX = 240, ASK_MAX = 500, AGAIN_MS = 600000 };

struct seller_score {
    int32_t niche_no;
    int score;
};

struct seller {
    struct uuid id;
    char alias[ALIAS_MAX + 1];
    struct seller_score *scores;
    size_t n_scores;
};

static struct {
    struct keymap sellers, families; /* id → number + 1 */
    struct seller *list;
    uint32_t n_sellers, n_families;
    uint32_t asked, asking; /* so many of the list were asked for in this round, are being */
    int64_t round_ms;
    void (*done)(bool ok);
} known;

static void begin(void)
{
    if (known.sellers.entries != NULL)
        return;
    keymap_init(&known.sellers);
    keymap_init(&known.families);
}

/* ---- numbers */

static uint32_t number_of(struct keymap *m, const struct uuid *id)
{
    return (uint32_t)(uintptr_t)keymap_get(m, id);
}

uint32_t shelf_family_no(const struct uuid *family)
{
    uint32_t no;

    begin();
    no = number_of(&known.families, family);
    if (no == 0)
        keymap_put(&known.families, family, (void *)(uintptr_t)(no = ++known.n_families));
    return no;
}

uint32_t market_shelf_family(const struct uuid *family)
{
    begin();
    return number_of(&known.families, family); /* 0: no listing has it */
}

static uint32_t seller_add(const struct uuid *seller)
{
    uint32_t no = known.n_sellers++;

    if ((no & (no - 1)) == 0)
        known.list = mem_resize(known.list, 2 * ((size_t)no + 1) * sizeof *known.list);
    known.list[no] = (struct seller){.id = *seller};
    keymap_put(&known.sellers, seller, (void *)(uintptr_t)(no + 1));
    return no + 1;
}

uint32_t shelf_seller_no(const struct uuid *seller, struct slice alias)
{
    uint32_t no;

    begin();
    no = number_of(&known.sellers, seller);
    if (no == 0)
        no = seller_add(seller);
    snprintf(known.list[no - 1].alias, sizeof known.list->alias, "%.*s", (int)alias.n, alias.p);
    return no - 1;
}

/* ---- what is told of them */

const char *market_shelf_alias(uint32_t seller)
{
    return seller < known.n_sellers ? known.list[seller].alias : "";
}

int market_shelf_score(uint32_t seller, int32_t niche_no)
{
    if (seller < known.n_sellers)
        for (size_t i = 0; i < known.list[seller].n_scores; i++)
            if (known.list[seller].scores[i].niche_no == niche_no)
                return known.list[seller].scores[i].score;
    return SELLER_NO_SCORE;
}

/* A round asks for each once; who comes meanwhile stands at its end. */
bool shelf_sellers_due(void)
{
    if (known.asked == known.n_sellers && clock_mono_ms() - known.round_ms >= AGAIN_MS) {
        known.round_ms = clock_mono_ms();
        known.asked = 0;
    }
    return known.asked < known.n_sellers;
}

static void score_take(struct seller *s, const struct db_result *res, int row)
{
    if (result_null(res, row, 2) || result_null(res, row, 3))
        return;
    s->scores = mem_resize(s->scores, (s->n_scores + 1) * sizeof *s->scores);
    s->scores[s->n_scores++] =
        (struct seller_score){(int32_t)result_int64(res, row, 2), (int)result_int64(res, row, 3)};
}

static void seller_take(const struct db_result *res, int row, bool first)
{
    struct uuid id = result_uuid(res, row, 0);
    struct seller *s = &known.list[shelf_seller_no(&id, result_slice(res, row, 1))];

    if (first)
        s->n_scores = 0;
    score_take(s, res, row);
}

static void on_sellers(uint64_t id, const struct db_result *res, void *arg)
{
    struct uuid before = {{0}};

    (void)id;
    (void)arg;
    for (int row = 0; res->status == DB_OK && row < result_rows(res); row++) {
        struct uuid seller = result_uuid(res, row, 0);

        seller_take(res, row, !uuid_equal(&seller, &before));
        before = seller;
    }
    if (res->status == DB_OK)
        known.asked = known.asking;
    known.done(res->status == DB_OK);
}

void shelf_sellers_ask(void (*done)(bool ok))
{
    uint32_t from = known.asked, to = from + ASK_MAX;
    struct param param;
    struct buf ids;
    char text[UUID_TEXT];

    if (to > known.n_sellers)
        to = known.n_sellers;
    buf_init(&ids, 0);
    for (uint32_t i = from; i < to; i++)
        buf_printf(&ids, "%c%s", i == from ? '{' : ',', uuid_format(&known.list[i].id, text));
    buf_add_char(&ids, '}');
    known.done = done;
    known.asking = to;
    param = param_text(buf_slice(&ids));
    dbpool_submit(&stmt_shelf_sellers, &param, 1, on_sellers, 0, NULL);
    buf_free(&ids);
}
