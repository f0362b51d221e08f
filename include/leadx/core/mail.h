/* A mail message as SMTP carries it (RFC 5322, 2045, 2047): plain and HTML beside each other. */
#ifndef LEADX_CORE_MAIL_H
#define LEADX_CORE_MAIL_H

#include <stdint.h>

#include "leadx/base/buf.h"
#include "leadx/base/slice.h"

struct mail {
    const char *from, *to;      /* addresses, checked before */
    struct slice from_name;     /* UTF-8; n = 0: none */
    struct slice subject;       /* UTF-8 */
    const char *message_id;     /* without <>; ASCII, ours */
    int64_t at_ms;              /* since 1970 */
    struct slice plain, html;   /* UTF-8 */
    const char *boundary;       /* 1 to 60 letters and digits; chance, from the caller */
    struct slice header, value; /* one more header, ours; n = 0: none */
};

/* CRLF lines of at most 78 characters, ASCII throughout: whatever subject and name hold, they can
 * not begin another header. */
void mail_write(struct buf *out, const struct mail *mail);

#endif
