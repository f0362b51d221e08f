/* libcurl's multi handle on the loop. */
#ifndef LEADX_SERVER_OUT_MULTI_H
#define LEADX_SERVER_OUT_MULTI_H

#include <curl/curl.h>
#include <stddef.h>

/* fn is called from the loop, never from inside libcurl, with a handle that is out of the multi
 * again. It may add others. */
typedef void (*multi_done_fn)(CURL *easy, CURLcode code);
void multi_start(size_t connections_kept, multi_done_fn fn);
void multi_stop(void);
void multi_add(CURL *easy);
void multi_remove(CURL *easy);

#endif
