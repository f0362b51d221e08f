/* What happens, read from the table the sale and the operations write it to.
 *
 * Its one rule: a position moves only past what was handed over, so that whoever reads on from it
 * misses nothing and hears nothing twice. The order of the rows is the database's
 * (schema/functions/happenings.sql). Called by api/stream.c, and by app/sale.c for full caps. */
#include "leadx/app/feed.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leadx/app/feed.sql.h"
#include "leadx/base/log.h"
#include "leadx/db/pool.h"

enum { C_XID, C_NO, C_K, C_ORG, C_SIDE, C_KIND, C_LINE };

/* ---- positions */

static bool number_read(struct slice *rest, uint64_t max, uint64_t *out)
{
    uint64_t n = 0;
    size_t i = 0;

    for (; i < rest->n && rest->p[i] >= '0' && rest->p[i] <= '9'; i++) {
        unsigned digit = (unsigned)(rest->p[i] - '0');

        if (n > (max - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    if (i == 0)
        return false;
    *rest = (struct slice){rest->p + i, rest->n - i};
    *out = n;
    return true;
}

static bool dash_read(struct slice *rest)
{
    if (rest->n == 0 || rest->p[0] != '-')
        return false;
    *rest = (struct slice){rest->p + 1, rest->n - 1};
    return true;
}

bool feed_position_read(struct slice text, struct feed_position *out)
{
    uint64_t k;

    if (!number_read(&text, UINT64_MAX, &out->xid) || !dash_read(&text) ||
        !number_read(&text, INT64_MAX, &out->no) || !dash_read(&text) ||
        !number_read(&text, INT32_MAX, &k) || text.n > 0 || out->xid == 0)
        return false;
    out->k = (uint32_t)k;
    return true;
}

char *feed_position_format(const struct feed_position *p, char out[FEED_POSITION_TEXT])
{
    snprintf(out, FEED_POSITION_TEXT, "%" PRIu64 "-%" PRIu64 "-%" PRIu32, p->xid, p->no, p->k);
    return out;
}

int feed_position_compare(const struct feed_position *a, const struct feed_position *b)
{
    if (a->xid != b->xid)
        return a->xid < b->xid ? -1 : 1;
    if (a->no != b->no)
        return a->no < b->no ? -1 : 1;
    return a->k < b->k ? -1 : a->k > b->k;
}

/* ---- reading */

static struct feed_position position_of(const struct db_result *res, int row)
{
    struct slice xid = result_slice(res, row, C_XID);
    struct feed_position p = {.no = (uint64_t)result_int64(res, row, C_NO),
                              .k = (uint32_t)result_int64(res, row, C_K)};
    bool ok = number_read(&xid, UINT64_MAX, &p.xid);

    assert(ok);
    return p;
}

static enum feed_side side_of(struct slice word)
{
    return slice_is(word, SLICE("seller"))  ? FEED_SELLER
           : slice_is(word, SLICE("buyer")) ? FEED_BUYER
                                            : FEED_OPERATOR;
}

static enum feed_end end_of(struct slice word)
{
    return slice_is(word, SLICE("gap"))    ? FEED_GAP
           : slice_is(word, SLICE("more")) ? FEED_MORE
                                           : FEED_END;
}

static void on_read(uint64_t id, const struct db_result *res, void *arg)
{
    const struct feed_reader *reader = arg;
    struct feed_position end;
    int last;

    if (res->status != DB_OK || result_rows(res) == 0) {
        if (res->status == DB_REFUSED)
            log_error("feed", "reading refused: %s %s", res->sqlstate, res->constraint);
        reader->end(id, FEED_FAILED, NULL);
        return;
    }
    last = result_rows(res) - 1;
    for (int row = 0; row < last; row++) {
        struct feed_event event = {.at = position_of(res, row),
                                   .org = result_uuid(res, row, C_ORG),
                                   .side = side_of(result_slice(res, row, C_SIDE)),
                                   .kind = result_slice(res, row, C_KIND),
                                   .line = result_slice(res, row, C_LINE)};

        reader->event(id, &event);
    }
    end = position_of(res, last);
    reader->end(id, end_of(result_slice(res, last, C_KIND)), &end);
}

void feed_read(const struct feed_position *from, struct array *orgs, int limit,
               const struct feed_reader *reader, uint64_t id)
{
    char xid[24];
    struct param params[4];

    snprintf(xid, sizeof xid, "%" PRIu64, from->xid);
    params[0] = param_str(xid);
    params[1] = param_int64((int64_t)from->no);
    params[2] = array_param(orgs);
    params[3] = param_int32(limit);
    dbpool_submit(&stmt_feed_read, params, 4, on_read, id, (void *)reader);
}

/* ---- caps */

static void on_cap(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    if (res->status == DB_REFUSED)
        log_error("feed", "cap refused: %s %s", res->sqlstate, res->constraint);
}

void feed_cap_reached(const struct uuid *order)
{
    struct param param = param_uuid(order);

    dbpool_submit(&stmt_feed_cap_reached, &param, 1, on_cap, 0, NULL);
}
