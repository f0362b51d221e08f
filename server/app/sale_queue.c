/* Leads on their way to the writers: who travels with whom, on which writer, and how many at once.
 *
 * Its one rule: two leads may share a batch only if leads_sell can tell their persons apart or
 * knows what to do: fresh leads of one person in one scope may (the second is a duplicate of the
 * first), any other pair waits. Called by sale.c. */
#include "sale_queue.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/keymap.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "sale_pack.h"

/* Fewer in a batch cost the database twice as much a lead. */
enum { BATCH_WORTH = 16 };

/* One person's channel on its way to the database. */
struct travelling {
    uint8_t key[16];
    struct uuid scope;
    bool fresh;               /* all of them are */
    int writer;               /* who took the last of them; -1: nobody yet */
    size_t n;                 /* leads under way */
    struct lead_list waiting; /* whom they must not meet */
};

static struct {
    struct writer *const *writers;
    int n_writers;
    struct keymap travelling; /* print key → struct travelling */
    struct lead_list ready;   /* for whichever writer is free next */
    size_t waiting;           /* leads behind their persons */
    size_t most;              /* of either */
    size_t batch_max;
    bool stopping;
} queue;

/* --- Lists ------------------------------------------------------------------------------------ */

void lead_list_add(struct lead_list *list, struct sale_lead *lead, enum db_status status)
{
    lead->next = NULL;
    lead->status = status;
    if (list->first == NULL)
        list->tail = &list->first;
    *list->tail = lead;
    list->tail = &lead->next;
    list->n++;
}

struct sale_lead *lead_list_take(struct lead_list *list)
{
    struct sale_lead *lead = list->first;

    assert(list->n > 0);
    list->first = lead->next;
    list->n--;
    lead->next = NULL;
    return lead;
}

/* --- Persons on their way --------------------------------------------------------------------- */

static struct travelling *travelling_of(const struct sale_lead *lead, size_t print)
{
    uint8_t key[16];

    sale_print_key(lead, print, key);
    return keymap_get(&queue.travelling, key);
}

static struct travelling *conflict_of(const struct sale_lead *lead)
{
    for (size_t i = 0; i < lead->n_prints; i++) {
        struct travelling *t = travelling_of(lead, i);

        /* not past those that wait, or a stream of one person would hold them for ever */
        if (t != NULL &&
            (t->waiting.n > 0 || !t->fresh || !lead->fresh || !uuid_equal(&t->scope, &lead->offer)))
            return t;
    }
    return NULL;
}

static struct travelling *travelling_new(const struct sale_lead *lead, size_t print)
{
    struct travelling *t = mem_zero(1, sizeof *t);

    sale_print_key(lead, print, t->key);
    t->scope = lead->offer;
    t->fresh = lead->fresh;
    t->writer = -1;
    keymap_put(&queue.travelling, t->key, t);
    return t;
}

static void travel_begin(const struct sale_lead *lead)
{
    for (size_t i = 0; i < lead->n_prints; i++) {
        struct travelling *t = travelling_of(lead, i);

        if (t == NULL)
            t = travelling_new(lead, i);
        t->n++;
    }
}

/* Those that waited for t go on. */
static void travel_release(struct travelling *t, struct lead_list *refused)
{
    keymap_take(&queue.travelling, t->key);
    while (t->waiting.n > 0) {
        struct sale_lead *lead = lead_list_take(&t->waiting);

        queue.waiting--;
        if (!sale_queue_put(lead))
            lead_list_add(refused, lead, DB_BUSY);
    }
    free(t);
}

void sale_queue_end(const struct sale_lead *lead, struct lead_list *refused)
{
    for (size_t i = 0; i < lead->n_prints; i++) {
        struct travelling *t = travelling_of(lead, i);

        assert(t != NULL && t->n > 0);
        if (--t->n == 0)
            travel_release(t, refused);
    }
}

