/* Who may do what: one table of roles and scopes against actions (server/http/access.c). */
#ifndef LEADX_HTTP_ACCESS_H
#define LEADX_HTTP_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/uuid.h"

enum role { ROLE_SELLER = 1, ROLE_BUYER = 2, ROLE_ADMIN = 4, ROLE_AUDITOR = 8 };

/* What a key may be limited to; a key without scopes has all of its roles' actions. */
enum scope {
    SCOPE_LEADS_WRITE = 1,
    SCOPE_LEADS_READ = 2,
    SCOPE_ORDERS_WRITE = 4,
    SCOPE_ORDERS_READ = 8,
    SCOPE_SALES_READ = 16, /* includes reading bought contacts */
    SCOPE_MONEY_READ = 32,
    SCOPE_SUPPRESSIONS_WRITE = 64,
    SCOPE_ADMIN_READ = 128,
    SCOPE_ADMIN_WRITE = 256,
    SCOPE_MONEY_WRITE = 512, /* payouts, and where they go */
    SCOPE_DISPUTES_WRITE = 1024,
    SCOPE_OUTCOMES_WRITE = 2048,
};

/* What a person may do at most, whatever its company may. A key has none: its scopes say it. */
enum standing { STANDING_KEY, STANDING_VIEWER, STANDING_MEMBER, STANDING_OWNER };

enum action {
    ACTION_PUBLIC,       /* no credential needed */
    ACTION_ANY,          /* any valid credential reads: /v1/me, niches */
    ACTION_SESSION_END,  /* a person, also one that only looks: signs out, stops looking */
    ACTION_SELF_WRITE,   /* a person: its name, password, second factor, sessions */
    ACTION_KEY_WRITE,    /* API keys; any key may revoke itself */
    ACTION_PEOPLE_READ,  /* who else works here */
    ACTION_PEOPLE_WRITE, /* invite, change, remove, help back in */
    ACTION_LOOK_AS,      /* an administrator: see what a company sees */
    ACTION_LEAD_POST,
    ACTION_LEAD_READ,
    ACTION_LEAD_CHANGE, /* withdraw, release, revoke consent */
    ACTION_DECISION_READ,
    ACTION_ORDER_READ,
    ACTION_ORDER_WRITE,
    ACTION_OFFER_READ,
    ACTION_OFFER_WRITE, /* buyer: create, pause, admit, refuse */
    ACTION_OFFER_JOIN,  /* seller */
    ACTION_SALE_READ,
    ACTION_ENDPOINT_READ,
    ACTION_ENDPOINT_WRITE,
    ACTION_DISPUTE_READ,
    ACTION_DISPUTE_OPEN,   /* buyer */
    ACTION_DISPUTE_ANSWER, /* either party: contest, withdraw, appeal … */
    ACTION_OUTCOME_WRITE,  /* buyer: what became of a purchase; operator: its verdict */
    ACTION_SCORE_READ,
    ACTION_PARTY_WRITE, /* about oneself: terms, appeals; also before one is taken in */
    ACTION_MONEY_READ,
    ACTION_MONEY_WRITE,
    ACTION_SUPPRESSION_WRITE,
    ACTION_ADMIN_READ,
    ACTION_ADMIN_WRITE,
    ACTION_COUNT
};

struct caller {
    struct uuid key;     /* who acts: the API key's id, or the person's: for audit and limits */
    struct uuid session; /* nil: a key */
    enum standing standing;
    bool looking; /* the operator's person looks as this org, and changes nothing */
    struct uuid org, family;
    unsigned roles;  /* of enum role; an org that sells and buys has both */
    unsigned scopes; /* of enum scope; 0 = everything its roles may do */
    bool active;     /* the org is active; suspended ones may read, and say what concerns them */
    bool applied;    /* not taken in yet: it reads nothing of the exchange's but itself */
    bool slowed;     /* the org's keys are held to rate_slowed_per_second */
    bool throttled;  /* the org's keys are held to rate_per_second */
};

bool access_allowed(const struct caller *c, enum action action);
/* The action changes nothing: what viewers, and people who look, may do. */
bool access_reads(enum action action);
/* "leads:write" … ; 0 for an unknown name. */
unsigned scope_by_name(const char *name);
const char *scope_name(enum scope scope);

#endif
