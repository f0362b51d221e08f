/* The list of leads. Of the api room. */
#ifndef LEADX_API_LEAD_LIST_H
#define LEADX_API_LEAD_LIST_H

#include "leadx/http/request.h"

/* GET /v1/leads: a seller's own; to the operator everybody's, or one seller's. */
void lead_list(struct request *r);

#endif
