/* Bodies of disputes: what a side shows, read and sealed. Of the api room. */
#ifndef LEADX_API_DISPUTE_TERMS_H
#define LEADX_API_DISPUTE_TERMS_H

#include "take.h"

/* Members of a body that are evidence; others come before them. */
#define EVIDENCE_NAMES "text", "attempts", "recording", "links", NULL

/* Reads text, attempts, recording and links into args as "evidence": pieces with their plain
 * content, which only dispute_start takes further. */
void take_evidence(struct taking *t);
/* Seals the pieces of what was taken and runs op; replies. The words themselves bind the
 * Idempotency-Key. */
void dispute_start(struct taking *t, const char *op);
/* A ruling's outcome, refund_percent and text: buyer is 100 per cent, seller 0. */
void take_ruling(struct taking *t);

#endif
