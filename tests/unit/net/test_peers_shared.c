/* Addresses counted by several workers: one limit for all, and a dead worker's share given back. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leadx/base/shared.h"
#include "leadx/base/workers.h"
#include "leadx/net/peers.h"
#include "support.h"

static struct peer peer(uint32_t number)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET, .sin_addr.s_addr = number};
    struct peer p;

    peer_of(&p, (struct sockaddr *)&in4);
    return p;
}

/* As worker number: enters addresses 1 to n once each, up to max; returns how many were taken. */
static int enter_all(int number, uint32_t n, size_t max)
{
    int taken = 0;

    workers_start(2, number);
    for (uint32_t i = 1; i <= n; i++) {
        struct peer p = peer(i);

        taken += peers_enter(&p, max);
    }
    return taken;
}

static void leave_all(uint32_t n)
{
    for (uint32_t i = 1; i <= n; i++) {
        struct peer p = peer(i);

        peers_leave(&p);
    }
}

static int as_worker_one(uint32_t n, size_t max)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0)
        _exit(enter_all(1, n, max));
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_workers_share_the_limit(void **state)
{
    (void)state;
    assert_int_equal(enter_all(0, 100, 2), 100);
    assert_int_equal(as_worker_one(120, 2), 120);
    assert_int_equal(enter_all(0, 120, 2), 20); /* the others have one at each */
    peers_forget(1);                            /* it is dead, and left none of its own */
    assert_int_equal(as_worker_one(120, 2), 120);
    peers_forget(1);
    leave_all(120);
    assert_int_equal(enter_all(0, 120, 1), 120);
    leave_all(120);
}

static int set_up(void **state)
{
    (void)state;
    return shared_make() < 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_workers_share_the_limit)};

    return cmocka_run_group_tests(tests, set_up, NULL);
}
