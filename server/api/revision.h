/* What people edit as a whole: its revision as ETag, and If-Match before it is changed. Of the api
 * room.
 *
 * Whether the revision is still the one is decided by the operation, under the lock of its change
 * (revision_fault in schema/functions/mutate.sql). */
#ifndef LEADX_API_REVISION_H
#define LEADX_API_REVISION_H

#include <stdbool.h>

#include "leadx/api/common.h"
#include "take.h"

/* Adds ETag: "7" of the member revision of doc, a JSON object. */
void etag_add(struct request *r, struct slice doc);
/* As read_reply, with the ETag of what is read. */
void read_revised(struct request *r, const struct stmt *stmt, const struct param *params, int n);

/* Takes the revision that If-Match names over as if_revision; nothing without the header, or for *.
 * false: replied already, and all of the taking is freed: it names no revision, so nothing can
 * match. */
bool if_match_take(struct taking *t);
/* For what is never changed unread. false: replied already, the header is missing. */
bool if_match_given(struct request *r);
/* As taking_end, under If-Match, and with the ETag of what came of it. */
void taking_end_revised(struct taking *t, const char *op);
/* The end of such a mutation, for those who start it themselves. */
void on_revised(uint64_t id, const struct mutation_answer *a);

#endif
