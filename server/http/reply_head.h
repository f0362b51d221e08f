/* The head of an open reply, for open_reply.c. */
#ifndef LEADX_HTTP_REPLY_HEAD_H
#define LEADX_HTTP_REPLY_HEAD_H

#include "leadx/http/exchange.h"

/* 200 without a length; valid until the next reply is made. */
struct slice reply_head_open(struct exchange *x, const char *content_type);

#endif
