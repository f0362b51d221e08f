/* The cache itself, shared by the files of app/market*: what is read where stands in each file's
 * head. Internal. */
#ifndef LEADX_SERVER_APP_MARKET_ROOM_H
#define LEADX_SERVER_APP_MARKET_ROOM_H

#include "leadx/app/keymap.h"
#include "leadx/app/market.h"
#include "leadx/db/result.h"

enum { NICHES_MAX = 4096 };

/* Which version of an order the book holds, to leave unchanged ones alone. */
struct known_order {
    struct uuid id;
    int32_t niche;
    int32_t revision;
    uint32_t layout;                    /* its niche's, when its filter was compiled */
    int8_t returns;                     /* per cent; change when scores are made */
    struct slice spans;                 /* owned; changes as the week goes by */
    uint64_t seen;                      /* the latest question that was answered with it */
    bool asked;                         /* its new terms are on the way after a refusal */
    struct known_order *before, *after; /* of the same niche */
};

/* The orders known of a niche: whom the latest listing has not brought yet stands before whom it
 * has, so that who is gone is found without looking at who is not. */
struct known_list {
    struct known_order *first, *last;
    uint64_t listing; /* the first question of the latest listing of this niche alone */
    uint64_t due; /* a listing that begins with this question or a later one is wanted; 0: none */
    bool unfit;   /* until then filters may stand in the books that read one field for another */
};

/* An order that is gone, as the answer to a question said. */
struct dropped_order {
    struct uuid id;
    uint64_t question;
};

struct offer_seller {
    struct uuid offer, seller;
    char niche[64];
    struct offer_seller *next; /* of the same offer and seller hash; offers are few */
};

struct admission {
    struct uuid org;
    char *niches; /* "{a,b}" as the database writes an array of names */
};

struct market {
    struct symbols *symbols;
    struct book *book;
    struct book *listed; /* orders that also take listed leads, with what they pay for these */
    struct niche *niches[NICHES_MAX]; /* by number; a replaced one is never freed, since leads in
                                         flight point at it */
    int32_t niche_top;                /* highest number in use */
    struct keymap orders;             /* id → known_order */
    struct known_list known[NICHES_MAX];
    struct keymap aliases;                    /* org → char * */
    struct keymap sources;                    /* hash of seller and name → source */
    struct keymap offering;                   /* seller → non-NULL when admitted to an offer */
    struct keymap admissions;                 /* org → admission */
    struct keymap fees;                       /* seller → what was agreed with it */
    struct benchmark *benchmarks[NICHES_MAX]; /* by niche, NULL-terminated by next */
    struct offer_seller *offers;
    struct market_hooks hooks;
    void (*ready_fn)(void);
    bool ready, loading;
    int left; /* parts of the full load not answered yet */
    bool load_failed;
    /* Questions about orders are numbered as they are asked, and may be answered in another order:
     * what an earlier one still lists does not come back. Emptied when none is unanswered. */
    struct keymap dropped; /* id → dropped_order */
    uint64_t questions;
    uint64_t listing; /* the first question of the latest listing of all niches */
    size_t unanswered;
    bool load_again;         /* asked for while one was under way, which may have read too early */
    int64_t reconcile_at_ms; /* monotonic */
};

extern struct market market;

/* market_load.c: everything, and the rows of one statement taken over. */
void market_load_all(void);
void market_offers_take(const struct db_result *res);
void market_offers_forget(const struct uuid *only);
void market_admissions_take(const struct db_result *res);
/* market_niches.c: a niche's new version in the place of the old one, with what follows for its
 * orders: whether they are to be listed, and whether they may be asked before that. */
void market_niches_take(const struct db_result *res);
/* market_orders.c: a row that answers the question; the question was answered without the order. */
void market_order_take(const struct db_result *res, int row, uint64_t question);
void market_order_drop(const struct uuid *id, uint64_t question);
/* Drops what the niche's listing that began with this question did not bring. */
void market_orders_drop_unlisted(int32_t niche_no, uint64_t first);
/* Numbers a question about orders; answered: whatever came of one. */
uint64_t market_orders_ask(void);
void market_orders_answered(void);
/* market_list.c: asks for the orders of a niche (0: of all), page by page, and drops whom none
 * brought; done is called once, ok when all of it is so. */
void market_orders_list(int32_t niche_no, void (*done)(bool ok, void *arg), void *arg);
/* market_change.c: what a notice names; payload NULL after every (re)connect. */
void market_notice(const char *payload);
/* Tells the hook of new appetite in a niche; for book_wake_*. */
void market_told(int32_t niche, void *arg);
/* market_listed.c: the row of an order that was put into the first book, before it was; new
 * appetite for listed leads, for book_wake_*. */
void market_listed_take(const struct db_result *res, int row, const struct order *order);
void market_listed_told(int32_t niche, void *arg);
/* market_fees.c */
void market_fees_take(const struct db_result *res);
/* market_prices.c */
void market_prices_take(const struct db_result *res);
/* market_sources.c */
void market_sources_forget(void);

#endif
