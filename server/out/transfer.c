/* A transfer: everything libcurl is told about one call.
 *
 * Its one rule: libcurl decides nothing about where a call goes. Its resolver never runs (the
 * name's judged addresses are pinned in a share of this call's own), the address is judged again
 * when the socket opens, and proxies, redirects, cookies, netrc and guessed authentication are off.
 */
#include "call.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/out/guard.h"

enum {
    HEAD_MAX = 32 * 1024, /* all header lines of an answer, interim answers and trailers too */
    IDLE_MAX_S = 30,      /* a kept connection older than this is not trusted to be open */
    LIFETIME_MAX_S = 300, /* a kept connection is given up so that a name's move is followed */
    SLOW_BYTES_PER_S = 1, /* … for SLOW_S: ends very long calls to peers that only pretend; */
    SLOW_S = 60,          /* shorter ones end by their own time-out */
    ADDRESS_TEXT = INET6_ADDRSTRLEN + 3,
};

#define SET(c, option, value)                                                                      \
    do {                                                                                           \
        CURLcode set_ = curl_easy_setopt((c)->easy, option, value);                                \
        assert(set_ == CURLE_OK);                                                                  \
    } while (0)

/* --- Callbacks of libcurl --- */

static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct call *c = arg;

    if (purpose != CURLSOCKTYPE_IPCXN || to->socktype != SOCK_STREAM ||
        (!c->own_relay && !guard_allows(&to->addr))) {
        c->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, to->protocol);
}

static size_t on_head(char *p, size_t one, size_t n, void *arg)
{
    struct call *c = arg;

    (void)p;
    (void)one;
    c->head_bytes += n;
    if (c->head_bytes <= HEAD_MAX)
        return n;
    c->too_large = true;
    return 0;
}

static size_t on_body(char *p, size_t one, size_t n, void *arg)
{
    struct call *c = arg;

    (void)one;
    if (n > c->answer.max - 1 - c->answer.n) {
        c->too_large = true;
        return 0;
    }
    buf_add(&c->answer, p, n);
    return n;
}

static size_t on_read(char *p, size_t one, size_t n, void *arg)
{
    struct call *c = arg;
    size_t left = c->body_n - c->body_sent;

    n *= one;
    n = n < left ? n : left;
    memcpy(p, c->body + c->body_sent, n);
    c->body_sent += n;
    return n;
}

/* --- Where to --- */

static void address_write(const union address *a, char out[ADDRESS_TEXT])
{
    char text[INET6_ADDRSTRLEN];

    if (a->any.sa_family == AF_INET)
        inet_ntop(AF_INET, &a->v4.sin_addr, text, sizeof text);
    else
        inet_ntop(AF_INET6, &a->v6.sin6_addr, text, sizeof text);
    snprintf(out, ADDRESS_TEXT, a->any.sa_family == AF_INET ? "%s" : "[%s]", text);
}

static void pin(struct call *c)
{
    struct buf line;
    char text[ADDRESS_TEXT];

    buf_init(&line, 0);
    buf_printf(&line, "%s:%u:", c->url.host, (unsigned)c->url.port);
    for (size_t i = 0; i < c->n_addresses; i++) {
        address_write(&c->addresses[i], text);
        buf_printf(&line, "%s%s", i > 0 ? "," : "", text);
    }
    buf_add_char(&line, '\0');
    c->pin = curl_slist_append(NULL, line.p);
    assert(c->pin != NULL);
    buf_free(&line);
    SET(c, CURLOPT_RESOLVE, c->pin);
}

