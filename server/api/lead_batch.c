/* Bringing up to a thousand leads in one request.
 *
 * Each lead is taken in as a post of its own, in the order of the batch: the first of two with the
 * same person or key wins. Its one rule: a batch never takes more of a turn, or of the writers'
 * queues, than leaves the posts of others theirs; it goes on in lead_batch_tick, as answers come.
 * A client that leaves takes what was not begun with it; what was begun stands. */
#include "leadx/api/lead_batch.h"

#include <string.h>

#include "batch_cut.h"
#include "batch_result.h"
#include "leadx/api/common.h"
#include "leadx/app/intake.h"
#include "leadx/app/market.h"
#include "leadx/app/sale.h"
#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/json_scan.h"
#include "leadx/base/mem.h"
#include "leadx/base/waitmap.h"
#include "leadx/http/rate.h"
#include "leadx/http/overload.h"
#include "query.h"

static void lead_batch(struct request *r);

const struct route lead_batch_routes[] = {
    {METHOD_POST, "/v1/leads/batch", ACTION_LEAD_POST, lead_batch, .body_max = MIB(4),
     .any_type = true, .summary = "Bring up to a thousand leads at once"},
    {0},
};

enum {
    LEADS_MAX = 1000,
    TURN_MAX = 48,    /* leads begun in one turn, by all batches: some milliseconds */
    FLYING_MAX = 256, /* leads of all batches at once with the database: one writer's batch */
    BEGIN_MS = 30000, /* what was not begun by then is answered so: clients do not wait for ever */
    ANSWER_MAX = 16 << 20,
};

struct batch {
    struct batch *next; /* of all, in a ring of turns */
    struct pool *pool;
    struct request *r; /* lives while this does: on_gone ends both */
    struct batch_cut cut;
    size_t n, begun, answered;
    struct slice *results;    /* n of them, JSON, from the pool */
    uint64_t *flying;         /* wait id of each that is under way, 0 = none */
    size_t alone;             /* 1 + the one that teaches the exchange its source, 0 = none: whoever
                                 comes behind waits, not to overtake it */
    int64_t due_ms, until_ms; /* monotonic: its key's rate allows the next; BEGIN_MS are over */
    bool stopped;             /* the database is away or full: the rest is answered so */
    bool check;               /* only read: nothing is stored, nobody is asked */
};

struct flight {
    struct batch *batch;
    size_t index;
};

static struct {
    struct batch *first, **end;
    size_t n;
    struct waitmap flights;
    size_t flying;
} batches;

static void put(struct batch *b, size_t index, struct slice result)
{
    b->results[index] = result;
    b->answered++;
}

static void refuse(struct batch *b, size_t index, enum error e)
{
    put(b, index, batch_result_problem(b->pool, index, e));
}

/* ---- one lead */

static void on_taken_in(uint64_t id, const struct intake_answer *a)
{
    struct flight *f = waitmap_take(&batches.flights, id);
    struct batch *b;

    if (f == NULL) /* the client left */
        return;
    b = f->batch;
    batches.flying--;
    b->flying[f->index] = 0;
    if (b->alone == f->index + 1)
        b->alone = 0;
    if (a->db != DB_OK) {
        b->stopped = true;
        refuse(b, f->index, ERROR_UNAVAILABLE);
    } else if (a->refusal != NULL) {
        refuse(b, f->index, error_by_code(a->refusal));
    } else {
        put(b, f->index, batch_result_lead(b->pool, f->index, a));
    }
}

/* NULL: the result says why. */
static json_t *lead_parse(struct batch *b, size_t index, struct slice text)
{
    json_t *body = NULL;

    if (json_scan(text, JSON_DEPTH_MAX) == JSON_SCAN_OK)
        body = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(body))
        return body;
    json_decref(body);
    refuse(b, index, ERROR_MALFORMED_JSON);
    return NULL;
}

/* An unknown source is asked of the database before its lead is. */
static bool source_known(const struct batch *b, json_t *body)
{
    json_t *name = json_object_get(json_object_get(body, "source"), "name");
    struct slice text = {json_string_value(name), json_string_length(name)};

    return market_source(&b->r->caller.org, text.p == NULL ? SLICE("default") : slice_trim(text)) !=
           NULL;
}

