/* Who may do what: one line a permission of a company's, one a person's.
 *
 * Rule: an action is allowed when one of the caller's roles has a line for it and the key is not
 * limited to other scopes; to a person when its standing is enough besides. Whose object it is, is
 * not decided here: every statement carries the tenant. route.c asks. */
#include "leadx/http/access.h"

#include <stddef.h>
#include <string.h>

static const struct grant {
    enum action action;
    enum role role;
    unsigned scopes; /* a key with scopes needs one of these */
} grants[] = {
    {ACTION_LEAD_POST, ROLE_SELLER, SCOPE_LEADS_WRITE},
    {ACTION_LEAD_READ, ROLE_SELLER, SCOPE_LEADS_READ},
    {ACTION_LEAD_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_LEAD_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_LEAD_CHANGE, ROLE_SELLER, SCOPE_LEADS_WRITE},
    {ACTION_LEAD_CHANGE, ROLE_ADMIN, SCOPE_ADMIN_WRITE},
    {ACTION_DECISION_READ, ROLE_SELLER, SCOPE_LEADS_READ},
    {ACTION_DECISION_READ, ROLE_BUYER, SCOPE_ORDERS_READ},
    {ACTION_DECISION_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_DECISION_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_ORDER_READ, ROLE_BUYER, SCOPE_ORDERS_READ},
    {ACTION_ORDER_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_ORDER_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_ORDER_WRITE, ROLE_BUYER, SCOPE_ORDERS_WRITE},
    {ACTION_OFFER_READ, ROLE_SELLER, SCOPE_LEADS_READ},
    {ACTION_OFFER_READ, ROLE_BUYER, SCOPE_ORDERS_READ},
    {ACTION_OFFER_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_OFFER_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_OFFER_WRITE, ROLE_BUYER, SCOPE_ORDERS_WRITE},
    {ACTION_OFFER_JOIN, ROLE_SELLER, SCOPE_LEADS_WRITE},
    {ACTION_SALE_READ, ROLE_BUYER, SCOPE_SALES_READ},
    {ACTION_SALE_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_SALE_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_ENDPOINT_READ, ROLE_SELLER, SCOPE_LEADS_READ},
    {ACTION_ENDPOINT_READ, ROLE_BUYER, SCOPE_ORDERS_READ},
    {ACTION_ENDPOINT_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_ENDPOINT_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_ENDPOINT_WRITE, ROLE_SELLER, SCOPE_LEADS_WRITE},
    {ACTION_ENDPOINT_WRITE, ROLE_BUYER, SCOPE_ORDERS_WRITE},
    {ACTION_DISPUTE_READ, ROLE_SELLER, SCOPE_LEADS_READ},
    {ACTION_DISPUTE_READ, ROLE_BUYER, SCOPE_SALES_READ},
    {ACTION_DISPUTE_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_DISPUTE_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_DISPUTE_OPEN, ROLE_BUYER, SCOPE_DISPUTES_WRITE},
    {ACTION_DISPUTE_ANSWER, ROLE_SELLER, SCOPE_DISPUTES_WRITE},
    {ACTION_DISPUTE_ANSWER, ROLE_BUYER, SCOPE_DISPUTES_WRITE},
    {ACTION_OUTCOME_WRITE, ROLE_BUYER, SCOPE_OUTCOMES_WRITE},
    {ACTION_OUTCOME_WRITE, ROLE_ADMIN, SCOPE_ADMIN_WRITE},
    {ACTION_SCORE_READ, ROLE_SELLER, SCOPE_LEADS_READ},
    {ACTION_SCORE_READ, ROLE_BUYER, SCOPE_ORDERS_READ | SCOPE_SALES_READ},
    {ACTION_SCORE_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_SCORE_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_PARTY_WRITE, ROLE_SELLER, 0}, /* whole keys only */
    {ACTION_PARTY_WRITE, ROLE_BUYER, 0},
    {ACTION_MONEY_READ, ROLE_SELLER, SCOPE_MONEY_READ},
    {ACTION_MONEY_READ, ROLE_BUYER, SCOPE_MONEY_READ},
    {ACTION_MONEY_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_MONEY_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_MONEY_WRITE, ROLE_SELLER, SCOPE_MONEY_WRITE},
    {ACTION_MONEY_WRITE, ROLE_BUYER, SCOPE_MONEY_WRITE},
    {ACTION_SUPPRESSION_WRITE, ROLE_BUYER, SCOPE_SUPPRESSIONS_WRITE},
    {ACTION_SUPPRESSION_WRITE, ROLE_ADMIN, SCOPE_SUPPRESSIONS_WRITE | SCOPE_ADMIN_WRITE},
    {ACTION_ADMIN_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_ADMIN_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_ADMIN_WRITE, ROLE_ADMIN, SCOPE_ADMIN_WRITE},
    {ACTION_PEOPLE_READ, ROLE_SELLER, 0},
    {ACTION_PEOPLE_READ, ROLE_BUYER, 0},
    {ACTION_PEOPLE_READ, ROLE_ADMIN, SCOPE_ADMIN_READ},
    {ACTION_PEOPLE_READ, ROLE_AUDITOR, SCOPE_ADMIN_READ},
    {ACTION_PEOPLE_WRITE, ROLE_SELLER, 0}, /* whole keys only */
    {ACTION_PEOPLE_WRITE, ROLE_BUYER, 0},
    {ACTION_PEOPLE_WRITE, ROLE_ADMIN, 0},
    {ACTION_LOOK_AS, ROLE_ADMIN, 0},
};

