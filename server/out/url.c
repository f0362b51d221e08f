/* Reads the URLs of endpoints: scheme, host, port and the rest, nothing else.
 *
 * Its one rule: a spelling that two programs could read differently is refused (user info, escapes
 * in hosts, numbers that are addresses to some, control bytes, backslashes); what passes is written
 * again from its parts. Called by guard_url and fetch. */
#include "url.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "leadx/base/settings.h"
#include "leadx/base/utf8.h"
#include "leadx/out/guard.h"

enum { LABEL_MAX = 63, PORT_MAX = 65535 };

static const struct {
    const char *prefix;
    uint16_t port;
} schemes[] = {
    [URL_HTTPS] = {"https://", 443},
    [URL_HTTP] = {"http://", 80},
    [URL_SMTPS] = {"smtps://", 465},
    [URL_SMTP] = {"smtp://", 587}, /* submission, RFC 6409 */
};

static bool no(const char **why, const char *sentence)
{
    *why = sentence;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* --- Host --- */

static bool label_fits(const char *p, size_t n)
{
    if (n == 0 || n > LABEL_MAX || p[0] == '-' || p[n - 1] == '-')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_digit(p[i]) && !(p[i] >= 'a' && p[i] <= 'z') && p[i] != '-' && p[i] != '_')
            return false;
    return true;
}

static bool labels_fit(const char *host)
{
    for (const char *p = host;; p++) {
        size_t n = strcspn(p, ".");

        if (!label_fits(p, n))
            return false;
        p += n;
        if (*p == '\0')
            return true;
    }
}

/* Some programs read a host whose last label is a number as an IPv4 address: 0x7f.1, 2130706433. */
static bool ends_in_number(const char *host)
{
    const char *dot = strrchr(host, '.'), *last = dot == NULL ? host : dot + 1;

    if (last[strspn(last, "0123456789")] == '\0')
        return true;
    return last[0] == '0' && last[1] == 'x' &&
           last[2 + strspn(last + 2, "0123456789abcdef")] == '\0';
}

static bool literal_v4(struct url *out)
{
    char again[INET_ADDRSTRLEN];

    out->address.v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(out->port)};
    out->literal = inet_pton(AF_INET, out->host, &out->address.v4.sin_addr) == 1 &&
                   inet_ntop(AF_INET, &out->address.v4.sin_addr, again, sizeof again) != NULL &&
                   strcmp(again, out->host) == 0;
    return out->literal;
}

static bool literal_v6(struct url *out)
{
    out->address.v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(out->port)};
    out->literal = inet_pton(AF_INET6, out->host, &out->address.v6.sin6_addr) == 1;
    return out->literal;
}

static bool host_copy(struct slice text, struct url *out)
{
    if (text.n == 0 || text.n > HOST_MAX || memchr(text.p, '\0', text.n) != NULL)
        return false;
    for (size_t i = 0; i < text.n; i++)
        out->host[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] | 32) : text.p[i];
    out->host[text.n] = '\0';
    return true;
}

/* International names become A-labels here, before any rule is asked: other dots and digits of
 * Unicode turn into ours. */
static bool host_to_ascii(struct url *out)
{
    char *ascii = NULL;
    bool fits =
        utf8_valid(slice_of(out->host)) &&
        idn2_to_ascii_8z(out->host, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK &&
        strlen(ascii) <= HOST_MAX;

    if (fits)
        strcpy(out->host, ascii);
    idn2_free(ascii);
    return fits && !ends_in_number(out->host);
}

static bool host_read(struct slice text, struct url *out, const char **why)
{
    bool ascii = true;

    for (size_t i = 0; i < text.n; i++)
        ascii &= (unsigned char)text.p[i] < 0x80;
    if (!host_copy(text, out))
        return no(why, "The host is missing or too long.");
    if (!ascii && !host_to_ascii(out))
        return no(why, "The host is not an international domain name.");
    if (!labels_fit(out->host))
        return no(why, "The host is not a domain name.");
    if (ends_in_number(out->host) && !literal_v4(out))
        return no(why, "An IPv4 address is written as four decimal numbers.");
    return true;
}

/* --- The parts --- */

static bool scheme_read(struct slice *text, struct url *out)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t n = strlen(schemes[i].prefix);

        if (text->n <= n || strncasecmp(text->p, schemes[i].prefix, n) != 0)
            continue;
        out->scheme = (enum url_scheme)i;
        out->port = schemes[i].port;
        *text = (struct slice){text->p + n, text->n - n};
        return true;
    }
    return false;
}

