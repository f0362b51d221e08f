/* E-mail addresses (RFC 5321, RFC 5890).
 *
 * Its one rule: what two senders may write differently for one mailbox comes out the same, and what
 * no mail server would take is refused. Quoted and UTF-8 local parts are refused: hardly anybody's
 * address, and many systems down the line break on them. Called by intake for contacts and by
 * field_read. */
#include "leadx/core/normalise.h"

#include <ctype.h>
#include <idn2.h>
#include <string.h>

enum { RAW_MAX = 512, ADDRESS_MAX = 254, LOCAL_MAX = 64, LABEL_MAX = 63 };

static bool is_atext(unsigned char c)
{
    return isalnum(c) || (c != '\0' && strchr("!#$%&'*+/=?^_`{|}~-", c) != NULL);
}

/* dot-atom, RFC 5321, section 4.1.2 */
static bool local_ok(struct slice local)
{
    bool dot = true; /* none at the start, none beside another, none at the end */

    if (local.n == 0 || local.n > LOCAL_MAX)
        return false;
    for (size_t i = 0; i < local.n; i++) {
        unsigned char c = (unsigned char)local.p[i];

        if (c > 127 || (c == '.' ? dot : !is_atext(c)))
            return false;
        dot = c == '.';
    }
    return !dot;
}

static bool label_ok(struct slice label)
{
    if (label.n == 0 || label.n > LABEL_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-')
        return false;
    for (size_t i = 0; i < label.n; i++)
        if (!isalnum((unsigned char)label.p[i]) && label.p[i] != '-')
            return false;
    return true;
}

/* Letters, digits, hyphens; two labels or more, the last not all digits (that would be an address).
 */
static bool domain_ok(struct slice domain)
{
    struct slice label = SLICE_NONE;
    size_t labels = 0;
    bool digits = true;

    for (size_t at = 0; at <= domain.n; at += label.n + 1, labels++) {
        const char *dot = memchr(domain.p + at, '.', domain.n - at);

        label.p = domain.p + at;
        label.n = dot == NULL ? domain.n - at : (size_t)(dot - label.p);
        if (!label_ok(label))
            return false;
    }
    for (size_t i = 0; i < label.n; i++)
        digits = digits && isdigit((unsigned char)label.p[i]);
    return labels >= 2 && !digits;
}

/* True when the plain way (small letters) is not enough: other scripts, or labels that claim to be.
 */
static bool needs_idna(const char *domain)
{
    for (const char *p = domain; *p != '\0'; p++)
        if ((unsigned char)*p > 127)
            return true;
    return strstr(domain, "xn--") != NULL;
}

/* The domain in small A-labels, from the pool; NULL: not one. */
static const char *domain_normalise(struct pool *pool, struct slice domain)
{
    char *text = pool_copy(pool, domain), *ascii = NULL;

    for (char *p = text; *p != '\0'; p++)
        *p = (char)((unsigned char)*p <= 127 ? tolower((unsigned char)*p) : *p);
    if (needs_idna(text)) {
        int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES;

        if (idn2_lookup_u8((const uint8_t *)text, (uint8_t **)&ascii, flags) != IDN2_OK)
            return NULL;
        text = pool_strdup(pool, ascii);
        idn2_free(ascii);
    }
    return domain_ok(slice_of(text)) ? text : NULL;
}

const char *email_normalise(struct pool *pool, struct slice text)
{
    const char *at, *domain;
    struct slice local, rest;
    char *out;

    text = slice_trim(text);
    if (text.n == 0 || text.n > RAW_MAX || memchr(text.p, '\0', text.n) != NULL)
        return NULL;
    at = memrchr(text.p, '@', text.n);
    if (at == NULL)
        return NULL;
    local = (struct slice){text.p, (size_t)(at - text.p)};
    rest = (struct slice){at + 1, text.n - local.n - 1};
    if (!local_ok(local))
        return NULL;
    domain = domain_normalise(pool, rest);
    if (domain == NULL || local.n + 1 + strlen(domain) > ADDRESS_MAX)
        return NULL;
    out = pool_printf(pool, "%.*s@%s", (int)local.n, local.p, domain);
    for (size_t i = 0; i < local.n; i++)
        out[i] = (char)tolower((unsigned char)out[i]);
    return out;
}

/* "a***@e***.com": the domain may be a person's own name. */
const char *email_mask(struct pool *pool, struct slice email)
{
    const char *text = pool_copy(pool, email), *at = strrchr(text, '@'), *tld = strrchr(text, '.');

    if (at == NULL || at == text || tld == NULL || tld < at + 2)
        return "***";
    return pool_printf(pool, "%c***@%c***%s", text[0], at[1], tld);
}
