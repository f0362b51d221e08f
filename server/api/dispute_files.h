/* Files of disputes under way, up and down. Of the api room. */
#ifndef LEADX_API_DISPUTE_FILES_H
#define LEADX_API_DISPUTE_FILES_H

#include <stdbool.h>

#include "leadx/http/request.h"

/* One more is under way, until transfer_end. false: there are evidence_transfers_max, and r was
 * told to come back. */
bool transfer_begin(struct request *r);
void transfer_end(void);

/* GET of a file. */
void dispute_file_get(struct request *r);

#endif