/* The least standing a person needs. Who is not named here needs to be an owner: what is added and
 * forgotten is closed. Administrators stand as owners; an auditor as a viewer. */
static const enum standing least[ACTION_COUNT] = {
    [ACTION_PUBLIC] = STANDING_VIEWER,
    [ACTION_ANY] = STANDING_VIEWER,
    [ACTION_SESSION_END] = STANDING_VIEWER,
    [ACTION_SELF_WRITE] = STANDING_VIEWER,
    [ACTION_PEOPLE_READ] = STANDING_VIEWER,
    [ACTION_LEAD_READ] = STANDING_VIEWER,
    [ACTION_DECISION_READ] = STANDING_VIEWER,
    [ACTION_ORDER_READ] = STANDING_VIEWER,
    [ACTION_OFFER_READ] = STANDING_VIEWER,
    [ACTION_SALE_READ] = STANDING_VIEWER,
    [ACTION_ENDPOINT_READ] = STANDING_VIEWER,
    [ACTION_DISPUTE_READ] = STANDING_VIEWER,
    [ACTION_SCORE_READ] = STANDING_VIEWER,
    [ACTION_MONEY_READ] = STANDING_VIEWER,
    [ACTION_ADMIN_READ] = STANDING_VIEWER,
    [ACTION_LEAD_POST] = STANDING_MEMBER,
    [ACTION_LEAD_CHANGE] = STANDING_MEMBER,
    [ACTION_ORDER_WRITE] = STANDING_MEMBER,
    [ACTION_OFFER_WRITE] = STANDING_MEMBER,
    [ACTION_OFFER_JOIN] = STANDING_MEMBER,
    [ACTION_ENDPOINT_WRITE] = STANDING_MEMBER,
    [ACTION_DISPUTE_OPEN] = STANDING_MEMBER,
    [ACTION_DISPUTE_ANSWER] = STANDING_MEMBER,
    [ACTION_OUTCOME_WRITE] = STANDING_MEMBER,
    [ACTION_SUPPRESSION_WRITE] = STANDING_MEMBER,
};

