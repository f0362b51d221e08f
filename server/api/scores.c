/* Open scores: a company's own, and another's by its alias. Made by a chore; here they are only
 * read. */
#include "leadx/api/scores.h"

#include "leadx/api/common.h"
#include "leadx/api/scores.sql.h"

static void score_me(struct request *r);
static void score_org(struct request *r);

const struct route scores_routes[] = {
    {METHOD_GET, "/v1/scores/me", ACTION_SCORE_READ, score_me,
     .summary = "Your scores, with every part and formula"},
    {METHOD_GET, "/v1/orgs/{alias}/score", ACTION_SCORE_READ, score_org,
     .summary = "The scores of the company that goes by this alias"},
    {0},
};

static void score_me(struct request *r)
{
    read_reply(r, &stmt_score_me, (struct param[]){param_uuid(&r->caller.org)}, 1);
}

static void score_org(struct request *r)
{
    bool whole = (r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0;

    read_reply(
        r, &stmt_score_org,
        (struct param[]){param_text(r->params[0]), param_uuid(&r->caller.org), param_bool(whole)},
        3);
}
