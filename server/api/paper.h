/* Pages to print: HTML that stands by itself, without script and without anything from elsewhere.
 * Of the api room. */
#ifndef LEADX_API_PAPER_H
#define LEADX_API_PAPER_H

#include <jansson.h>
#include <stdint.h>

#include "leadx/base/buf.h"
#include "leadx/http/request.h"

void paper_begin(struct buf *out, const char *title);
void paper_end(struct buf *out);
/* Escaped text; NULL writes nothing. */
void paper_text(struct buf *out, const char *text);
/* <tag>text</tag>, escaped. */
void paper_element(struct buf *out, const char *tag, const char *text);
/* A cell; number: right-aligned. */
void paper_cell(struct buf *out, const char *text, bool number);
/* "1234.50" of the currency's minor units; out: 64 bytes. Returns out. */
char *paper_units(int64_t minor, const char *currency, char *out);
/* The reply: HTML under a policy that forbids everything but its own style; frees the buffer. */
void paper_reply(struct request *r, struct buf *out);

#endif
