/* An invoice as a page to print. Of the api room. */
#ifndef LEADX_API_INVOICE_PAPER_H
#define LEADX_API_INVOICE_PAPER_H

#include "leadx/base/slice.h"
#include "leadx/http/request.h"

/* json: what json_invoice() made. Replies. */
void invoice_print(struct request *r, struct slice json);

#endif
