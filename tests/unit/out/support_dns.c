/* A name server of few words: A and AAAA over UDP, from a table that tests write. */
#include "support.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NAMES_MAX = 64, PACKET = 512, TYPE_A = 1, TYPE_AAAA = 28, NO_SUCH_NAME = 3 };

static struct {
    pthread_t thread;
    pthread_mutex_t lock;
    int fd, stop[2], port;
    atomic_int questions;
    struct {
        char name[128], answers[256];
        int asked;
    } names[NAMES_MAX];
    int n;
} dns = {.lock = PTHREAD_MUTEX_INITIALIZER};

struct question {
    char name[256];
    int type;
    size_t end; /* of the question in the packet */
};

static bool question_read(const uint8_t *p, size_t n, struct question *q)
{
    size_t at = 12, out = 0;

    while (at < n && p[at] != 0) {
        size_t label = p[at++];

        if (label > 63 || at + label > n || out + label + 2 > sizeof q->name)
            return false;
        memcpy(q->name + out, p + at, label);
        out += label;
        q->name[out++] = '.';
        at += label;
    }
    if (at + 5 > n || out == 0)
        return false;
    q->name[out - 1] = '\0';
    q->type = p[at + 1] << 8 | p[at + 2];
    q->end = at + 5;
    return true;
}

/* The part between the bars that this lookup gets; both its questions see the same one. */
static void part_of(const char *answers, int asked, char out[256])
{
    const char *p = answers, *bar;

    while (asked-- > 0 && (bar = strstr(p, " | ")) != NULL)
        p = bar + 3;
    bar = strstr(p, " | ");
    snprintf(out, 256, "%.*s", bar == NULL ? (int)strlen(p) : (int)(bar - p), p);
}

static bool answers_for(const struct question *q, char out[256])
{
    bool known = false;

    pthread_mutex_lock(&dns.lock);
    for (int i = 0; i < dns.n; i++)
        if (strcasecmp(dns.names[i].name, q->name) == 0) {
            known = true;
            /* c-ares asks for A first, then AAAA */
            if (q->type == TYPE_A)
                dns.names[i].asked++;
            part_of(dns.names[i].answers, dns.names[i].asked - 1, out);
        }
    pthread_mutex_unlock(&dns.lock);
    return known && *out != '\0';
}

static size_t record_add(uint8_t *p, int type, const char *text)
{
    static const uint8_t ttl[] = {0, 0, 0, 30};
    size_t n = type == TYPE_A ? 4 : 16;

    if (inet_pton(type == TYPE_A ? AF_INET : AF_INET6, text, p + 12) != 1)
        return 0;
    p[0] = 0xc0; /* the name of the question */
    p[1] = 12;
    p[2] = 0;
    p[3] = (uint8_t)type;
    p[4] = 0;
    p[5] = 1;
    memcpy(p + 6, ttl, sizeof ttl);
    p[10] = 0;
    p[11] = (uint8_t)n;
    return 12 + n;
}

/* 0: no answer at all. */
static size_t reply_make(uint8_t *p, size_t n)
{
    struct question q;
    char answers[256] = "", *word, *rest;

    if (n < 12 || !question_read(p, n, &q))
        return 0;
    dns.questions++;
    memset(p + 6, 0, 6); /* the counts of records; c-ares' own are not echoed */
    p[2] = 0x84;
    p[3] = answers_for(&q, answers) ? 0 : NO_SUCH_NAME;
    if (strcmp(answers, "never") == 0)
        return 0;
    n = q.end;
    for (word = strtok_r(answers, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        size_t added = n + 28 > PACKET ? 0 : record_add(p + n, q.type, word);

        n += added;
        p[7] = (uint8_t)(p[7] + (added > 0));
    }
    return n;
}

static void *dns_run(void *arg)
{
    struct pollfd fds[2] = {{dns.fd, POLLIN, 0}, {dns.stop[0], POLLIN, 0}};

    (void)arg;
    while (poll(fds, 2, -1) >= 0 && fds[1].revents == 0) {
        uint8_t packet[PACKET];
        struct sockaddr_in from;
        socklen_t size = sizeof from;
        ssize_t n = recvfrom(dns.fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &size);
        size_t reply = n < 0 ? 0 : reply_make(packet, (size_t)n);

        if (reply > 0)
            sendto(dns.fd, packet, reply, 0, (struct sockaddr *)&from, size);
    }
    return NULL;
}

void dns_start(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;

    dns.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(dns.fd, (struct sockaddr *)&at, sizeof at), 0);
    getsockname(dns.fd, (struct sockaddr *)&at, &size);
    dns.port = ntohs(at.sin_port);
    assert_int_equal(pipe(dns.stop), 0);
    assert_int_equal(pthread_create(&dns.thread, NULL, dns_run, NULL), 0);
}

void dns_stop(void)
{
    assert_int_equal(write(dns.stop[1], "", 1), 1);
    pthread_join(dns.thread, NULL);
    close(dns.stop[0]);
    close(dns.stop[1]);
    close(dns.fd);
    dns.port = 0;
}

int dns_port(void)
{
    return dns.port;
}

int dns_questions(void)
{
    return dns.questions;
}

void dns_set(const char *name, const char *answers)
{
    int i = 0;

    pthread_mutex_lock(&dns.lock);
    while (i < dns.n && strcmp(dns.names[i].name, name) != 0)
        i++;
    assert_true(i < NAMES_MAX);
    dns.n = i < dns.n ? dns.n : i + 1;
    snprintf(dns.names[i].name, sizeof dns.names[i].name, "%s", name);
    snprintf(dns.names[i].answers, sizeof dns.names[i].answers, "%s", answers);
    dns.names[i].asked = 0;
    pthread_mutex_unlock(&dns.lock);
}
