/* The room up and down, and one call's answer. */
#include "support.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <sys/socket.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"

enum { PATIENCE_US = 30 * 1000 * 1000 };

static int descriptors_before;

void setting(const char *name, const char *value)
{
    char err[256];

    assert_true(settings_set(name, value, err, sizeof err));
}

/* Closed meanwhile, or a connection of the test's own servers: their threads take and leave those
 * when they come to it, which may be after the room is down. */
static bool descriptor_counts(int fd)
{
    struct sockaddr_in at = {0};
    socklen_t size = sizeof at;

    if (getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        return errno != EBADF;
    return at.sin_family != AF_INET || !server_has_port(ntohs(at.sin_port));
}

int descriptors_open(void)
{
    DIR *dir = opendir("/proc/self/fd");
    struct dirent *entry;
    int n = 0;

    while ((entry = readdir(dir)) != NULL)
        n += entry->d_name[0] != '.' && descriptor_counts(atoi(entry->d_name));
    closedir(dir);
    return n;
}

void room_up(const char *allow)
{
    char err[256] = "", dns[32];

    descriptors_before = descriptors_open();
    setting("outbound_allow", allow);
    if (dns_port() > 0) {
        snprintf(dns, sizeof dns, "127.0.0.1:%d", dns_port());
        setting("outbound_dns", dns);
    }
    loop_init();
    if (!fetch_start_up(err, sizeof err))
        fail_msg("%s", err);
}

void room_down(void)
{
    fetch_stop();
    loop_free();
    assert_int_equal(descriptors_open(), descriptors_before);
}

int each_up(void **state)
{
    (void)state;
    room_up("127.0.0.1/32");
    return 0;
}

int each_down(void **state)
{
    (void)state;
    room_down();
    assert_int_equal(names_by_libc, 0);
    assert_int_equal(connects_elsewhere, 0);
    return 0;
}

void turns(int n)
{
    for (int i = 0; i < n; i++)
        loop_run(loop_stop);
}

void turns_until(bool (*done)(void *arg), void *arg)
{
    int64_t started_us = clock_measure_us();

    while (!done(arg)) {
        turns(1);
        assert_true(clock_measure_us() - started_us < PATIENCE_US);
    }
}

void answer_keep(uint64_t id, const struct fetch_result *result, void *arg)
{
    struct answer *a = arg;

    (void)id;
    a->times++;
    a->status = result->status;
    a->code = result->code;
    a->n = result->body.n;
    a->retry_after_s = result->retry_after_s;
    a->took_ms = result->took_ms;
    assert_true(result->body.n < sizeof a->body);
    if (result->body.n > 0)
        memcpy(a->body, result->body.p, result->body.n);
    a->body[a->n] = '\0';
}

struct fetch_request request_to(const char *url)
{
    return (struct fetch_request){.method = "POST",
                                  .url = url,
                                  .body = SLICE("{\"hello\":1}"),
                                  .timeout_ms = 2000,
                                  .answer_max = 4000,
                                  .peer = {{1}}};
}

static bool answered(void *arg)
{
    return ((struct answer *)arg)->times > 0;
}

struct answer call(const struct fetch_request *request)
{
    struct answer a = {0};

    assert_true(fetch(request, answer_keep, 7, &a));
    assert_int_equal(a.times, 0); /* later, never at once */
    turns_until(answered, &a);
    turns(2);
    assert_int_equal(a.times, 1);
    return a;
}

struct answer call_url(const char *url)
{
    struct fetch_request request = request_to(url);

    return call(&request);
}
