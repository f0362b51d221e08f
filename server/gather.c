/* One scrape: all workers are asked to render at once, into their places in the shared memory; what
 * came is put together family by family, as the text format wants it.
 *
 * Its one rule: a scrape is answered within a second, with whatever answered by then; a worker that
 * is silent is missed in the samples, not waited for. Called by supervisor.c. */
#include "gather.h"

#include <stdint.h>
#include <string.h>

#include "leadx/base/buf.h"
#include "leadx/base/metrics.h"
#include "leadx/base/shared.h"
#include "leadx/base/workers.h"
#include "leadx/http/server.h"
#include "leadx/net/loop.h"
#include "slots.h"

enum {
    SCRAPES_MAX = 16,
    PATIENCE_MS = 1000,
    MARK_SIZE = sizeof "# HELP " - 1, /* what a family begins with */
};

static struct {
    uint64_t scrapes[SCRAPES_MAX];
    size_t n_scrapes;
    bool owes[WORKERS_MAX], gave[WORKERS_MAX];
    struct timer *patience;
} gather;

/* ---- putting together */

/* The next family in the text from p on: its name, and where its lines begin and end. */
struct family {
    struct slice name, head, samples;
    const char *next;
};

static const char *line_end(const char *p, const char *end)
{
    const char *nl = memchr(p, '\n', (size_t)(end - p));

    return nl == NULL ? end : nl + 1;
}

static bool family_read(struct slice text, const char *p, struct family *out)
{
    const char *end = text.p + text.n, *samples, *at;

    if (p == NULL || p >= end)
        return false;
    samples = line_end(line_end(p, end), end); /* behind HELP and TYPE */
    for (at = samples; at < end && *at != '#'; at = line_end(at, end))
        ;
    out->head = (struct slice){p, (size_t)(samples - p)};
    out->samples = (struct slice){samples, (size_t)(at - samples)};
    out->next = at;
    p += MARK_SIZE < out->head.n ? MARK_SIZE : out->head.n;
    for (at = p; at < samples && *at != ' ' && *at != '\n'; at++)
        ;
    out->name = (struct slice){p, (size_t)(at - p)};
    return true;
}

static bool family_find(struct slice text, struct slice name, struct family *out)
{
    for (const char *p = text.p; family_read(text, p, out); p = out->next)
        if (slice_is(out->name, name))
            return true;
    return false;
}

/* Families of text i that no earlier text had, each with the samples of all later ones. */
static void families_add(const struct slice *texts, size_t n, size_t i, struct buf *out)
{
    struct family f, other;

    for (const char *p = texts[i].p; family_read(texts[i], p, &f); p = f.next) {
        bool known = false;

        for (size_t k = 0; k < i && !known; k++)
            known = family_find(texts[k], f.name, &other);
        if (known)
            continue;
        buf_add_slice(out, f.head);
        buf_add_slice(out, f.samples);
        for (size_t k = i + 1; k < n; k++)
            if (family_find(texts[k], f.name, &other))
                buf_add_slice(out, other.samples);
    }
}

static void answer(void)
{
    struct link_metrics *all = shared_part(SHARED_METRICS, sizeof *all * WORKERS_MAX);
    struct slice texts[WORKERS_MAX + 1];
    struct buf own, out;
    size_t n = 0;

    buf_init(&own, LINK_METRICS_MAX);
    buf_init(&out, (size_t)LINK_METRICS_MAX * (WORKERS_MAX + 1));
    metrics_render(&own);
    texts[n++] = buf_slice(&own);
    for (int i = 0; i < slots_count(); i++)
        if (gather.gave[i] && all[i].n <= LINK_METRICS_MAX)
            texts[n++] = (struct slice){all[i].text, all[i].n};
    for (size_t i = 0; i < n; i++)
        families_add(texts, n, i, &out);
    for (size_t i = 0; i < gather.n_scrapes; i++)
        http_metrics_answer(gather.scrapes[i], buf_slice(&out));
    gather.n_scrapes = 0;
    buf_free(&own);
    buf_free(&out);
}

/* ---- asking */

static void advance(void)
{
    if (gather.n_scrapes == 0)
        return;
    for (int i = 0; i < slots_count(); i++)
        if (gather.owes[i])
            return;
    timer_stop(gather.patience);
    answer();
}

static void told(int slot)
{
    gather.owes[slot] = true;
}

static void on_scrape(uint64_t id)
{
    if (gather.n_scrapes == SCRAPES_MAX)
        answer(); /* with what is there */
    gather.scrapes[gather.n_scrapes++] = id;
    if (gather.n_scrapes > 1)
        return;
    memset(gather.gave, 0, sizeof gather.gave);
    slots_say(LINK_RENDER, false, told);
    timer_set(gather.patience, PATIENCE_MS);
    advance();
}

void gather_rendered(int slot)
{
    gather.gave[slot] = gather.owes[slot];
    gather.owes[slot] = false;
    advance();
}

void gather_lost(int slot)
{
    gather.owes[slot] = gather.gave[slot] = false;
    advance();
}

static void on_impatient(void *arg)
{
    (void)arg;
    memset(gather.owes, 0, sizeof gather.owes);
    advance();
}

bool gather_start(char *err, size_t err_size)
{
    metrics_set_label("worker=\"supervisor\"");
    gather.patience = timer_new(on_impatient, NULL);
    return http_metrics_start(on_scrape, err, err_size);
}
