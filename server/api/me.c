/* Who is asking: the caller's company, key and roles. */
#include "leadx/api/me.h"

#include "leadx/api/common.h"
#include "leadx/api/me.sql.h"

static void me_get(struct request *r);

const struct route me_routes[] = {
    {METHOD_GET, "/v1/me", ACTION_ANY, me_get, .summary = "Read who you are"},
    {0},
};

static const struct {
    enum role role;
    const char *name;
} roles[] = {
    {ROLE_SELLER, "seller"},
    {ROLE_BUYER, "buyer"},
    {ROLE_ADMIN, "admin"},
    {ROLE_AUDITOR, "auditor"},
};

/* ["seller","buyer"] */
static const char *roles_json(struct pool *pool, unsigned held)
{
    const char *list = "";

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if ((held & roles[i].role) != 0)
            list = pool_printf(pool, "%s%s\"%s\"", list, *list == '\0' ? "" : ",", roles[i].name);
    return pool_printf(pool, "[%s]", list);
}

static void me_get(struct request *r)
{
    read_reply(r, &stmt_me_get,
               (struct param[]){param_uuid(&r->caller.org), param_uuid(&r->caller.key),
                                param_str(roles_json(r->pool, r->caller.roles))},
               3);
}
