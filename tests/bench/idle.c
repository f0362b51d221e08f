/* What idle connections cost a running exchange: so many TLS connections that have said hello and,
 * with -q, asked one question, then keep still. Prints the server's memory before and after.
 *
 *     idle DEMO.json [-c CONNECTIONS] [-q]      10,000 connections, unused */
#include <getopt.h>
#include <sys/resource.h>

#include "client.h"
#include "demo.h"
#include "processes.h"

static struct {
    int connections;
    bool ask;
} option = {.connections = 10000};

static void usage(void)
{
    fputs("usage: idle DEMO.json [-c CONNECTIONS] [-q]\n", stderr);
    exit(2);
}

static const char *options_read(int argc, char **argv)
{
    int c;

    while ((c = getopt(argc, argv, "c:q")) != -1)
        switch (c) {
        case 'c':
            option.connections = atoi(optarg);
            break;
        case 'q':
            option.ask = true;
            break;
        default:
            usage();
        }
    if (optind != argc - 1 || option.connections < 1)
        usage();
    return argv[optind];
}

/* A descriptor each, and a few of our own. */
static void files_allow(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < (rlim_t)option.connections + 64) {
        fprintf(stderr, "only %llu files may be open: ulimit -Hn\n",
                (unsigned long long)limit.rlim_max);
        exit(1);
    }
}

static void ask(SSL *ssl)
{
    static const char question[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    char answer[4096];
    size_t n;

    if (SSL_write_ex(ssl, question, sizeof question - 1, &n) != 1) {
        fputs("the server does not read\n", stderr);
        exit(1);
    }
    while (SSL_read_ex(ssl, answer, sizeof answer, &n) != 1)
        if (SSL_get_error(ssl, 0) == SSL_ERROR_ZERO_RETURN) {
            fputs("the server closed a connection\n", stderr);
            exit(1);
        }
}

int main(int argc, char **argv)
{
    static struct processes server;
    struct demo demo = demo_read(options_read(argc, argv));
    int port = client_port(demo.url);
    SSL_CTX *ctx = client_context();
    int64_t before_kib, after_kib;

    files_allow();
    client_close(client_connect(ctx, port, 0)); /* what the first handshake loads stays */
    processes_find(&server, port, 0);
    before_kib = processes_resident_kib(&server);
    for (int i = 0; i < option.connections; i++) {
        SSL *ssl = client_connect(ctx, port, i);

        if (option.ask)
            ask(ssl);
    }
    after_kib = processes_resident_kib(&server);
    printf("idle connections            %10d\n", option.connections);
    printf("server KiB before, after    %10lld %10lld\n", (long long)before_kib,
           (long long)after_kib);
    printf("KiB a connection            %10.1f\n",
           (double)(after_kib - before_kib) / option.connections);
    return 0;
}
