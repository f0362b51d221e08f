/* libcurl's sockets and its one timer, on the loop.
 *
 * Its one rule: libcurl is entered from the loop only, and what it finished is handed on after it
 * has returned, so that a callback of ours may start and free calls. Called by fetch.c. */
#include "multi.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "leadx/net/loop.h"

struct socket_watch {
    curl_socket_t fd;
    struct watch *watch;
};

static struct {
    CURLM *handle;
    struct timer *timer;
    multi_done_fn done;
} multi;

static void drain(void)
{
    struct CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(multi.handle, &left)) != NULL) {
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result; /* the message dies with the handle's removal */

        curl_multi_remove_handle(multi.handle, easy);
        multi.done(easy, code);
    }
}

static void on_ready(void *arg, bool readable, bool writable)
{
    struct socket_watch *s = arg;
    int running;

    /* s may be gone afterwards */
    curl_multi_socket_action(multi.handle, s->fd,
                             (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0),
                             &running);
    drain();
}

static void on_time(void *arg)
{
    int running;

    (void)arg;
    curl_multi_socket_action(multi.handle, CURL_SOCKET_TIMEOUT, 0, &running);
    drain();
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
    struct socket_watch *s = known;

    (void)easy;
    (void)arg;
    if (what == CURL_POLL_REMOVE) {
        if (s != NULL)
            watch_free(s->watch);
        free(s);
        curl_multi_assign(multi.handle, fd, NULL);
        return 0;
    }
    if (s == NULL) {
        s = mem_zero(1, sizeof *s);
        s->fd = fd;
        s->watch = watch_new(fd, on_ready, s);
        curl_multi_assign(multi.handle, fd, s);
    }
    watch_want(s->watch, what & CURL_POLL_IN, what & CURL_POLL_OUT);
    return 0;
}

static int on_timer(CURLM *handle, long after_ms, void *arg)
{
    (void)handle;
    (void)arg;
    if (after_ms < 0)
        timer_stop(multi.timer);
    else
        timer_set(multi.timer, after_ms);
    return 0;
}

void multi_start(size_t connections_kept, multi_done_fn fn)
{
    multi.handle = curl_multi_init();
    assert(multi.handle != NULL);
    multi.done = fn;
    multi.timer = timer_new(on_time, NULL);
    curl_multi_setopt(multi.handle, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi.handle, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi.handle, CURLMOPT_MAXCONNECTS, (long)connections_kept);
}

void multi_stop(void)
{
    curl_multi_cleanup(multi.handle); /* closes kept connections: frees their watches */
    timer_free(multi.timer);
}

void multi_add(CURL *easy)
{
    CURLMcode rc = curl_multi_add_handle(multi.handle, easy);

    assert(rc == CURLM_OK);
    (void)rc;
}

void multi_remove(CURL *easy)
{
    curl_multi_remove_handle(multi.handle, easy);
}
