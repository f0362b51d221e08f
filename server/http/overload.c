/* Refusals under overload leave after a pause.
 *
 * Its one rule: being refused is slower than being served. Whoever is answered 503 at once and asks
 * again at once costs reading, routing and writing, several times what it costs to wait, and the
 * work that was accepted gets the rest: without the pause eight thousand such connections took a
 * third of the sales. Nothing is read from a connection that waits for its refusal. Handlers
 * call it. */
#include "leadx/http/overload.h"

#include <stddef.h>
#include <stdlib.h>

#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/http/reply.h"
#include "leadx/http/stats.h"
#include "leadx/net/loop.h"

enum {
    HELD_MAX = 65536, /* 16 bytes each, beside the requests themselves */
    RETRY_S = 2,      /* clears any queue there can be */
};

/* A ring, in the order of their time. */
static struct {
    struct held {
        uint64_t wait;
        int64_t due_ms;
    } * ring;
    size_t at, n;
    struct timer *timer;
} held;

/* A shorter pause may have been set meanwhile: those before wait for their own. */
static void on_due(void *arg)
{
    int64_t now = clock_mono_ms();

    (void)arg;
    while (held.n > 0 && held.ring[held.at].due_ms <= now) {
        struct request *r = request_find(held.ring[held.at].wait);

        held.at = (held.at + 1) % HELD_MAX;
        held.n--;
        if (r != NULL)
            reply_unavailable(r, RETRY_S);
    }
    if (held.n > 0)
        timer_set(held.timer, held.ring[held.at].due_ms - now);
}

static void hold(struct request *r, int64_t pause_ms)
{
    if (held.ring == NULL) {
        held.ring = mem_zero(HELD_MAX, sizeof *held.ring);
        held.timer = timer_new(on_due, NULL);
    }
    if (held.n == 0)
        timer_set(held.timer, pause_ms);
    held.ring[(held.at + held.n) % HELD_MAX] =
        (struct held){request_wait(r), clock_mono_ms() + pause_ms};
    held.n++;
}

void refuse_overload(struct request *r)
{
    int64_t pause_ms = setting_int("refusal_pause_ms");

    stats_refused("pressure");
    if (pause_ms == 0 || held.n == HELD_MAX)
        reply_unavailable(r, RETRY_S);
    else
        hold(r, pause_ms);
}
