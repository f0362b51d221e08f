/* Refusals as sentences: problem+json (RFC 9457) and what can go wrong on the way to the server. */
#ifndef LEADX_CLI_PROBLEM_H
#define LEADX_CLI_PROBLEM_H

#include <stdio.h>

#include "call.h"

/* What was refused, each field on a line of its own:
 *   leadx: the lead was not accepted (422 missing_field)
 *     /attributes/region: this field is required */
void problem_print(FILE *out, const struct answer *a);
/* The same about one thing of many: "lead 7: …" instead of "leadx: …". */
void problem_print_of(FILE *out, const char *what, const struct answer *a);
/* Whether id looks like one; if not, says that it is no order id, no key id, …. */
bool problem_id(const char *what, const char *id);
/* What libcurl's failure means and what to do about it. */
void problem_transport(const struct connection *c, CURLcode code, const char *curl_says, char *out,
                       size_t size);

#endif