static const struct {
    const char *name;
    enum scope scope;
} scopes[] = {
    {"leads:write", SCOPE_LEADS_WRITE},       {"leads:read", SCOPE_LEADS_READ},
    {"orders:write", SCOPE_ORDERS_WRITE},     {"orders:read", SCOPE_ORDERS_READ},
    {"sales:read", SCOPE_SALES_READ},         {"money:read", SCOPE_MONEY_READ},
    {"money:write", SCOPE_MONEY_WRITE},       {"suppressions:write", SCOPE_SUPPRESSIONS_WRITE},
    {"admin:read", SCOPE_ADMIN_READ},         {"admin:write", SCOPE_ADMIN_WRITE},
    {"disputes:write", SCOPE_DISPUTES_WRITE}, {"outcomes:write", SCOPE_OUTCOMES_WRITE},
};

/* What a suspended organisation may still do: read, and what goes on without trade. */
static bool action_stays(enum action action)
{
    switch (action) {
    case ACTION_PUBLIC:
    case ACTION_ANY:
    case ACTION_SESSION_END:
    case ACTION_SELF_WRITE:
    case ACTION_PEOPLE_READ:
    case ACTION_PEOPLE_WRITE:
    case ACTION_KEY_WRITE: /* keys.c asks for an active company, but to revoke oneself */
    case ACTION_LEAD_READ:
    case ACTION_DECISION_READ:
    case ACTION_ORDER_READ:
    case ACTION_OFFER_READ:
    case ACTION_SALE_READ:
    case ACTION_ENDPOINT_READ:
    case ACTION_DISPUTE_READ:
    case ACTION_DISPUTE_OPEN:
    case ACTION_DISPUTE_ANSWER:
    case ACTION_OUTCOME_WRITE:
    case ACTION_SCORE_READ:
    case ACTION_PARTY_WRITE:
    case ACTION_MONEY_READ:
    case ACTION_ADMIN_READ:
        return true;
    default:
        return false;
    }
}

/* What an applicant may do: see itself, say what concerns it, and let its people in. */
static bool action_before_admission(enum action action)
{
    switch (action) {
    case ACTION_PUBLIC:
    case ACTION_ANY:
    case ACTION_SESSION_END:
    case ACTION_SELF_WRITE:
    case ACTION_KEY_WRITE:
    case ACTION_PEOPLE_READ:
    case ACTION_PEOPLE_WRITE:
    case ACTION_PARTY_WRITE:
        return true;
    default:
        return false;
    }
}

bool access_reads(enum action action)
{
    return least[action] == STANDING_VIEWER && action != ACTION_SELF_WRITE;
}

static bool person_allowed(const struct caller *c, enum action action)
{
    enum standing needed = least[action] == STANDING_KEY ? STANDING_OWNER : least[action];

    return c->standing >= needed && (!c->looking || access_reads(action));
}

bool access_allowed(const struct caller *c, enum action action)
{
    bool person = c->standing != STANDING_KEY;

    if (!c->active && !action_stays(action))
        return false;
    if (c->applied && !action_before_admission(action))
        return false;
    if (person ? !person_allowed(c, action)
               : action == ACTION_SESSION_END || action == ACTION_SELF_WRITE)
        return false;
    if (action == ACTION_PUBLIC || action == ACTION_ANY || action == ACTION_SESSION_END ||
        action == ACTION_SELF_WRITE || action == ACTION_KEY_WRITE)
        return true;
    for (size_t i = 0; i < sizeof grants / sizeof grants[0]; i++) {
        const struct grant *g = &grants[i];

        if (g->action == action && (c->roles & g->role) != 0 &&
            (c->scopes == 0 || (c->scopes & g->scopes) != 0))
            return true;
    }
    return false;
}

unsigned scope_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++)
        if (strcmp(scopes[i].name, name) == 0)
            return scopes[i].scope;
    return 0;
}

const char *scope_name(enum scope scope)
{
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++)
        if (scopes[i].scope == scope)
            return scopes[i].name;
    return NULL;
}
