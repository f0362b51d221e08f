/* What a seller and the operator see of leads and change about them (POST /v1/leads is in
 * lead_post.h). */
#ifndef LEADX_API_LEADS_H
#define LEADX_API_LEADS_H

#include "leadx/http/route.h"

extern const struct route leads_routes[];

#endif
