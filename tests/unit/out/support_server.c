/* Servers with bad manners. HTTP behaves by path: /ok /again (keeps the connection) /hang /drip
 * /reset /close /partial /garbage /http09 /redirect /huge /chunks /head /interim /later
 * /unavailable /code/NNN. SMTP refuses the recipients whose name begins with "no". */
#include "support.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

struct server_thread {
    struct server_thread *next;
    struct server_all *server;
    pthread_t thread;
    atomic_bool over;
    int fd;
    SSL *ssl;
    char *text; /* read and not yet used */
    size_t n;
};

struct server_all {
    struct server open;
    enum server_kind kind;
    SSL_CTX *tls;
    int listener, stop[2];
    pthread_t thread;
    pthread_mutex_t lock;
};

static atomic_bool ports[65536];

/* --- Bytes --- */

/* false: the test is over, or nothing came for too long. */
static bool wait_readable(struct server_thread *t, int ms)
{
    struct pollfd fds[2] = {{t->fd, POLLIN, 0}, {t->server->stop[0], POLLIN, 0}};

    return poll(fds, 2, ms) > 0 && fds[1].revents == 0;
}

static bool stopped_within(struct server_thread *t, int ms)
{
    struct pollfd fd = {t->server->stop[0], POLLIN, 0};

    return poll(&fd, 1, ms) > 0;
}

/* Until the client leaves or the test is over. */
static void hang(struct server_thread *t)
{
    char piece[1024];

    while (wait_readable(t, -1) && recv(t->fd, piece, sizeof piece, 0) > 0)
        ;
}

static bool more(struct server_thread *t)
{
    char piece[16384];
    ssize_t n;

    if ((t->ssl == NULL || SSL_pending(t->ssl) == 0) && !wait_readable(t, -1))
        return false;
    n = t->ssl != NULL ? SSL_read(t->ssl, piece, sizeof piece)
                       : recv(t->fd, piece, sizeof piece, 0);
    if (n <= 0)
        return false;
    t->text = realloc(t->text, t->n + (size_t)n + 1);
    memcpy(t->text + t->n, piece, (size_t)n);
    t->n += (size_t)n;
    t->text[t->n] = '\0';
    return true;
}