static bool port_read(struct slice text, uint16_t *out)
{
    int64_t port;

    if (text.n == 0 || text.n > 5 || !is_digit(text.p[0]) || !slice_to_int64(text, &port) ||
        port < 1 || port > PORT_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

/* host[:port] or [v6][:port]; leaves the port's text in *port, empty without a colon. */
static bool authority_split(struct slice text, struct slice *host, struct slice *port, bool *v6)
{
    const char *end = text.p + text.n, *stop;

    *v6 = text.n > 0 && text.p[0] == '[';
    stop = text.n == 0 ? NULL : memchr(text.p, *v6 ? ']' : ':', text.n);
    if (stop == NULL) {
        *host = text;
        *port = SLICE_NONE;
        return !*v6;
    }
    *host = (struct slice){text.p + *v6, (size_t)(stop - text.p) - *v6};
    stop += *v6;
    if (stop == end) {
        *port = SLICE_NONE;
        return true;
    }
    *port = (struct slice){stop + 1, (size_t)(end - stop - 1)};
    return *stop == ':' && port->n > 0;
}

static bool authority_read(struct slice text, struct url *out, const char **why)
{
    struct slice host, port;
    bool v6;

    if (text.n > 0 && memchr(text.p, '@', text.n) != NULL)
        return no(why, "The URL has a user name in it.");
    if (!authority_split(text, &host, &port, &v6) || (port.n > 0 && !port_read(port, &out->port)))
        return no(why, "The port is not between 1 and 65535.");
    if (!v6)
        return host_read(host, out, why);
    if (!host_copy(host, out) || !literal_v6(out))
        return no(why, "The IPv6 address does not read.");
    return true;
}

/* Path and query: visible ASCII that RFC 3986 allows, and whole escapes. */
static bool rest_fits(struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c <= ' ' || c > '~' || strchr("\"<>\\^`{|}", c) != NULL)
            return false;
        if (c == '%' && (i + 2 >= text.n || !is_hex(text.p[i + 1]) || !is_hex(text.p[i + 2])))
            return false;
    }
    return true;
}

bool url_read(struct slice text, struct url *out, const char **why)
{
    size_t n = 0;

    *out = (struct url){0};
    if (text.n > URL_MAX)
        return no(why, "The URL is longer than 2,000 bytes.");
    if (text.n > 0 && memchr(text.p, '#', text.n) != NULL)
        return no(why, "The URL has a fragment (#).");
    if (!scheme_read(&text, out))
        return no(why, "The URL does not begin with https:// and a host.");
    while (n < text.n && text.p[n] != '/' && text.p[n] != '?')
        n++;
    out->rest = (struct slice){text.p + n, text.n - n};
    if (!rest_fits(out->rest))
        return no(why, "The URL's path or query has a character that must be escaped.");
    return authority_read((struct slice){text.p, n}, out, why);
}

void url_write(const struct url *url, struct buf *out)
{
    bool v6 = url->literal && url->address.any.sa_family == AF_INET6;

    buf_printf(out, "%s%s%s%s:%u", schemes[url->scheme].prefix, v6 ? "[" : "", url->host,
               v6 ? "]" : "", (unsigned)url->port);
    if (url->rest.n == 0 || url->rest.p[0] != '/')
        buf_add_char(out, '/');
    buf_add_slice(out, url->rest);
}

bool guard_url(struct slice text, const char **why)
{
    struct url url;

    if (!url_read(text, &url, why))
        return false;
    if (url.scheme != URL_HTTPS && !(url.scheme == URL_HTTP && setting_bool("outbound_plain")))
        return no(why, "The URL does not begin with https:// and a host; the exchange's setting "
                       "outbound_plain allows http:// in closed networks.");
    if (url.literal && !guard_allows(&url.address.any))
        return no(why, "The address is not on the public Internet; the exchange's setting "
                       "outbound_allow names networks that are called all the same.");
    return true;
}
