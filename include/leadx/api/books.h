/* The closed books: export, proofs, signed days, the reconciliation. */
#ifndef LEADX_API_BOOKS_H
#define LEADX_API_BOOKS_H

#include "leadx/http/route.h"

extern const struct route books_routes[];

#endif
