/* Load on a running exchange: new persons posted as leads over so many TLS connections, as fast as
 * answers come, or at a fixed rate however late they come (then time counts from when a post was
 * due, so that a stall is not hidden). Prints plain rows: answers, latency, sold leads a second,
 * CPU a lead of server and PostgreSQL, the server's memory.
 *
 *     sale DEMO.json [-c CONNECTIONS] [-t SECONDS] [-r RATE] [-n NICHE]
 *     sale -u URL ...      another server that takes the same body: no key, no database */
#include <getopt.h>
#include <math.h>

#include "client.h"
#include "demo.h"
#include "processes.h"

enum { CONNECTIONS_MAX = 20000, ANSWER_MAX = 16384, REQUEST_MAX = 2048, EVENTS = 256 };

struct client {
    SSL *ssl;
    int64_t since_us; /* when its post was due; 0: none under way */
    size_t n, length; /* of the answer: read, and whole once the head is known */
    char answer[ANSWER_MAX];
};

static struct {
    int connections, port;
    double seconds, rate;
    const char *niche;
    struct demo demo;
} option = {.connections = 64, .seconds = 10, .niche = "insurance"};

static struct {
    struct client *clients;
    int *free, n_free, poll;
    int64_t begin_us, end_us, due; /* due: posts begun, in fixed rate: that had to be */
    uint32_t *latency;
    size_t n_latency, room;
    long good, refused, refused_bare, failed; /* 2xx; 503 and 429; those without Retry-After */
    unsigned long person;
} load;

static void usage(void)
{
    fputs("usage: sale DEMO.json [-c CONNECTIONS] [-t SECONDS] [-r RATE] [-n NICHE]\n"
          "       sale -u URL [-c CONNECTIONS] [-t SECONDS] [-r RATE]\n",
          stderr);
    exit(2);
}

static void options_read(int argc, char **argv)
{
    int c;

    while ((c = getopt(argc, argv, "c:t:r:n:u:")) != -1)
        switch (c) {
        case 'c':
            option.connections = atoi(optarg);
            break;
        case 't':
            option.seconds = atof(optarg);
            break;
        case 'r':
            option.rate = atof(optarg);
            break;
        case 'n':
            option.niche = optarg;
            break;
        case 'u':
            option.demo.url = optarg;
            break;
        default:
            usage();
        }
    if (option.demo.url == NULL && optind < argc)
        option.demo = demo_read(argv[optind]);
    if (option.demo.url == NULL || option.connections < 1 || option.connections > CONNECTIONS_MAX ||
        option.seconds <= 0)
        usage();
    option.port = client_port(option.demo.url);
}

/* ---- one post */

static size_t request_make(char *out)
{
    static const char *const regions[] = {"RU-MOW", "RU-MOS", "RU-SPE", "RU-KDA",
                                          "RU-SVE", "RU-ROS", "RU-NIZ", "RU-SAM"};
    unsigned long n = load.person++ % 1000000000;
    char body[REQUEST_MAX / 2];
    int length = snprintf(
        body, sizeof body,
        "{\"niche\":\"%s\",\"kind\":\"consumer\",\"contact\":{\"first_name\":\"Ivan\",\"last_"
        "name\":"
        "\"Petrov\",\"phone\":\"+79%09lu\",\"email\":\"lead%lu@example.com\"},\"attributes\":{"
        "\"region\":\"%s\",\"age\":%lu,\"income\":120000,\"temperature\":\"hot\",\"language\":"
        "\"ru\","
        "\"homeowner\":true},\"source\":{\"name\":\"bench\",\"channel\":\"web/"
        "landing\"},\"consent\":"
        "{\"text\":\"I agree to be called\",\"given_at\":\"2026-01-01T00:00:00Z\",\"recipients\":"
        "\"any\"}}",
        option.niche, n, n, regions[n % 8], 25 + n % 40);

    return (size_t)snprintf(out, REQUEST_MAX,
                            "POST /v1/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                            "application/json\r\n%s%s%sContent-Length: %d\r\n\r\n%s",
                            option.demo.key == NULL ? "" : "Authorization: Bearer ",
                            option.demo.key == NULL ? "" : option.demo.key,
                            option.demo.key == NULL ? "" : "\r\n", length, body);
}

static void post(struct client *c, int64_t due_us)
{
    char text[REQUEST_MAX];
    size_t n = request_make(text), wrote;

    c->since_us = due_us;
    c->n = c->length = 0;
    if (SSL_write_ex(c->ssl, text, n, &wrote) != 1 || wrote != n) {
        fputs("the server does not read\n", stderr);
        exit(1);
    }
}

/* ---- its answer */