/* A batch's Idempotency-Key stands for its leads one by one, by their place. */
static struct slice lead_key(struct batch *b, size_t index)
{
    struct slice key = b->r->idempotency_key;

    if (key.n == 0)
        return SLICE_NONE;
    return slice_of(pool_printf(b->pool, "%.*s %zu", (int)key.n, key.p, index));
}

static void lead_run(struct batch *b, size_t index, struct intake *in)
{
    struct flight *f = pool_alloc(b->pool, sizeof *f);

    *f = (struct flight){b, index};
    b->flying[index] = waitmap_put(&batches.flights, f);
    batches.flying++;
    intake_run(in, on_taken_in, b->flying[index]); /* may answer at once */
}

static void lead_begin(struct batch *b)
{
    size_t index = b->begun++;
    struct slice text = SLICE_NONE;
    struct intake *in;
    json_t *body;

    batch_cut_next(&b->cut, &text);
    body = lead_parse(b, index, text);
    if (body == NULL)
        return;
    in = intake_new(&b->r->caller.org, &b->r->caller.family);
    if (!intake_read(in, body, lead_key(b, index))) {
        put(b, index, batch_result_faults(b->pool, index, intake_faults(in)));
        intake_free(in);
    } else if (b->check) {
        put(b, index, batch_result_checked(b->pool, index, in));
        intake_free(in);
    } else {
        b->alone = source_known(b, body) ? 0 : index + 1;
        lead_run(b, index, in);
    }
    json_decref(body);
}

/* ---- the batch */

static void batch_unlink(struct batch *b)
{
    struct batch **at = &batches.first;

    while (*at != b)
        at = &(*at)->next;
    *at = b->next;
    batches.n--;
    if (batches.end == &b->next)
        batches.end = at;
}

static void batch_link(struct batch *b)
{
    if (batches.end == NULL) {
        batches.end = &batches.first;
        waitmap_init(&batches.flights);
    }
    b->next = NULL;
    *batches.end = b;
    batches.end = &b->next;
    batches.n++;
}

static void batch_free(struct request *r)
{
    struct batch *b = r->state;

    for (size_t i = 0; i < b->begun; i++)
        if (b->flying[i] != 0 && waitmap_take(&batches.flights, b->flying[i]) != NULL)
            batches.flying--;
    batch_unlink(b);
    r->state = NULL;
    r->on_gone = NULL;
    pool_free(b->pool);
}

static void batch_reply(struct batch *b)
{
    struct request *r = b->r;
    struct buf text;

    buf_init(&text, ANSWER_MAX);
    buf_add_str(&text, "{\"results\":[");
    for (size_t i = 0; i < b->n; i++) {
        if (i > 0)
            buf_add_char(&text, ',');
        buf_add_slice(&text, b->results[i]);
    }
    buf_add_str(&text, "]}");
    batch_free(r);
    if (text.overflow)
        reply_error(r, ERROR_INTERNAL, NULL);
    else
        reply_json(r, 200, buf_slice(&text));
    buf_free(&text);
}

/* Under pressure batches stand back for single posts. */
static bool batch_may_begin(const struct batch *b)
{
    return b->begun < b->n && b->alone == 0 && batches.flying < FLYING_MAX &&
           b->due_ms <= clock_mono_ms() && !sale_pressed();
}

/* Each lead counts as a request of its key's; the first was counted with the request itself. */
static bool rate_allows(struct batch *b)
{
    struct rate rate;

    if (b->begun == 0)
        return true;
    rate_take(&b->r->caller, clock_mono_ms(), &rate);
    if (!rate.passed)
        b->due_ms = clock_mono_ms() + rate.wait_ms;
    return rate.passed;
}

