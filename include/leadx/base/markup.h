/* Other people's words inside XML and HTML. */
#ifndef LEADX_BASE_MARKUP_H
#define LEADX_BASE_MARKUP_H

#include "leadx/base/buf.h"
#include "leadx/base/slice.h"

/* Adds text (UTF-8) so that it reads as itself between tags and inside quoted attributes, and as
 * nothing else. What XML 1.0 cannot hold however it is written, control characters but tab and line
 * feed, and U+FFFE and U+FFFF, is left out. */
void markup_text(struct buf *out, struct slice text);

#endif