static void set_destination(struct call *c)
{
    struct buf url;

    buf_init(&url, 0);
    url_write(&c->url, &url);
    buf_add_char(&url, '\0');
    SET(c, CURLOPT_URL, url.p);
    buf_free(&url);
    c->names = curl_share_init();
    assert(c->names != NULL);
    curl_share_setopt(c->names, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    SET(c, CURLOPT_SHARE, c->names);
    SET(c, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
    if (!c->url.literal)
        pin(c);
    SET(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
    SET(c, CURLOPT_OPENSOCKETDATA, c);
}

/* --- What is never wanted --- */

static void set_limits(struct call *c)
{
    int64_t left_ms = c->deadline_ms - clock_mono_ms(),
            connect_ms = setting_int("outbound_connect_timeout_ms");

    left_ms = left_ms < 1 ? 1 : left_ms;
    SET(c, CURLOPT_TIMEOUT_MS, (long)left_ms);
    SET(c, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect_ms < left_ms ? connect_ms : left_ms));
    SET(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_PER_S);
    SET(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    SET(c, CURLOPT_MAXAGE_CONN, (long)IDLE_MAX_S);
    SET(c, CURLOPT_MAXLIFETIME_CONN, (long)LIFETIME_MAX_S);
    SET(c, CURLOPT_NOSIGNAL, 1L);
    SET(c, CURLOPT_FOLLOWLOCATION, 0L);
    SET(c, CURLOPT_PROXY, "");
    SET(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(c, CURLOPT_PATH_AS_IS, 1L);
    SET(c, CURLOPT_TCP_KEEPALIVE, 0L);
}

static void set_tls(struct call *c)
{
    SET(c, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(c, CURLOPT_SSL_VERIFYHOST, 2L);
    SET(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    /* With a directory beside the file libcurl would parse the bundle for every connection. */
    SET(c, CURLOPT_CAPATH, NULL);
    SET(c, CURLOPT_CAINFO, setting_text("outbound_ca_file"));
}

/* --- HTTP and mail --- */

static void set_http(struct call *c)
{
    bool get = strcmp(c->method, "GET") == 0;

    SET(c, CURLOPT_PROTOCOLS_STR, setting_bool("outbound_plain") ? "https,http" : "https");
    SET(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(c, CURLOPT_ACCEPT_ENCODING, NULL); /* nothing that unpacks to more than it was */
    SET(c, CURLOPT_USERAGENT, "leadx");
    if (get && c->body_n == 0) {
        SET(c, CURLOPT_HTTPGET, 1L);
    } else {
        SET(c, CURLOPT_POSTFIELDS, c->body);
        SET(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body_n);
        SET(c, CURLOPT_CUSTOMREQUEST, c->method);
    }
    if (strcmp(c->method, "HEAD") == 0)
        SET(c, CURLOPT_NOBODY, 1L);
    SET(c, CURLOPT_HTTPHEADER, c->headers);
    SET(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)(c->answer.max - 1));
}

/* A password never travels in the clear, whatever the settings allow. */
static void set_mail(struct call *c)
{
    bool plain = setting_bool("outbound_plain") && c->user == NULL;

    SET(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(c, CURLOPT_USE_SSL, (long)(plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    SET(c, CURLOPT_MAIL_FROM, c->mail_from);
    SET(c, CURLOPT_MAIL_RCPT, c->mail_to);
    SET(c, CURLOPT_USERNAME, c->user);
    SET(c, CURLOPT_PASSWORD, c->password);
    SET(c, CURLOPT_UPLOAD, 1L);
    SET(c, CURLOPT_READFUNCTION, on_read);
    SET(c, CURLOPT_READDATA, c);
    SET(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)c->body_n);
}

void transfer_new(struct call *c)
{
    c->easy = curl_easy_init();
    assert(c->easy != NULL);
    SET(c, CURLOPT_PRIVATE, c);
    SET(c, CURLOPT_HEADERFUNCTION, on_head);
    SET(c, CURLOPT_HEADERDATA, c);
    SET(c, CURLOPT_WRITEFUNCTION, on_body);
    SET(c, CURLOPT_WRITEDATA, c);
    set_destination(c);
    set_limits(c);
    set_tls(c);
    if (c->mail_to == NULL)
        set_http(c);
    else
        set_mail(c);
}
