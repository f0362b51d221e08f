/* Has a file looked at for viruses by a service of the operator's (setting evidence_scan_url). */
#ifndef LEADX_APP_EVIDENCE_SCAN_H
#define LEADX_APP_EVIDENCE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"

enum evidence_verdict {
    EVIDENCE_CLEAN,    /* the service answered 200 */
    EVIDENCE_INFECTED, /* it answered 406 or 422 */
    EVIDENCE_UNKNOWN,  /* it did not answer, or something else */
};

typedef void (*evidence_scanned_fn)(uint64_t id, enum evidence_verdict verdict);

/* Whether there is such a service. */
bool evidence_scan_on(void);
/* Posts the file to it; copies it. done is called once, later. false: too many under way. */
bool evidence_scan(struct slice file, evidence_scanned_fn done, uint64_t id)
    __attribute__((warn_unused_result));

#endif
