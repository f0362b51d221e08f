/* What a batch answers of each of its leads: {"index", "status"} and the lead or the problem.
 *
 * Its one rule: a result says what a post of its own would have been answered. Called by
 * lead_batch.c. */
#include "batch_result.h"

#include "leadx/base/buf.h"
#include "leadx/http/problem.h"

static struct slice end(struct pool *pool, struct buf *text)
{
    struct slice out;

    buf_add_char(text, '}');
    out = (struct slice){pool_copy(pool, buf_slice(text)), text->n};
    buf_free(text);
    return out;
}

static void begin(struct buf *text, size_t index, int status)
{
    buf_init(text, 0);
    buf_printf(text, "{\"index\":%zu,\"status\":%d,", index, status);
}

struct slice batch_result_problem(struct pool *pool, size_t index, enum error e)
{
    struct buf text;

    begin(&text, index, error_row(e)->status);
    buf_add_str(&text, "\"problem\":");
    problem_add(&text, e, NULL);
    return end(pool, &text);
}

struct slice batch_result_faults(struct pool *pool, size_t index, const struct faults *faults)
{
    struct buf problem, text;

    buf_init(&problem, 0);
    begin(&text, index, error_row(problem_add_faults(&problem, faults))->status);
    buf_add_str(&text, "\"problem\":");
    buf_add_slice(&text, buf_slice(&problem));
    buf_free(&problem);
    return end(pool, &text);
}

struct slice batch_result_lead(struct pool *pool, size_t index, const struct intake_answer *a)
{
    struct buf text;

    begin(&text, index, 201);
    buf_printf(&text, "\"replayed\":%s,\"lead\":", a->replayed ? "true" : "false");
    buf_add_slice(&text, a->json);
    return end(pool, &text);
}

struct slice batch_result_checked(struct pool *pool, size_t index, const struct intake *in)
{
    const char *code, *status = intake_checked(in, &code);
    struct buf text;

    begin(&text, index, 200);
    buf_printf(&text, "\"lead\":{\"status\":\"%s\",\"code\":", status);
    if (code == NULL)
        buf_add_str(&text, "null}");
    else
        buf_printf(&text, "\"%s\"}", code);
    return end(pool, &text);
}
