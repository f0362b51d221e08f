/* Random bytes from the kernel, a buffer at a time.
 *
 * Its one rule: a byte is handed out once: wiped behind the reader, and dropped in a forked child,
 * which would else draw what its parent draws. A buffer a thread. Part of digest.h; called for
 * keys, nonces, ids. */
#include "leadx/base/digest.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "leadx/base/log.h"
#include "leadx/base/mem.h"

enum { RANDOM_BUFFER = 1024 }; /* a system call for about a hundred ids */

static _Thread_local struct {
    uint8_t bytes[RANDOM_BUFFER];
    size_t left; /* the last `left` bytes are fresh */
} stock;

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Only the thread that forked lives on in the child. */
static void on_forked(void)
{
    mem_wipe(&stock, sizeof stock);
}

static void watch_forks(void)
{
    if (pthread_atfork(NULL, NULL, on_forked) != 0)
        log_fatal("random", "cannot watch for forks");
}

static void random_from_kernel(uint8_t *to, size_t n)
{
    while (n > 0) {
        ssize_t got = getrandom(to, n, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            log_fatal("random", "the kernel gives no random bytes: %s", strerror(errno));
        to += got;
        n -= (size_t)got;
    }
}

void random_bytes(void *out, size_t n)
{
    uint8_t *from;

    if (n == 0)
        return;
    if (n > RANDOM_BUFFER / 4) {
        random_from_kernel(out, n);
        return;
    }
    if (stock.left < n) {
        pthread_once(&once, watch_forks);
        random_from_kernel(stock.bytes, sizeof stock.bytes);
        stock.left = sizeof stock.bytes;
    }
    from = stock.bytes + sizeof stock.bytes - stock.left;
    memcpy(out, from, n);
    mem_wipe(from, n);
    stock.left -= n;
}
