/* What a dispute's parties may do now, and what comes if they do nothing, for an answer about it.
 */
#ifndef LEADX_APP_DISPUTE_VIEW_H
#define LEADX_APP_DISPUTE_VIEW_H

#include <jansson.h>

#include "leadx/db/result.h"

/* Adds "may" and "left_alone" to body, from row 0 of dispute_show_one(), whose columns begin at
 * first with the state. */
void dispute_view_add(json_t *body, const struct db_result *res, int first);

#endif
