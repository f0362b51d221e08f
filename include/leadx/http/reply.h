/* Replies, exactly one a request. Bodies are copied. Every reply carries Content-Length,
 * Cache-Control: no-store (unless the handler says another), X-Content-Type-Options and
 * Strict-Transport-Security. */
#ifndef LEADX_HTTP_REPLY_H
#define LEADX_HTTP_REPLY_H

#include <stdbool.h>

#include "leadx/base/fault.h"
#include "leadx/base/slice.h"
#include "leadx/http/error.h"
#include "leadx/http/request.h"

/* Adds a header to the coming reply; both copied; at most 8,
 * beside what the gates add. Values are ours, never a client's raw
 * bytes. */
void reply_header(struct request *r, const char *name, const char *value);
/* JSON that is ready as bytes. */
void reply_json(struct request *r, int status, struct slice json);
void reply_bytes(struct request *r, int status, const char *content_type, struct slice body);
/* 200 with a body that lives as long as the process: not copied, however many do not read it. */
void reply_lasting(struct request *r, const char *content_type, struct slice body);
/* 204. */
void reply_empty(struct request *r);
/* application/problem+json (RFC 9457) from the error table; detail NULL = the row's sentence. */
void reply_error(struct request *r, enum error e, const char *detail);
/* The same with errors[] from faults; e is taken from the first fault's code where the table has
 * it. */
void reply_faults(struct request *r, const struct faults *faults);
/* The header Retry-After, at least a second. */
void reply_retry_after(struct request *r, int64_t seconds);
/* 503 with Retry-After seconds. */
void reply_unavailable(struct request *r, int retry_after_s);

#endif
