/* The worker processes: started by exec, heard over their links, started again when they end.
 *
 * Its one rule: a slot's listening socket is bound once and kept, because closing it would reset
 * whoever waits in its queue; a worker that dies costs those it was answering, nobody else. Called
 * by supervisor.c. */
#include "slots.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/base/shared.h"
#include "leadx/base/workers.h"
#include "leadx/net/listen.h"
#include "leadx/net/loop.h"
#include "leadx/net/peers.h"

enum slot_state {
    SLOT_EMPTY,    /* no process; waits for its time to start one */
    SLOT_STARTING, /* runs; waits for its word that it serves */
    SLOT_READY,    /* serves */
};

enum {
    PORT_TRIES = 20, /* for those who had the port and are leaving */
    PORT_PAUSE_US = 50 * 1000,
    LIVED_MS = 10 * 1000, /* who lived so long is started again at once */
    PAUSE_MS = 100,       /* before the second start, then twice as long each time */
    PAUSE_MAX_MS = 10 * 1000,
    START_MAX_MS = 60 * 1000,
};

struct slot {
    enum slot_state state;
    pid_t pid;
    int listen_fd, link_fd;
    struct watch *watch;
    int64_t started_ms, start_at_ms;
    int failures; /* ends in a row, each soon after the start */
    bool killed;  /* by us: it hung */
};

static struct {
    struct slot slot[WORKERS_MAX];
    int n, shared_fd, port;
    bool shut;
    char **argv; /* ends with --worker and a spec */
    int argc;
    struct slots_hooks hooks;
} slots;

static void slot_set_state(struct slot *s, enum slot_state state)
{
    static const char *const names[] = {"empty", "starting", "ready"};
    static const bool moves[][SLOT_READY + 1] = {
        [SLOT_EMPTY] = {[SLOT_STARTING] = true},
        [SLOT_STARTING] = {[SLOT_READY] = true, [SLOT_EMPTY] = true},
        [SLOT_READY] = {[SLOT_EMPTY] = true},
    };

    assert(moves[s->state][state]);
    log_debug("supervisor", "slot %d %s -> %s", (int)(s - slots.slot), names[s->state],
              names[state]);
    s->state = state;
}

/* ---- opening */

/* The port alone, to see that nobody else serves there: sockets that share one would not notice.
 * Those of a supervisor that was killed need a moment to see it. */
static bool port_is_free(const char *host, int port, char *err, size_t err_size)
{
    for (int i = 0; i < PORT_TRIES; i++) {
        int fd = listen_bind(host, port, false, err, err_size);

        if (fd >= 0) {
            close(fd);
            return true;
        }
        if (errno != EADDRINUSE)
            return false;
        usleep(PORT_PAUSE_US);
    }
    return false;
}

static bool sockets_open(char *err, size_t err_size)
{
    const char *host = setting_text("listen_address");

    slots.port = (int)setting_int("listen_port");
    if (slots.port != 0 && !port_is_free(host, slots.port, err, err_size))
        return false;
    for (int i = 0; i < slots.n; i++) {
        slots.slot[i].listen_fd = listen_bind(host, slots.port, true, err, err_size);
        if (slots.slot[i].listen_fd < 0)
            return false;
        slots.port = listen_port(slots.slot[i].listen_fd);
    }
    return true;
}

bool slots_open(int n, char **argv, const struct slots_hooks *hooks, char *err, size_t err_size)
{
    slots.n = n;
    slots.hooks = *hooks;
    while (argv[slots.argc] != NULL)
        slots.argc++;
    slots.argv = mem_zero((size_t)slots.argc + 3, sizeof *slots.argv);
    memcpy(slots.argv, argv, (size_t)slots.argc * sizeof *argv);
    slots.argv[slots.argc++] = mem_strdup("--worker");
    slots.shared_fd = shared_make();
    if (slots.shared_fd < 0) {
        snprintf(err, err_size, "no shared memory: %s", strerror(errno));
        return false;
    }
    workers_start(n, WORKER_SUPERVISOR);
    return sockets_open(err, err_size);
}

/* ---- starting */

static void child_run(struct slot *s, int link_fd)
{
    const int keep[] = {slots.shared_fd, link_fd, s->listen_fd};
    char spec[96];
    sigset_t none;

    for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
        fcntl(keep[i], F_SETFD, 0);
    snprintf(spec, sizeof spec, "%d,%d,%d,%d,%d", (int)(s - slots.slot), slots.n, slots.shared_fd,
             link_fd, s->listen_fd);
    slots.argv[slots.argc] = spec;
    /* the service manager speaks with the supervisor alone */
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* this very program, whatever stands at its path by now */
    execv("/proc/self/exe", slots.argv);
    _exit(127);
}

static void on_link(void *arg, bool readable, bool writable)
{
    struct slot *s = arg;
    char word;
    ssize_t n;

    (void)readable;
    (void)writable;
    while ((n = recv(s->link_fd, &word, 1, 0)) == 1) {
        if (word == LINK_READY && s->state == SLOT_STARTING)
            slot_set_state(s, SLOT_READY);
        slots.hooks.word((int)(s - slots.slot), word);
    }
    if (n == 0)
        watch_want(s->watch, false, false); /* its end is told by the kernel */
}