/* The rest is not tried: the database is away or full, or the time is over. */
static void batch_end_early(struct batch *b)
{
    bool over = clock_mono_ms() >= b->until_ms;
    enum error why =
        !b->stopped && b->due_ms > clock_mono_ms() ? ERROR_TOO_MANY_REQUESTS : ERROR_UNAVAILABLE;

    while ((b->stopped || over) && b->begun < b->n)
        refuse(b, b->begun++, why);
}

/* Looks at the whole batch and takes the next step. Returns how many leads it read, at most may. */
static size_t batch_advance(struct batch *b, size_t may)
{
    size_t n = 0;

    for (; n < may && batch_may_begin(b) && !b->stopped && rate_allows(b); n++)
        lead_begin(b);
    batch_end_early(b);
    if (b->answered == b->n)
        batch_reply(b);
    return n;
}

/* The first goes behind the others. */
static void batches_rotate(void)
{
    struct batch *b = batches.first;

    if (b == NULL || b->next == NULL)
        return;
    batches.first = b->next;
    b->next = NULL;
    *batches.end = b;
    batches.end = &b->next;
}

/* A reply may end other batches of its connection: no pointer is held across one. */
bool lead_batch_tick(void)
{
    size_t left = TURN_MAX;
    bool more = false;

    batches_rotate(); /* another one is the first of each turn */
    for (size_t n = batches.n; n > 0 && batches.first != NULL; n--) {
        struct batch *b = batches.first;

        batches_rotate();
        left -= batch_advance(b, left);
    }
    for (struct batch *b = batches.first; b != NULL; b = b->next)
        more |= batch_may_begin(b);
    return more;
}

/* ---- the request */

/* lines: NDJSON. false: neither that nor JSON. */
static bool type_read(const struct request *r, bool *lines)
{
    struct slice type = request_header(r, "Content-Type");
    const char *semicolon = type.n == 0 ? NULL : memchr(type.p, ';', type.n);

    if (semicolon != NULL)
        type = slice_trim((struct slice){type.p, (size_t)(semicolon - type.p)});
    *lines = slice_is_nocase(type, SLICE("application/x-ndjson"));
    return *lines || slice_is_nocase(type, SLICE("application/json"));
}

/* false: replied already. */
static bool body_cut(struct request *r, struct batch_cut *cut, size_t *n)
{
    const char *why = NULL;
    bool lines;

    if (!type_read(r, &lines)) {
        reply_error(r, ERROR_UNSUPPORTED_MEDIA,
                    "Send an array as application/json, or one lead a line as "
                    "application/x-ndjson.");
        return false;
    }
    if (!batch_cut_begin(cut, r->body, lines, n, &why)) {
        reply_error(r, ERROR_MALFORMED_JSON, why);
        return false;
    }
    if (*n > LEADS_MAX) {
        reply_error(r, ERROR_BODY_TOO_LARGE, "Send at most 1,000 leads in a batch.");
        return false;
    }
    return true;
}

/* false: replied already. */
static bool check_read(struct request *r, bool *check)
{
    static const char *const words[] = {"false", "true", NULL};
    struct slice text = SLICE("false");

    if (!query_word(r, "check", words, &text))
        return false;
    *check = slice_is(text, SLICE("true"));
    return true;
}

static void lead_batch(struct request *r)
{
    struct batch_cut cut;
    struct pool *pool;
    struct batch *b;
    size_t n;
    bool check;

    if (sale_pressed()) {
        refuse_overload(r);
        return;
    }
    if (!check_read(r, &check) || !body_cut(r, &cut, &n))
        return;
    if (!market_ready()) {
        reply_unavailable(r, 1);
        return;
    }
    pool = pool_new(0);
    b = pool_zero(pool, sizeof *b);
    *b = (struct batch){.pool = pool,
                        .r = r,
                        .cut = cut,
                        .n = n,
                        .until_ms = clock_mono_ms() + BEGIN_MS,
                        .check = check};
    b->results = pool_zero(pool, (n + 1) * sizeof *b->results);
    b->flying = pool_zero(pool, (n + 1) * sizeof *b->flying);
    r->state = b;
    r->on_gone = batch_free;
    request_wait(r);
    batch_link(b); /* the tick of this turn begins it */
}
