/* Parsers of single values: decimals, points, postcodes, web addresses.
 *
 * Its one rule: exact or refused; no floating point, nothing rounded. Called by field_read.c. */
#include "field_parse.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EXPONENT_MAX = 30, URL_MAX = 2048, HOST_MAX = 253, LABEL_MAX = 63 };

static const int64_t decimal_limit = INT64_C(1000000000000) * DECIMAL_ONE;

static size_t digits_at(struct slice s, size_t at)
{
    size_t n = 0;

    while (at + n < s.n && isdigit((unsigned char)s.p[at + n]))
        n++;
    return n;
}

/* "e-3" at the end of a number; 0 when there is none. false: malformed or absurd. */
static bool exponent_parse(struct slice s, int64_t *out)
{
    *out = 0;
    if (s.n == 0)
        return true;
    if (s.p[0] != 'e' && s.p[0] != 'E')
        return false;
    s = (struct slice){s.p + 1, s.n - 1};
    if (s.n > 1 && s.p[0] == '+' && s.p[1] != '-')
        s = (struct slice){s.p + 1, s.n - 1};
    return slice_to_int64(s, out) && *out >= -EXPONENT_MAX && *out <= EXPONENT_MAX;
}

/* Takes one more digit that stands for 10^place; false when it cannot be held. */
static bool digit_add(int64_t *sum, char c, int64_t place)
{
    int64_t one = 1;

    if (c == '0')
        return true;
    if (place < -DECIMAL_DIGITS || place > 11)
        return false;
    for (int64_t i = -DECIMAL_DIGITS; i < place; i++)
        one *= 10;
    *sum += (c - '0') * one; /* at most 18 digits: stays below 10^18 */
    return true;
}

bool decimal_parse(struct slice s, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    size_t start = negative, whole = digits_at(s, start), part = 0, end = start + whole;
    int64_t exponent, sum = 0;

    if (whole == 0 || whole > 40 || (whole > 1 && s.p[start] == '0'))
        return false;
    if (end < s.n && s.p[end] == '.') {
        part = digits_at(s, end + 1);
        end += 1 + part;
        if (part == 0 || part > 40)
            return false;
    }
    if (!exponent_parse((struct slice){s.p + end, s.n - end}, &exponent))
        return false;
    for (size_t i = 0; i < whole; i++)
        if (!digit_add(&sum, s.p[start + i], (int64_t)(whole - 1 - i) + exponent))
            return false;
    for (size_t i = 0; i < part; i++)
        if (!digit_add(&sum, s.p[start + whole + 1 + i], exponent - 1 - (int64_t)i))
            return false;
    *out = negative ? -sum : sum;
    return sum < decimal_limit;
}

const char *decimal_format(struct pool *pool, int64_t value)
{
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char *text = pool_printf(pool, "%s%" PRIu64 ".%06" PRIu64, value < 0 ? "-" : "",
                             size / DECIMAL_ONE, size % DECIMAL_ONE);
    size_t n = strlen(text);

    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    text[n] = '\0';
    return text;
}

bool point_parse(struct slice s, int64_t *lat, int64_t *lon)
{
    const char *comma = s.n == 0 ? NULL : memchr(s.p, ',', s.n);
    struct slice first, second;

    if (comma == NULL)
        return false;
    first = (struct slice){s.p, (size_t)(comma - s.p)};
    second = (struct slice){comma + 1, s.n - first.n - 1};
    return decimal_parse(slice_trim(first), lat) && decimal_parse(slice_trim(second), lon) &&
           llabs(*lat) <= INT64_C(90) * DECIMAL_ONE && llabs(*lon) <= INT64_C(180) * DECIMAL_ONE;
}

bool postcode_canonical(char *p)
{
    char before = ' '; /* so that it cannot start with a space or hyphen */

    for (; *p != '\0'; p++) {
        if (isalnum((unsigned char)*p))
            *p = (char)toupper((unsigned char)*p);
        else if ((*p != ' ' && *p != '-') || before == ' ' || before == '-')
            return false;
        before = *p;
    }
    return before != ' ' && before != '-';
}

/* Letters, digits and inner hyphens or underscores, in labels; a dotted IPv4 address fits too. */
static bool host_name_ok(struct slice host)
{
    size_t label = 0;

    if (host.n == 0 || host.n > HOST_MAX)
        return false;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];

        if (c == '.' && label == 0)
            return false;
        label = c == '.' ? 0 : label + 1;
        if (label > LABEL_MAX ||
            !(isalnum((unsigned char)c) || c == '.' || c == '_' || (c == '-' && label > 1)))
            return false;
    }
    return host.p[host.n - 1] != '-';
}

/* "[2001:db8::1]": hex digits, colons and dots in brackets. */
static bool host_literal_ok(struct slice host)
{
    if (host.n < 4 || host.n > 47 || host.p[0] != '[' || host.p[host.n - 1] != ']')
        return false;
    for (size_t i = 1; i < host.n - 1; i++)
        if (!isxdigit((unsigned char)host.p[i]) && host.p[i] != ':' && host.p[i] != '.')
            return false;
    return memchr(host.p, ':', host.n) != NULL;
}

static bool port_ok(struct slice port)
{
    int64_t value;

    return port.n <= 5 && slice_to_int64(port, &value) && value >= 1 && value <= 65535;
}

/* Bytes of the host at the start of an authority: up to a port, a literal with its brackets. */
static size_t host_length(const char *authority, size_t n)
{
    const char *end = memchr(authority, authority[0] == '[' ? ']' : ':', n);

    if (end == NULL)
        return n;
    return (size_t)(end - authority) + (*end == ']');
}

/* Bytes of "https://" at the start, 0: neither that nor "http://". */
static size_t scheme_length(const char *p)
{
    if (strncasecmp(p, "https://", 8) == 0)
        return 8;
    return strncasecmp(p, "http://", 7) == 0 ? 7 : 0;
}

static bool url_bytes_ok(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] <= ' ' || p[i] == 127 || strchr("\"<>\\^`{|}", p[i]) != NULL)
            return false;
    return n <= URL_MAX;
}

bool url_canonical(char *p, size_t n)
{
    size_t start = scheme_length(p), end, host;
    struct slice name, port;

    if (start == 0 || !url_bytes_ok(p, n))
        return false;
    end = start + strcspn(p + start, "/?#");
    host = host_length(p + start, end - start);
    for (size_t i = 0; i < start + host; i++)
        p[i] = (char)tolower((unsigned char)p[i]);
    name = (struct slice){p + start, host};
    port = (struct slice){p + start + host, end - start - host};
    if (port.n > 0 && (port.p[0] != ':' || !port_ok((struct slice){port.p + 1, port.n - 1})))
        return false;
    return host_name_ok(name) || host_literal_ok(name);
}
