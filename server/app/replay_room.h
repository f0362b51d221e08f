/* What the files of the replay share: replay.c (its way), replay_begin.c (the order as it would
 * have stood), replay_read.c (rows into routings), replay_judge.c (routings in the order of their
 * time, decided again), replay_show.c (the answer). */
#ifndef LEADX_APP_REPLAY_ROOM_H
#define LEADX_APP_REPLAY_ROOM_H

#include "leadx/app/keymap.h"
#include "leadx/app/replay.h"
#include "leadx/base/buf.h"
#include "leadx/core/fingerprint.h"
#include "leadx/core/replay.h"
#include "tried.h"

enum { REPLAY_CAPS_MAX = 5 };

/* A lead that was looked at. Lives as long as the replay. */
struct replay_lead {
    struct uuid id;
    size_t waiting;                      /* routings that are still to be judged */
    enum replay_rule furthest;           /* of those that were */
    bool really;                         /* the order bought it */
    int64_t bought_ms;                   /* the replay bought it; 0: not */
    const uint8_t (*prints)[PRINT_SIZE]; /* the person's channels */
    size_t n_prints;
};

/* A recorded routing, until it is judged; or, without a lead, a purchase that stands as it was. */
struct replay_event {
    int64_t at_ms;
    struct uuid id; /* the decision's: those of one moment come in its order */
    struct replay_lead *lead;
    int64_t given;         /* without a lead: the price */
    enum replay_rule rule; /* REPLAY_BUYS: nothing that does not change speaks against it */
    bool full_person;      /* sold as often as the niche allows */
    bool poor;             /* the order lacked money then */
    struct auction_terms terms;
    size_t n;
    struct replay_rival rivals[];
};

/* Purchases. */
struct replay_sum {
    int64_t leads[WAYS], spend[WAYS];
};

struct replay_day {
    char day[16]; /* "2026-11-21" */
    int64_t from_ms;
    struct replay_sum would, bought;
};

enum replay_state {
    REPLAY_WAITS,  /* for those before it */
    REPLAY_BEGINS, /* the order was asked for */
    REPLAY_READS   /* page after page */
};

struct replay {
    enum replay_state state;
    struct pool *pool;
    struct tried tried;
    struct replay_terms terms;
    const char *change;
    replay_done_fn done; /* NULL: nobody waits any more */
    uint64_t id;
    struct replay *next; /* in the queue */

    /* the order as it would have stood */
    struct replay_order order;
    struct uuid org, offer;
    struct filter *filter;
    int64_t *spans; /* NULL: always open */
    uint32_t n_spans;
    struct replay_cap caps[REPLAY_CAPS_MAX];
    size_t n_caps;
    struct keymap siblings; /* other orders of the family */
    int64_t from_ms, until_ms, repeat_ms;
    struct uuid first, last; /* bounds of the leads' ids */

    /* how far it is */
    struct uuid after;
    struct replay_lead *lead; /* of the rows being read */
    struct replay_event **events;
    size_t n_events, size_events; /* a heap, the earliest first */
    size_t held;                  /* bytes of the events in it */
    struct keymap idle;           /* order → when it bought last, as a pointer */
    struct keymap bought;         /* print → the person's lead that was bought last */
    int64_t looked_at, walked;
    bool cut;

    struct replay_day days[REPLAY_DAYS_MAX];
    size_t n_days;
    int64_t refused[REPLAY_RULES];
    int64_t gained, lost, poor;
};

/* replay_begin.c: what replay_begin() said. false: it does not read. */
bool replay_begin(struct replay *r, json_t *said);

/* replay_read.c: a page; false: there is nothing more. */
bool replay_read(struct replay *r, const struct db_result *res);

/* replay_judge.c */
struct replay_event *replay_event_new(int64_t at_ms, const struct uuid *id, size_t n_rivals);
void replay_event_add(struct replay *r, struct replay_event *e);
/* Judges those before that time, in their order. */
void replay_judge(struct replay *r, int64_t until_ms);
/* The day's sums; of moments outside, the nearest day's. */
struct replay_day *replay_day_of(struct replay *r, int64_t at_ms);
void replay_sum_add(struct replay_sum *sum, enum way way, int64_t price);

/* replay_show.c */
void replay_show(const struct replay *r, struct buf *out);

#endif
