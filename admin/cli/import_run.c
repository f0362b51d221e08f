/* Sends the file in batches and writes down what came of it.
 *
 * Its one rule: what is counted was answered, row by row in the file's order, and the journal is
 * behind the answers, never before them. A batch without an answer is sent again until there is
 * one: its leads' external ids make that harmless. Called by import.c. */
#include "import_run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "import_batch.h"
#include "import_trial.h"
#include "leadx/base/mem.h"
#include "problem.h"

enum { POLL_MS = 100, PAUSE_MS = 250, PAUSE_MAX_MS = 8000, SLOTS_MAX = JOBS_MAX + 1 };

enum slot_state {
    SLOT_EMPTY,
    SLOT_READY,   /* filled, waits for a job */
    SLOT_FLYING,  /* with the exchange */
    SLOT_WAITING, /* to be sent again when its time has come */
    SLOT_DONE,    /* settled, waits for the batches before it to be counted */
};

struct slot {
    enum slot_state state;
    struct batch batch;
    uint64_t number; /* of the batch */
    struct connection connection;
    struct transfer transfer;
    struct answer answer;
    struct buf body;
    int64_t due_ms;
    int tries;
};

struct flow {
    struct import_run *run;
    CURLM *multi;
    struct slot slots[SLOTS_MAX];
    size_t n_slots;
    uint64_t filled, counted; /* batches */
    uint64_t rows;            /* of the file, read */
    uint64_t offset;          /* of the file, counted */
    bool eof, failed, refused;
    int64_t heard_ms; /* when something last succeeded */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int signo)
{
    (void)signo;
    interrupted = 1;
}

