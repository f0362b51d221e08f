/* A batch of leads as the arrays of leads_sell, and its answer back. Internal to app/sale. */
#ifndef LEADX_SERVER_APP_SALE_PACK_H
#define LEADX_SERVER_APP_SALE_PACK_H

#include "leadx/app/sale.h"
#include "leadx/db/stmt.h"

/* Fills stmt_leads_sell's parameters; they live until the next call with the same set (one a
 * writer). */
void sale_pack(int set, struct sale_lead *const *leads, size_t n, struct param *params);
/* Writes states, codes, answers and verdicts into the leads. false: the answer has another shape (a
 * bug). */
bool sale_unpack(struct sale_lead *const *leads, size_t n, const struct db_result *res);
/* How many deliveries of the batch wait to be sent. */
int32_t sale_unpack_due(const struct db_result *res);
/* The same 16 bytes for the same channel of the same person in the same niche. */
void sale_print_key(const struct sale_lead *lead, size_t print, uint8_t key[16]);

#endif