static void slot_start(struct slot *s)
{
    int pair[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
        log_fatal("supervisor", "no sockets for a worker: %s", strerror(errno));
    pid = fork();
    if (pid == 0)
        child_run(s, pair[1]);
    close(pair[1]);
    if (pid < 0) {
        log_error("supervisor", "no process for a worker: %s", strerror(errno));
        close(pair[0]);
        s->start_at_ms = clock_mono_ms() + PAUSE_MAX_MS;
        return;
    }
    s->pid = pid;
    s->killed = false;
    s->started_ms = clock_mono_ms();
    s->link_fd = pair[0];
    s->watch = watch_new(s->link_fd, on_link, s);
    watch_want(s->watch, true, false);
    slot_set_state(s, SLOT_STARTING);
}

/* ---- ending */

static int64_t pause_ms(struct slot *s)
{
    int64_t ms = PAUSE_MS;

    if (clock_mono_ms() - s->started_ms >= LIVED_MS)
        s->failures = 0;
    else
        s->failures++;
    if (s->failures == 0)
        return 0;
    for (int i = 1; i < s->failures && ms < PAUSE_MAX_MS; i++)
        ms *= 2;
    return ms < PAUSE_MAX_MS ? ms : PAUSE_MAX_MS;
}

static const char *how_it_ended(const struct slot *s, int status, char *text, size_t size)
{
    if (s->killed)
        return "hung and was killed";
    if (WIFSIGNALED(status))
        snprintf(text, size, "was ended by signal %d", WTERMSIG(status));
    else
        snprintf(text, size, "ended with status %d", WEXITSTATUS(status));
    return text;
}

static void slot_ended(struct slot *s, int status)
{
    bool was_ready = s->state == SLOT_READY;
    int i = (int)(s - slots.slot);
    char text[64];

    on_link(s, true, false); /* what it said last */
    was_ready = was_ready || s->state == SLOT_READY;
    watch_free(s->watch);
    close(s->link_fd);
    s->watch = NULL;
    worker_forget(i);
    peers_forget(i);
    s->start_at_ms = clock_mono_ms() + pause_ms(s);
    slot_set_state(s, SLOT_EMPTY);
    slots.hooks.ended(i, how_it_ended(s, status, text, sizeof text), was_ready);
}

static bool slot_hangs(int i)
{
    const struct slot *s = &slots.slot[i];
    int64_t alive_ms = worker_alive_ms(i), now_ms = clock_mono_ms();

    if (s->killed)
        return false;
    if (s->state == SLOT_READY)
        return now_ms - (alive_ms > s->started_ms ? alive_ms : s->started_ms) >
               setting_int("worker_hang_ms");
    return s->state == SLOT_STARTING && now_ms - s->started_ms > START_MAX_MS;
}

static void slot_tick(int i)
{
    struct slot *s = &slots.slot[i];
    int status;

    if (s->state != SLOT_EMPTY && waitpid(s->pid, &status, WNOHANG) == s->pid)
        slot_ended(s, status);
    if (s->state == SLOT_EMPTY) {
        if (!slots.shut && clock_mono_ms() >= s->start_at_ms)
            slot_start(s);
    } else if (slot_hangs(i)) {
        s->killed = true;
        kill(s->pid, SIGKILL);
    }
}

void slots_tick(void)
{
    for (int i = 0; i < slots.n; i++)
        slot_tick(i);
}

/* ---- all of them */

int slots_port(void)
{
    return slots.port;
}

int slots_count(void)
{
    return slots.n;
}

int slots_ready(void)
{
    int n = 0;

    for (int i = 0; i < slots.n; i++)
        n += slots.slot[i].state == SLOT_READY;
    return n;
}

bool slots_empty(void)
{
    for (int i = 0; i < slots.n; i++)
        if (slots.slot[i].state != SLOT_EMPTY)
            return false;
    return true;
}

int64_t slots_silent_ms(void)
{
    int64_t longest = 0, now_ms = clock_mono_ms();

    for (int i = 0; i < slots.n; i++)
        if (slots.slot[i].state == SLOT_READY && now_ms - worker_alive_ms(i) > longest)
            longest = now_ms - worker_alive_ms(i);
    return longest;
}

void slots_say(char word, bool starting, void (*told)(int slot))
{
    for (int i = 0; i < slots.n; i++) {
        struct slot *s = &slots.slot[i];

        if (s->state != SLOT_READY && !(starting && s->state == SLOT_STARTING))
            continue;
        if (send(s->link_fd, &word, 1, MSG_NOSIGNAL) == 1 && told != NULL)
            told(i);
    }
}

void slots_shut(void)
{
    slots.shut = true;
    for (int i = 0; i < slots.n; i++)
        close(slots.slot[i].listen_fd);
}

void slots_kill(void)
{
    for (int i = 0; i < slots.n; i++)
        if (slots.slot[i].state != SLOT_EMPTY)
            kill(slots.slot[i].pid, SIGKILL);
}
