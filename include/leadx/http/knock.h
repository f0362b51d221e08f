/* Failed authentications by address: who fails too often waits, before a lookup is made for it. */
#ifndef LEADX_HTTP_KNOCK_H
#define LEADX_HTTP_KNOCK_H

#include <stdint.h>

/* Milliseconds the peer (address text) has to wait before it is let try again; 0 = now. */
int64_t knock_wait_ms(const char *peer, int64_t now_ms);
/* The peer failed once more. */
void knock_failed(const char *peer, int64_t now_ms);

#endif