static void latency_add(int64_t us)
{
    if (load.n_latency == load.room) {
        load.room = load.room == 0 ? 65536 : load.room * 2;
        load.latency = realloc(load.latency, load.room * sizeof *load.latency);
    }
    load.latency[load.n_latency++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static void count_answer(struct client *c, int64_t now_us)
{
    int status = atoi(c->answer + 9);

    if (status / 100 == 2) {
        load.good++;
        latency_add(now_us - c->since_us);
    } else if (status == 503 || status == 429) {
        load.refused++;
        load.refused_bare += strcasestr(c->answer, "\r\nRetry-After:") == NULL;
    } else if (load.failed++ == 0) {
        fprintf(stderr, "%.500s\n", c->answer);
    }
    c->since_us = 0;
    load.free[load.n_free++] = (int)(c - load.clients);
}

/* The whole answer's length, 0 while the head is not there. */
static size_t answer_length(const struct client *c)
{
    const char *end = strstr(c->answer, "\r\n\r\n"),
               *length = strcasestr(c->answer, "\r\nContent-Length:");

    if (end == NULL)
        return 0;
    return (size_t)(end + 4 - c->answer) + (length == NULL ? 0 : strtoul(length + 17, NULL, 10));
}

static void on_readable(struct client *c)
{
    size_t n;

    while (SSL_read_ex(c->ssl, c->answer + c->n, ANSWER_MAX - 1 - c->n, &n) == 1) {
        c->n += n;
        c->answer[c->n] = '\0';
        if (c->length == 0)
            c->length = answer_length(c);
        if (c->length > 0 && c->n >= c->length) {
            if (c->since_us != 0)
                count_answer(c, clock_measure_us());
            return;
        }
    }
    if (SSL_get_error(c->ssl, 0) == SSL_ERROR_ZERO_RETURN) {
        fputs("the server closed a connection\n", stderr);
        exit(1);
    }
}

/* ---- the load */

/* Without a rate every free connection posts; with one, as many as are due. */
static void posts_begin(void)
{
    int64_t now_us = clock_measure_us();

    if (now_us >= load.end_us)
        return;
    while (load.n_free > 0) {
        int64_t due_us = option.rate > 0
                             ? load.begin_us + (int64_t)((double)load.due * 1e6 / option.rate)
                             : now_us;

        if (due_us > now_us)
            return;
        load.due++;
        post(&load.clients[load.free[--load.n_free]], due_us);
    }
}

static void load_connect(void)
{
    SSL_CTX *ctx = client_context();

    load.clients = calloc((size_t)option.connections, sizeof *load.clients);
    load.free = calloc((size_t)option.connections, sizeof *load.free);
    load.poll = epoll_create1(0);
    for (int i = 0; i < option.connections; i++) {
        struct epoll_event e = {.events = EPOLLIN, .data.fd = i};

        load.clients[i].ssl = client_connect(ctx, option.port, i);
        load.free[load.n_free++] = i;
        epoll_ctl(load.poll, EPOLL_CTL_ADD, SSL_get_fd(load.clients[i].ssl), &e);
    }
}

/* Until the time is over and the last answer came, or nothing came for ten seconds. */
static void load_run(void)
{
    struct epoll_event events[EVENTS];

    load.begin_us = clock_measure_us();
    load.end_us = load.begin_us + (int64_t)(option.seconds * 1e6);
    for (;;) {
        bool over = clock_measure_us() >= load.end_us;
        int n;

        posts_begin();
        if (over && load.n_free == option.connections)
            return;
        n = epoll_wait(load.poll, events, EVENTS, over ? 10000 : option.rate > 0 ? 1 : 1000);
        if (n == 0 && over)
            return;
        for (int i = 0; i < n; i++)
            on_readable(&load.clients[events[i].data.fd]);
    }
}

/* ---- what is printed */

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static double quantile_ms(double q)
{
    size_t at = (size_t)(q * (double)load.n_latency);

    return load.n_latency == 0 ? 0
                               : load.latency[at < load.n_latency ? at : load.n_latency - 1] / 1e3;
}

static void print_load(double took_s)
{
    qsort(load.latency, load.n_latency, sizeof *load.latency, by_value);
    printf("connections                 %10d\n", option.connections);
    if (option.rate > 0)
        printf("posts due a second          %10.0f\n", option.rate);
    printf("taken a second              %10.0f\n", (double)load.good / took_s);
    printf("refused (503, 429)          %10ld\n", load.refused);
    printf("refused without Retry-After %10ld\n", load.refused_bare);
    printf("failed                      %10ld\n", load.failed);
    printf("never answered              %10d\n", option.connections - load.n_free);
    printf("latency ms p50 p99 p99.9 max %9.2f %9.2f %9.2f %9.2f\n", quantile_ms(0.5),
           quantile_ms(0.99), quantile_ms(0.999), quantile_ms(1));
}

static void print_cost(long long sold, double took_s, double server_s, double database_s,
                       int64_t before_kib, int64_t after_kib)
{
    double leads = sold > 0 ? (double)sold : 1;

    printf("leads sold                  %10lld (%.1f %% of those taken)\n", sold,
           load.good == 0 ? 0 : 100.0 * (double)sold / (double)load.good);
    printf("sold a second               %10.0f\n", (double)sold / took_s);
    printf("server CPU us a lead        %10.1f\n", server_s * 1e6 / leads);
    printf("PostgreSQL CPU us a lead    %10.1f\n", database_s * 1e6 / leads);
    printf("server KiB before, after    %10lld %10lld\n", (long long)before_kib,
           (long long)after_kib);
}

int main(int argc, char **argv)
{
    static const char sold_leads[] = "select count(distinct lead_id) from leadx.sales";
    static struct processes server, database;
    struct timespec now;
    long long sold;
    double server_s, database_s, took_s;
    int64_t before_kib;

    options_read(argc, argv);
    clock_gettime(CLOCK_REALTIME, &now);
    load.person = (unsigned long)now.tv_sec * 7919 + (unsigned long)now.tv_nsec;
    sold = demo_ask(&option.demo, sold_leads);
    load_connect();
    processes_find(&server, option.port, 0);
    if (option.demo.database != NULL)
        processes_find(&database, 0, demo_postmaster(&option.demo));
    server_s = processes_cpu_s(&server);
    database_s = processes_cpu_s(&database);
    before_kib = processes_resident_kib(&server);
    load_run();
    took_s = (double)(clock_measure_us() - load.begin_us) / 1e6;
    server_s = processes_cpu_s(&server) - server_s;
    database_s = processes_cpu_s(&database) - database_s;
    print_load(took_s);
    if (option.demo.database != NULL)
        print_cost(demo_ask(&option.demo, sold_leads) - sold, took_s, server_s, database_s,
                   before_kib, processes_resident_kib(&server));
    return load.failed > 0;
}