bool sale_queue_put(struct sale_lead *lead)
{
    struct travelling *t = conflict_of(lead);

    if (queue.stopping || (t == NULL ? queue.ready.n : queue.waiting) >= queue.most)
        return false;
    if (t != NULL) {
        lead_list_add(&t->waiting, lead, DB_BUSY);
        queue.waiting++;
        return true;
    }
    lead_list_add(&queue.ready, lead, DB_BUSY);
    travel_begin(lead);
    return true;
}

/* --- Which writer takes how many ---------------------------------------------------------------
 */

/* A person on its way stays with its writer, so that two writers do not race for it. */
static int writer_for(const struct sale_lead *lead, int free_one)
{
    for (size_t i = 0; i < lead->n_prints; i++) {
        const struct travelling *t = travelling_of(lead, i);

        if (t->writer >= 0)
            return t->writer;
    }
    return free_one;
}

static void give(struct sale_lead *lead, int writer, struct lead_list *refused)
{
    for (size_t i = 0; i < lead->n_prints; i++)
        travelling_of(lead, i)->writer = writer;
    lead->writer = writer;
    if (writer_submit(queue.writers[writer], lead))
        return;
    lead_list_add(refused, lead, DB_BUSY);
    sale_queue_end(lead, refused);
}

/* Equal parts of all that is under way, one a writer and at least two. Without that, who waits for
 * answers before they send more would all be in one batch, the next batch would hold the first one
 * or two of them, and database and server would wait for each other in turn. More and smaller parts
 * overlap better and cost more: a call takes the database 2 ms whatever it carries. */
static size_t batch_share(void)
{
    size_t groups = queue.n_writers < 2 ? 2 : (size_t)queue.n_writers, n = queue.ready.n;

    for (int i = 0; i < queue.n_writers; i++)
        n += writer_batch_n(queue.writers[i]) + writer_queued(queue.writers[i]);
    n = (n + groups - 1) / groups;
    return n < BATCH_WORTH ? BATCH_WORTH : n > queue.batch_max ? queue.batch_max : n;
}

/* How many leads writer may have queued now. While another one is under way, a small batch is not
 * worth it: that one's end brings us here again. Where no database is, nothing is held back from
 * those that give up. */
static size_t writer_room(int writer)
{
    const struct writer *w = queue.writers[writer];
    size_t share = batch_share();
    bool busy = false, up = false;

    for (int i = 0; i < queue.n_writers; i++) {
        busy |= writer_under_way(queue.writers[i]) > 0;
        up |= writer_up(queue.writers[i]);
    }
    if (!up)
        return SIZE_MAX;
    if (!writer_up(w) || writer_under_way(w) > 0)
        return 0;
    if (busy && queue.ready.n < share - share / 4)
        return 0;
    return share;
}

void sale_queue_flush(struct lead_list *refused)
{
    for (int i = 0; i < queue.n_writers; i++) {
        size_t room = writer_room(i);

        while (queue.ready.n > 0 && writer_queued(queue.writers[i]) < room) {
            struct sale_lead *lead = lead_list_take(&queue.ready);

            give(lead, writer_for(lead, i), refused);
        }
        writer_flush(queue.writers[i]);
    }
}

/* --- Life --------------------------------------------------------------------------------------
 */

size_t sale_queue_waiting(void)
{
    size_t n = queue.ready.n + queue.waiting;

    for (int i = 0; i < queue.n_writers; i++)
        n += writer_queued(queue.writers[i]);
    return n;
}

void sale_queue_start(struct writer *const *writers, int n)
{
    queue.writers = writers;
    queue.n_writers = n;
    queue.most = (size_t)setting_int("writer_queue");
    queue.batch_max = (size_t)setting_int("writer_batch");
    keymap_init(&queue.travelling);
}

void sale_queue_stop(struct lead_list *refused)
{
    queue.stopping = true;
    queue.n_writers = 0;
    while (queue.ready.n > 0) {
        struct sale_lead *lead = lead_list_take(&queue.ready);

        lead_list_add(refused, lead, DB_DOWN);
        sale_queue_end(lead, refused);
    }
}
