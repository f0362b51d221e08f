/* What the files of this room share: the past that is being written. */
#ifndef LEADX_HISTORY_ROOM_H
#define LEADX_HISTORY_ROOM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/uuid.h"
#include "leadx/db/result.h"
#include "leadx/db/stmt.h"
#include "leadx/demo/market.h"

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS };

struct party {
    struct uuid org, family;
    char id[UUID_TEXT], root[UUID_TEXT], key[UUID_TEXT];
};

struct past {
    uint64_t seed;
    int days;
    int64_t from_ms, until_ms; /* midnight UTC the days begin; now */
    int64_t now_ms;            /* where the exchange's clock stands */
    struct party parties[DEMO_PARTIES];
    struct party operator;
    char desk[2][UUID_TEXT]; /* keys of two administrators: one rules, the other hears appeals */
    char offer[UUID_TEXT];
    int64_t leads, people, sales; /* so far */
    int64_t operations, refused;
};
extern struct past past;

/* history.c: puts the exchange's clock there. */
void clock_set(int64_t ms);

/* wait.c: the loop turns, at least once, until it is so. */
void wait_until(bool (*so)(void));
/* Nothing is on its way to or from the database, and no lead is being offered. */
void wait_settled(void);
/* One statement; take (may be NULL) sees its result. A failure ends the program. */
void run(const struct stmt *stmt, const struct param *params, int n,
         void (*take)(const struct db_result *res));
/* The same, until its number is 0. */
void run_out(const struct stmt *stmt);

/* operate.c: one change as the API makes it, to be done by the party (NULL: by the operator). args
 * is taken over. New reference. */
json_t *operation(const struct party *by, const char *name, json_t *args);
/* Does a list of them in one transaction, takes the list over. */
void operate(json_t *operations);
/* The same, but returns at once; operate_beside_done says when. What changed is not read again. */
void operate_beside(json_t *operations);
bool operate_beside_done(void);
/* Does one that must succeed; id (may be NULL): of what it made. */
void operate_one(json_t *op, char id[UUID_TEXT]);

/* agenda.c: what is to be done later. */
void agenda_add(int64_t at_ms, json_t *operation);
/* The same for buyers' reports, which change nothing that a sale looks at. */
void agenda_add_report(int64_t at_ms, json_t *operation);
/* Does all that is due now; reports go on beside what follows, until reports_wait. */
void agenda_run(void);
void reports_wait(void);

/* setup.c: the market as it was when the history began. */
void setup(void);
/* posts.c */
void posts(int64_t n);
/* fates.c: what becomes of a sale, onto the agenda. */
struct deal {
    const char *sale;
    const struct party *buyer, *seller;
    int64_t price, lead; /* lead: its number */
    int slot, target, claims;
    bool cheats;
};
void fate_plan(const struct deal *deal);
/* money.c: deposits, payouts; once a day. */
void money_day(int weekday);
void money_setup(void);

#endif
