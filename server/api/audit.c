/* The audit trail: what people and keys changed, newest first. Written by mutate(), read here. */
#include "leadx/api/audit.h"

#include "leadx/api/audit.sql.h"
#include "leadx/api/common.h"

static void audit_list(struct request *r);

const struct route audit_routes[] = {
    {METHOD_GET, "/v1/admin/audit", ACTION_ADMIN_READ, audit_list,
     .summary = "List who changed what"},
    {0},
};

static void audit_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_audit_list, (struct param[]){param_after(&after), param_int32(limit)},
                   2);
}