static bool put_n(struct server_thread *t, const char *p, size_t n)
{
    return t->ssl != NULL ? SSL_write(t->ssl, p, (int)n) > 0
                          : send(t->fd, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static bool put(struct server_thread *t, const char *text)
{
    return put_n(t, text, strlen(text));
}

static void used(struct server_thread *t, size_t n)
{
    memmove(t->text, t->text + n, t->n - n + 1);
    t->n -= n;
}

/* Everything up to and with the end mark; copied to out. */
static bool take_until(struct server_thread *t, const char *end, char *out, size_t size)
{
    char *at;
    size_t n;

    while (t->text == NULL || (at = strstr(t->text, end)) == NULL)
        if (!more(t))
            return false;
    n = (size_t)(at - t->text) + strlen(end);
    snprintf(out, size, "%.*s", (int)n, t->text);
    used(t, n);
    return true;
}

static bool speak_tls(struct server_thread *t)
{
    t->ssl = SSL_new(t->server->tls);
    SSL_set_fd(t->ssl, t->fd);
    return SSL_accept(t->ssl) == 1;
}

/* --- HTTP --- */

static void reset(struct server_thread *t)
{
    struct linger hard = {1, 0};

    setsockopt(t->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    SSL_free(t->ssl); /* no close_notify */
    t->ssl = NULL;
    close(t->fd);
    t->fd = -1;
}

static void drip(struct server_thread *t)
{
    put(t, "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n");
    while (!stopped_within(t, 20) && put(t, "x"))
        ;
}

static void huge(struct server_thread *t, const char *head, const char *piece)
{
    bool going = put(t, head);

    while (going && !stopped_within(t, 0))
        going = put(t, piece);
}

static void rude(struct server_thread *t, const char *path)
{
    static const char line[] = "X-Filler: "
                               "0123456789012345678901234567890123456789012345678901234567890\r\n";

    if (strcmp(path, "/hang") == 0)
        hang(t);
    else if (strcmp(path, "/drip") == 0)
        drip(t);
    else if (strcmp(path, "/reset") == 0)
        reset(t);
    else if (strcmp(path, "/partial") == 0)
        put(t, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    else if (strcmp(path, "/garbage") == 0)
        put(t, "HTTP/1.1 2x0 \x01\x02\r\nno\r\n\r\n");
    else if (strcmp(path, "/http09") == 0)
        put(t, "hello, this is no HTTP\n");
    else if (strcmp(path, "/huge") == 0)
        huge(t, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n", line);
    else if (strcmp(path, "/chunks") == 0)
        huge(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
             "10\r\n0123456789abcdef\r\n");
    else if (strcmp(path, "/head") == 0)
        huge(t, "HTTP/1.1 200 OK\r\n", line);
    else if (strcmp(path, "/interim") == 0)
        huge(t, "", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
    /* /close: nothing */
}

static bool polite(struct server_thread *t, const char *path)
{
    char text[256];

    if (strcmp(path, "/ok") == 0)
        return put(t, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"),
               true;
    if (strcmp(path, "/again") == 0)
        return put(t, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain"), true;
    if (strcmp(path, "/later") == 0)
        return put(t, "HTTP/1.1 429 Slow Down\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n"),
               true;
    if (strcmp(path, "/unavailable") == 0)
        return put(t, "HTTP/1.1 503 No\r\nRetry-After: 99999999\r\nContent-Length: 0\r\n\r\n"),
               true;
    if (strcmp(path, "/redirect") == 0)
        return put(t, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:80/\r\n"
                      "Content-Length: 0\r\n\r\n"),
               true;
    if (strncmp(path, "/code/", 6) != 0)
        return false;
    snprintf(text, sizeof text, "HTTP/1.1 %.3s X\r\nContent-Length: 0\r\n\r\n", path + 6);
    return put(t, text), true;
}

static bool request_read(struct server_thread *t, char path[128])
{
    char head[60000], *length;
    size_t body;

    if (!take_until(t, "\r\n\r\n", head, sizeof head))
        return false;
    length = strcasestr(head, "\r\nContent-Length: ");
    body = length == NULL ? 0 : (size_t)atol(length + 18);
    while (t->n < body)
        if (!more(t))
            return false;
    pthread_mutex_lock(&t->server->lock);
    snprintf(t->server->open.last, sizeof t->server->open.last, "%s%.*s", head, (int)body,
             t->text == NULL ? "" : t->text);
    pthread_mutex_unlock(&t->server->lock);
    if (body > 0)
        used(t, body);
    t->server->open.requests++;
    return sscanf(head, "%*s %127[^? ]", path) == 1;
}

static void http(struct server_thread *t)
{
    char path[128];

    while (request_read(t, path)) {
        if (polite(t, path) && strcmp(path, "/ok") != 0)
            continue;
        if (strcmp(path, "/ok") != 0)
            rude(t, path);
        return;
    }
}

/* --- SMTP --- */

static bool mail_take(struct server_thread *t)
{
    char text[60000];

    if (!put(t, "354 go on\r\n") || !take_until(t, "\r\n.\r\n", text, sizeof text))
        return false;
    pthread_mutex_lock(&t->server->lock);
    snprintf(t->server->open.last, sizeof t->server->open.last, "%s", text);
    pthread_mutex_unlock(&t->server->lock);
    t->server->open.requests++;
    return put(t, "250 taken\r\n");
}

static bool smtp_answer(struct server_thread *t, const char *line)
{
    bool tls = t->server->kind == SERVER_SMTP && t->ssl == NULL;

    if (strncasecmp(line, "EHLO", 4) == 0)
        return put(t, tls ? "250-hello\r\n250 STARTTLS\r\n" : "250-hello\r\n250 AUTH PLAIN\r\n");
    if (strncasecmp(line, "STARTTLS", 8) == 0)
        return put(t, "220 go\r\n") && speak_tls(t);
    if (strncasecmp(line, "AUTH", 4) == 0)
        return put(t, "334 \r\n");
    if (strncmp(line, "AHVzZXIAc2VjcmV0", 16) == 0) /* user, secret */
        return put(t, "235 yes\r\n");
    if (strncmp(line, "AHVzZXIA", 8) == 0)
        return put(t, "535 no\r\n");
    if (strncasecmp(line, "RCPT TO:<no", 11) == 0)
        return put(t, "550 5.1.1 nobody here\r\n");
    if (strncasecmp(line, "RCPT TO:<hang", 13) == 0)
        return hang(t), false;
    if (strncasecmp(line, "DATA", 4) == 0)
        return mail_take(t);
    if (strncasecmp(line, "QUIT", 4) == 0)
        return put(t, "221 bye\r\n"), false;
    return put(t, "250 fine\r\n");
}

static void smtp(struct server_thread *t)
{
    char line[1024];

    if (!put(t, "220 mail.test\r\n"))
        return;
    while (take_until(t, "\r\n", line, sizeof line) && smtp_answer(t, line))
        ;
}

/* --- Threads --- */

static void *connection_run(void *arg)
{
    struct server_thread *t = arg;
    enum server_kind kind = t->server->kind;

    if (kind == SERVER_HTTP || (kind == SERVER_HTTPS && speak_tls(t)))
        http(t);
    else if (kind == SERVER_SMTP || kind == SERVER_SMTP_NO_TLS)
        smtp(t);
    if (t->ssl != NULL)
        SSL_shutdown(t->ssl);
    SSL_free(t->ssl);
    if (t->fd >= 0)
        close(t->fd);
    free(t->text);
    t->over = true;
    return NULL;
}

/* Joins the threads that are over, or all. */
static void threads_join(struct server_all *s, bool all)
{
    struct server_thread **place = &s->open.threads, *t;

    while ((t = *place) != NULL) {
        if (!all && !t->over) {
            place = &t->next;
            continue;
        }
        *place = t->next;
        pthread_join(t->thread, NULL);
        free(t);
    }
}

static void *server_run(void *arg)
{
    struct server_all *s = arg;
    struct pollfd fds[2] = {{s->listener, POLLIN, 0}, {s->stop[0], POLLIN, 0}};

    while (poll(fds, 2, -1) > 0 && fds[1].revents == 0) {
        struct server_thread *t = calloc(1, sizeof *t);

        threads_join(s, false);
        t->server = s;
        t->fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
        t->next = s->open.threads;
        s->open.threads = t;
        s->open.connections++;
        if (pthread_create(&t->thread, NULL, connection_run, t) != 0)
            abort();
    }
    return NULL;
}

static void tls_load(struct server_all *s, const char *cert, const char *key)
{
    if (cert == NULL)
        return;
    s->tls = SSL_CTX_new(TLS_server_method());
    assert_int_equal(SSL_CTX_use_certificate_file(s->tls, cert, SSL_FILETYPE_PEM), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(s->tls, key, SSL_FILETYPE_PEM), 1);
}

struct server *server_start(enum server_kind kind, const char *address, const char *cert,
                            const char *key)
{
    struct server_all *s = calloc(1, sizeof *s);
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;

    s->kind = kind;
    pthread_mutex_init(&s->lock, NULL);
    tls_load(s, cert, key);
    inet_pton(AF_INET, address, &at.sin_addr);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listener, 1024), 0);
    getsockname(s->listener, (struct sockaddr *)&at, &size);
    s->open.port = ntohs(at.sin_port);
    ports[s->open.port] = true;
    assert_int_equal(pipe(s->stop), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, server_run, s), 0);
    return &s->open;
}

void server_stop(struct server *server)
{
    struct server_all *s = (struct server_all *)server;

    assert_int_equal(write(s->stop[1], "", 1), 1); /* stays readable: everybody sees it */
    pthread_join(s->thread, NULL);
    threads_join(s, true);
    ports[s->open.port] = false;
    close(s->listener);
    close(s->stop[0]);
    close(s->stop[1]);
    SSL_CTX_free(s->tls);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

bool server_has_port(int port)
{
    return ports[port];
}

char *server_url(const struct server *s, const char *scheme, const char *host, const char *path)
{
    static char urls[4][512];
    static int next;
    char *url = urls[next++ % 4];

    snprintf(url, 512, "%s://%s:%d%s", scheme, host, s->port, path);
    return url;
}
