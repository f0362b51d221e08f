/* A listing's row, as the database gives it, onto a shelf.
 *
 * Its one rule: nothing finer than may be told gets into the shelf: the hour a lead came, the ten
 * its score stands in, the first part of its channel. Called by market_shelf. */
#include <jansson.h>
#include <string.h>

#include "leadx/base/log.h"
#include "market_shelf_room.h"

enum { FAMILIES_MAX = 256, SCORE_STEP = 10, SCORE_TOP = 90 };

/* "{a,b}" of ids into numbers; what is beyond the room is left out. */
static uint32_t families_read(struct slice s, uint32_t out[FAMILIES_MAX])
{
    struct uuid id;
    uint32_t n = 0;

    for (size_t at = 1; at + 36 < s.n + 1 && n < FAMILIES_MAX; at += 37)
        if (uuid_parse((struct slice){s.p + at, 36}, &id))
            out[n++] = shelf_family_no(&id);
    return n;
}

static uint16_t fact_word(struct market_shelf *m, enum shelf_fact fact, const struct db_result *res,
                          int row, enum shelf_column column)
{
    struct slice word = result_slice(res, row, (int)column);

    return result_null(res, row, (int)column) || word.n == 0
               ? 0
               : shelf_word(shelf_dims_fact(m->dims, fact), word);
}

static void codes_read(struct market_shelf *m, struct listing *l, const struct db_result *res,
                       int row)
{
    struct slice text = result_slice(res, row, SHELF_COL_ATTRIBUTES);
    json_t *attributes = json_loadb(text.p, text.n, 0, NULL);
    uint16_t *facts = l->codes + m->dims->personal;

    shelf_dims_read(m->dims, attributes, l->codes);
    json_decref(attributes);
    facts[SHELF_TEMPERATURE] = fact_word(m, SHELF_TEMPERATURE, res, row, SHELF_COL_TEMPERATURE);
    facts[SHELF_SCORE] =
        shelf_band(shelf_dims_fact(m->dims, SHELF_SCORE), result_int64(res, row, SHELF_COL_SCORE));
    facts[SHELF_ORIGIN_KIND] = fact_word(m, SHELF_ORIGIN_KIND, res, row, SHELF_COL_ORIGIN);
    facts[SHELF_CHANNEL] = fact_word(m, SHELF_CHANNEL, res, row, SHELF_COL_CHANNEL);
    facts[SHELF_CAUSE] = fact_word(m, SHELF_CAUSE, res, row, SHELF_COL_CAUSE);
    facts[SHELF_RESOLD] = shelf_yes_no(result_bool(res, row, SHELF_COL_RESOLD));
}

static uint8_t score_told(int64_t score)
{
    score -= score % SCORE_STEP;
    return (uint8_t)(score > SCORE_TOP ? SCORE_TOP : score);
}

static void listing_put(struct market_shelf *m, const struct db_result *res, int row)
{
    uint32_t only[FAMILIES_MAX], barred[FAMILIES_MAX];
    struct uuid seller = result_uuid(res, row, SHELF_COL_SELLER);
    struct uuid family = result_uuid(res, row, SHELF_COL_FAMILY);
    struct listing l = {
        .id = result_uuid(res, row, SHELF_COL_ID),
        .span = {result_int64(res, row, SHELF_COL_START), result_int64(res, row, SHELF_COL_FLOOR)},
        .listed_s = result_int64(res, row, SHELF_COL_LISTED_S),
        .ends_s = result_int64(res, row, SHELF_COL_ENDS_S),
        .born_s = result_int64(res, row, SHELF_COL_BORN_S),
        .seller = shelf_seller_no(&seller, result_slice(res, row, SHELF_COL_ALIAS)),
        .family = shelf_family_no(&family),
        .score = score_told(result_int64(res, row, SHELF_COL_SCORE)),
        .resold = result_bool(res, row, SHELF_COL_RESOLD),
        .exclusive = result_bool(res, row, SHELF_COL_ALONE),
        .shares = (uint8_t)result_int64(res, row, SHELF_COL_SHARES),
        .only = only,
        .barred = barred};

    if (!result_null(res, row, SHELF_COL_ONLY))
        l.n_only = families_read(result_slice(res, row, SHELF_COL_ONLY), only);
    if (!result_null(res, row, SHELF_COL_BARRED))
        l.n_barred = families_read(result_slice(res, row, SHELF_COL_BARRED), barred);
    codes_read(m, &l, res, row);
    shelf_put(m->shelf, &l);
}

void shelf_row_take(struct market_shelf *m, const struct db_result *res, int row)
{
    struct uuid id = result_uuid(res, row, SHELF_COL_ID);

    if (result_bool(res, row, SHELF_COL_LISTED) && result_int64(res, row, SHELF_COL_SHARES) > 0)
        listing_put(m, res, row);
    else
        shelf_remove(m->shelf, &id);
}
