/* Claims about sales, and the operator's desk that rules on them. */
#ifndef LEADX_API_DISPUTES_H
#define LEADX_API_DISPUTES_H

#include "leadx/http/route.h"

extern const struct route disputes_routes[];
extern const struct route dispute_desk_routes[];
extern const struct route dispute_files_routes[];

#endif
