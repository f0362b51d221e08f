/* Invoices, self-billed notes, credit notes, and the tax rates they are made with. */
#ifndef LEADX_API_INVOICES_H
#define LEADX_API_INVOICES_H

#include "leadx/http/route.h"

extern const struct route invoices_routes[];

#endif
