/* The text of a problem (RFC 9457, application/problem+json), for replies and for answers that hold
 * several of them. */
#ifndef LEADX_HTTP_PROBLEM_H
#define LEADX_HTTP_PROBLEM_H

#include "leadx/base/buf.h"
#include "leadx/base/fault.h"
#include "leadx/http/error.h"

/* Appends one object from the error table; detail NULL = the row's sentence. */
void problem_add(struct buf *out, enum error e, const char *detail);
/* The same with errors[] from faults, of which there is at least one. Returns the row: that of the
 * first fault's code where the table has it, else invalid_field. */
enum error problem_add_faults(struct buf *out, const struct faults *faults);

#endif
