/* The grammar of single values in a request head, character by character.
 *
 * Rule: each class of characters is one table or one line that can be held beside the RFC's ABNF.
 * Only gate.c calls this. */
#include "gate_field.h"

#include <string.h>

enum {
    TOKEN = 1,  /* RFC 9110: tchar */
    PATH = 2,   /* RFC 3986: pchar and '/', without '%' */
    NAMED = 4,  /* RFC 3986: reg-name, without '%' */
    VALUE = 8,  /* field-vchar, space, tab, obs-text */
    QUERY = 16, /* visible ASCII without '#': browsers send more raw here than RFC 3986 allows */
};

static uint8_t class_of(unsigned char c)
{
    bool alnum = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z' && c < 128);
    bool visible = c > 32 && c < 127;
    uint8_t is = 0;

    if (alnum || (visible && strchr("!#$%&'*+-.^_`|~", c) != NULL))
        is |= TOKEN;
    if (alnum || (visible && strchr("-._~!$&'()*+,;=", c) != NULL))
        is |= PATH | NAMED;
    if (c == ':' || c == '@' || c == '/')
        is |= PATH;
    if (visible || c == ' ' || c == '\t' || c >= 128)
        is |= VALUE;
    if (visible && c != '#')
        is |= QUERY;
    return is;
}

static const uint8_t *classes(void)
{
    static uint8_t table[256];

    if (table['a'] == 0)
        for (int c = 0; c < 256; c++)
            table[c] = class_of((unsigned char)c);
    return table;
}

static bool all_of(struct slice s, uint8_t class)
{
    const uint8_t *table = classes();

    for (size_t i = 0; i < s.n; i++)
        if ((table[(unsigned char)s.p[i]] & class) == 0)
            return false;
    return true;
}

bool gate_is_token_char(char c)
{
    return (classes()[(unsigned char)c] & TOKEN) != 0;
}

bool gate_is_token(struct slice s)
{
    return s.n > 0 && all_of(s, TOKEN);
}

bool gate_is_value(struct slice s)
{
    return all_of(s, VALUE);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* Characters of the class, or '%' with two hex digits. */
static bool all_of_or_encoded(struct slice s, uint8_t class)
{
    const uint8_t *table = classes();

    for (size_t i = 0; i < s.n; i++) {
        if ((table[(unsigned char)s.p[i]] & class) != 0)
            continue;
        if (s.p[i] != '%' || s.n - i < 3 || !is_hex(s.p[i + 1]) || !is_hex(s.p[i + 2]))
            return false;
        i += 2;
    }
    return true;
}

static bool is_port(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n <= 5;
}

/* What stands between the brackets of an IP literal: hex digits, colons and dots are all it can
 * hold. */
static bool is_ip_literal(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_hex(s.p[i]) && s.p[i] != ':' && s.p[i] != '.')
            return false;
    return s.n >= 2;
}

bool gate_is_authority(struct slice s)
{
    const char *end, *colon;

    if (s.n > 0 && s.p[0] == '[') {
        end = memchr(s.p, ']', s.n);
        if (end == NULL || !is_ip_literal((struct slice){s.p + 1, (size_t)(end - s.p) - 1}))
            return false;
        s.n -= (size_t)(end + 1 - s.p);
        s.p = end + 1;
        return s.n == 0 || (s.p[0] == ':' && is_port((struct slice){s.p + 1, s.n - 1}));
    }
    colon = memchr(s.p, ':', s.n);
    if (colon != NULL) {
        if (!is_port((struct slice){colon + 1, (size_t)(s.p + s.n - colon) - 1}))
            return false;
        s.n = (size_t)(colon - s.p);
    }
    return s.n > 0 && s.n <= 255 && all_of_or_encoded(s, NAMED);
}

bool gate_length_read(struct slice s, uint64_t *out)
{
    *out = 0;
    if (s.n == 0 || s.n > 18)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(s.p[i] - '0');
    }
    return true;
}

bool gate_list_has(struct slice list, struct slice token)
{
    while (list.n > 0) {
        const char *comma = memchr(list.p, ',', list.n);
        size_t n = comma == NULL ? list.n : (size_t)(comma - list.p);

        if (slice_is_nocase(slice_trim((struct slice){list.p, n}), token))
            return true;
        n += comma != NULL;
        list.p += n;
        list.n -= n;
    }
    return false;
}

bool gate_method_read(struct slice s, enum method *out)
{
    static const struct {
        struct slice name;
        enum method method;
    } known[] = {
        {{"GET", 3}, METHOD_GET},         {{"HEAD", 4}, METHOD_HEAD},
        {{"POST", 4}, METHOD_POST},       {{"PUT", 3}, METHOD_PUT},
        {{"PATCH", 5}, METHOD_PATCH},     {{"DELETE", 6}, METHOD_DELETE},
        {{"OPTIONS", 7}, METHOD_OPTIONS},
    };

    *out = METHOD_OTHER;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (slice_is(s, known[i].name))
            *out = known[i].method;
    return s.n <= 32 && gate_is_token(s);
}

/* Cuts "http://host" off an absolute form, which a server has to take (RFC 9112, section 3.2.2). */
static bool absolute_cut(struct slice *target)
{
    static const struct slice schemes[] = {{"https://", 8}, {"http://", 7}};

    for (size_t i = 0; i < 2; i++) {
        struct slice scheme = schemes[i], rest;
        size_t n = 0;

        if (target->n <= scheme.n || !slice_is_nocase((struct slice){target->p, scheme.n}, scheme))
            continue;
        rest = (struct slice){target->p + scheme.n, target->n - scheme.n};
        while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
            n++;
        if (!gate_is_authority((struct slice){rest.p, n}))
            return false;
        *target = n == rest.n ? SLICE("/") : (struct slice){rest.p + n, rest.n - n};
        return true;
    }
    return false;
}

bool gate_target_read(struct slice *target, enum method method)
{
    const char *mark;
    size_t path_n;

    if (slice_is(*target, SLICE("*")))
        return method == METHOD_OPTIONS;
    if (target->n == 0 || (target->p[0] != '/' && !absolute_cut(target)))
        return false;
    mark = memchr(target->p, '?', target->n);
    path_n = mark == NULL ? target->n : (size_t)(mark - target->p);
    return all_of_or_encoded((struct slice){target->p, path_n}, PATH) &&
           all_of((struct slice){target->p + path_n, target->n - path_n}, QUERY);
}
