/* What a service manager hears: each state as systemd's protocol has it, and nothing without one.
 */
#include "leadx/base/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support.h"

static int manager;
static char path[64];

static int listen_there(void **state)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};

    (void)state;
    snprintf(path, sizeof path, "/tmp/leadx-notify-%d", (int)getpid());
    strcpy(un.sun_path, path);
    unlink(path);
    manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(manager, (struct sockaddr *)&un, sizeof un), 0);
    setenv("NOTIFY_SOCKET", path, 1);
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return 0;
}

static int end(void **state)
{
    (void)state;
    notify_end();
    close(manager);
    unlink(path);
    return 0;
}

/* The next datagram; "" when there is none. */
static const char *heard(void)
{
    static char text[512];
    ssize_t n = recv(manager, text, sizeof text - 1, 0);

    text[n < 0 ? 0 : n] = '\0';
    return text;
}

static void test_states(void **state)
{
    (void)state;
    notify_start();
    notify_ready("listens on port 8443");
    assert_string_equal(heard(), "READY=1\nSTATUS=listens on port 8443");
    notify_reloading();
    assert_memory_equal(heard(), "RELOADING=1\nMONOTONIC_USEC=", 27);
    notify_stopping("finishes");
    assert_string_equal(heard(), "STOPPING=1\nSTATUS=finishes");
    assert_string_equal(heard(), "");
}

static void test_the_watchdog_hears_three_times_in_its_patience(void **state)
{
    int pings = 0;

    (void)state;
    setenv("WATCHDOG_USEC", "3000000", 1);
    notify_start();
    assert_int_equal(notify_watchdog_ms(), 3000);
    for (int64_t now = 50000; now < 56000; now += 100) {
        notify_alive(now);
        pings += strcmp(heard(), "WATCHDOG=1") == 0;
    }
    assert_int_equal(pings, 6);
}

static void test_a_watchdog_for_somebody_else(void **state)
{
    (void)state;
    setenv("WATCHDOG_USEC", "3000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    notify_start();
    assert_int_equal(notify_watchdog_ms(), 0);
    notify_alive(50000);
    assert_string_equal(heard(), "");
}

static void test_an_abstract_name(void **state)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    char name[64];

    (void)state;
    close(manager);
    snprintf(name, sizeof name, "@leadx-notify-%d", (int)getpid());
    memcpy(un.sun_path + 1, name + 1, strlen(name) - 1);
    manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_int_equal(
        bind(manager, (struct sockaddr *)&un, (socklen_t)(sizeof un.sun_family + strlen(name))), 0);
    setenv("NOTIFY_SOCKET", name, 1);
    notify_start();
    notify_ready("");
    assert_string_equal(heard(), "READY=1\nSTATUS=");
}

static void test_nobody_listens(void **state)
{
    static const char *const wheres[] = {"", "relative", "@", "/nonexistent/socket"};

    (void)state;
    for (size_t i = 0; i < sizeof wheres / sizeof *wheres; i++) {
        setenv("NOTIFY_SOCKET", wheres[i], 1);
        notify_start();
        notify_ready("unheard");
        notify_alive(1);
        notify_end();
    }
    unsetenv("NOTIFY_SOCKET");
    notify_start();
    notify_ready("unheard");
    assert_string_equal(heard(), "");
}

#define NOTIFY_TEST(test) cmocka_unit_test_setup_teardown(test, listen_there, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NOTIFY_TEST(test_states),
        NOTIFY_TEST(test_the_watchdog_hears_three_times_in_its_patience),
        NOTIFY_TEST(test_a_watchdog_for_somebody_else),
        NOTIFY_TEST(test_an_abstract_name),
        NOTIFY_TEST(test_nobody_listens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