/* The second signal ends the process as if none was caught: the journal stands that, too. */
static void signals_catch(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

/* ---- out */

static void slot_fill(struct flow *f, struct slot *s)
{
    s->batch.rows_end = f->rows;
    batch_fill(&s->batch, f->run->rows, f->run->frame, f->run->errors, f->run->batch_rows);
    if (s->batch.n == 0) {
        f->eof = true;
        return;
    }
    f->rows = s->batch.rows_end;
    s->batch.offset = text_offset(f->run->text);
    s->number = f->filled++;
    s->tries = 0;
    s->state = s->batch.open == 0 ? SLOT_DONE : SLOT_READY;
}

static void slot_send(struct flow *f, struct slot *s)
{
    buf_clear(&s->body);
    batch_body(&s->batch, &s->body);
    transfer_begin(&s->transfer, &s->connection, "POST", "/v1/leads/batch", "application/x-ndjson",
                   s->body.p, s->body.n, NULL, &s->answer);
    curl_easy_setopt(s->connection.curl, CURLOPT_PRIVATE, s);
    curl_multi_add_handle(f->multi, s->connection.curl);
    s->state = SLOT_FLYING;
}

/* ---- in */

static void slot_again(struct slot *s, int64_t at_least_ms)
{
    int64_t pause = (int64_t)PAUSE_MS << (s->tries < 6 ? s->tries : 6);

    if (pause > PAUSE_MAX_MS)
        pause = PAUSE_MAX_MS;
    s->tries++;
    s->due_ms = show_now_ms() + (pause > at_least_ms ? pause : at_least_ms);
    s->state = SLOT_WAITING;
}

static void flow_fail(struct flow *f, const struct answer *a)
{
    show_end(f->run->show);
    problem_print(stderr, a);
    f->failed = true;
}

static bool worth_again(const struct answer *a)
{
    return a->status == 0 || a->status == 429 || a->status >= 500;
}

static void slot_answered(struct flow *f, struct slot *s)
{
    const struct answer *a = &s->answer;
    size_t before = s->batch.open;

    if (a->status == 200 && batch_take(&s->batch, a->body)) {
        if (s->batch.open < before)
            f->heard_ms = show_now_ms();
        s->tries = s->batch.open < before ? 0 : s->tries;
        if (s->batch.open == 0)
            s->state = SLOT_DONE;
        else
            slot_again(s, 1000);
    } else if (worth_again(a) && show_now_ms() - f->heard_ms < f->run->patience_ms) {
        slot_again(s, (int64_t)a->retry_s * 1000);
    } else {
        flow_fail(f, a);
    }
    f->run->show->note = s->state != SLOT_WAITING ? NULL
                         : a->status == 0         ? "no answer, trying again"
                                                  : "the exchange is busy, trying again";
}

static void flow_receive(struct flow *f)
{
    CURLMsg *said;
    int left;

    while ((said = curl_multi_info_read(f->multi, &left)) != NULL) {
        struct slot *s;

        if (said->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(said->easy_handle, CURLINFO_PRIVATE, (char **)&s);
        CURLcode code = said->data.result;
        curl_multi_remove_handle(f->multi, s->connection.curl);
        transfer_end(&s->transfer, code);
        slot_answered(f, s);
        answer_free(&s->answer);
    }
}

/* ---- counting */

static bool row_count(struct flow *f, const struct batch_row *row)
{
    struct counts *c = &f->run->state->counts;

    counts_add(c, row->outcome, row->code);
    c->sales += row->sales;
    if (row->payout != 0)
        counts_pay(c, row->payout, row->currency);
    return row->outcome != OUTCOME_REFUSED ||
           errors_add(f->run->errors, row->cells, row->line, row->code == NULL ? "" : row->code,
                      row->reason, row->id, row->stored);
}

static bool slot_count(struct flow *f, struct slot *s)
{
    struct import_run *run = f->run;

    for (size_t i = 0; i < s->batch.n; i++)
        if (!row_count(f, &s->batch.rows[i]))
            return false;
    f->counted++;
    f->offset = s->batch.offset;
    s->state = SLOT_EMPTY;
    run->state->rows = s->batch.rows_end;
    if (!errors_sync(run->errors))
        return false;
    run->state->errors = run->errors->n;
    return journal_write(run->journal, run->state);
}

static struct slot *slot_of(struct flow *f, enum slot_state state, uint64_t number)
{
    for (size_t i = 0; i < f->n_slots; i++)
        if (f->slots[i].state == state && f->slots[i].number == number)
            return &f->slots[i];
    return NULL;
}

static void flow_count(struct flow *f)
{
    struct slot *s;

    while (!f->failed && (s = slot_of(f, SLOT_DONE, f->counted)) != NULL)
        if (!slot_count(f, s)) {
            show_end(f->run->show);
            fprintf(stderr, "leadx: what was done cannot be written down: %s\n", strerror(errno));
            f->failed = true;
        }
}

/* ---- the loop */

static size_t in_state(const struct flow *f, enum slot_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n_slots; i++)
        n += f->slots[i].state == state;
    return n;
}

static bool stopping(const struct flow *f)
{
    return f->failed || interrupted;
}

/* A batch that waits for its next try keeps its job: with one job the file's order is the order of
 * arrival, whatever happens. */
static void flow_send(struct flow *f)
{
    size_t busy = in_state(f, SLOT_FLYING) + in_state(f, SLOT_WAITING);
    int64_t now_ms = show_now_ms();

    for (size_t i = 0; i < f->n_slots; i++)
        if (f->slots[i].state == SLOT_WAITING && f->slots[i].due_ms <= now_ms)
            slot_send(f, &f->slots[i]);
    for (uint64_t number = f->counted; number < f->filled && busy < (size_t)f->run->jobs;
         number++) {
        struct slot *s = slot_of(f, SLOT_READY, number);

        if (s != NULL) {
            slot_send(f, s);
            busy++;
        }
    }
}

static void flow_fill(struct flow *f)
{
    for (size_t i = 0; i < f->n_slots && !f->eof; i++)
        if (f->slots[i].state == SLOT_EMPTY) {
            slot_fill(f, &f->slots[i]);
            return; /* one a turn: what is under way is looked at in between */
        }
}

static bool flow_over(const struct flow *f)
{
    if (stopping(f))
        return in_state(f, SLOT_FLYING) == 0;
    return f->eof && f->counted == f->filled;
}

static void flow_turn(struct flow *f)
{
    int running;

    if (!stopping(f)) {
        flow_fill(f);
        flow_send(f);
    }
    curl_multi_perform(f->multi, &running);
    flow_receive(f);
    flow_count(f);
    show_step(f->run->show, &f->run->state->counts, f->offset);
    if (running > 0 || in_state(f, SLOT_WAITING) > 0)
        curl_multi_poll(f->multi, NULL, 0,
                        in_state(f, SLOT_EMPTY) > 0 && !f->eof && !stopping(f) ? 0 : POLL_MS, NULL);
}

static void flow_open(struct flow *f, struct import_run *run)
{
    const struct connection *c = run->connection;

    *f = (struct flow){.run = run, .multi = curl_multi_init(), .rows = run->state->rows};
    f->n_slots = (size_t)run->jobs + 1;
    f->offset = text_offset(run->text);
    f->heard_ms = show_now_ms();
    for (size_t i = 0; i < f->n_slots; i++) {
        struct slot *s = &f->slots[i];

        connection_make(&s->connection, c->url, c->ca, c->key);
        batch_init(&s->batch);
        buf_init(&s->body, 0);
    }
}

/* The first rows, only read by the exchange. */
static bool flow_try(struct flow *f)
{
    slot_fill(f, &f->slots[0]);
    return f->eof || trial_passed(&f->slots[0].batch, f->run->connection, f->run->frame->customs);
}

static void flow_close(struct flow *f)
{
    for (size_t i = 0; i < f->n_slots; i++) {
        connection_close(&f->slots[i].connection);
        batch_free(&f->slots[i].batch);
        buf_free(&f->slots[i].body);
    }
    curl_multi_cleanup(f->multi);
}

enum run_end import_run(struct import_run *run)
{
    struct flow *f = mem_alloc(sizeof *f);
    enum run_end end;

    signals_catch();
    flow_open(f, run);
    if (run->trial && run->state->rows == 0)
        f->refused = !flow_try(f);
    while (!f->refused && !flow_over(f))
        flow_turn(f);
    show_end(run->show);
    end = f->refused                          ? RUN_REFUSED
          : f->failed                         ? RUN_FAILED
          : f->eof && f->counted == f->filled ? RUN_DONE
                                              : RUN_INTERRUPTED;
    if (end == RUN_DONE && rows_failed(run->rows)) {
        fprintf(stderr, "leadx: the file cannot be read to its end: %s\n", strerror(errno));
        end = RUN_FAILED;
    }
    flow_close(f);
    free(f);
    return end;
}
