/* The address guard: which addresses may be called at all.
 *
 * Its one rule: what is not known to be globally reachable is refused. Of IPv6 that is everything
 * outside 2000::/3, and the special blocks inside it; an IPv4 address inside an IPv6 one is judged
 * as IPv4. Asked three times: for a literal in a URL, for each address of a name, and by the socket
 * that is about to connect. */
#include "leadx/out/guard.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"

enum { NETWORKS_MAX = 64, NETWORK_TEXT = 64 };

struct network {
    int family;
    uint8_t address[16];
    unsigned bits;
};

/* IANA's IPv4 special-purpose registry, multicast and the reserved class E. The few hosts that
 * registry calls reachable inside these blocks (192.0.0.9, 192.0.0.10) take no calls of this kind.
 */
static const struct network refused_v4[] = {
    {AF_INET, {0}, 8},            /* this network */
    {AF_INET, {10}, 8},           /* private */
    {AF_INET, {100, 64}, 10},     /* shared by a provider's customers */
    {AF_INET, {127}, 8},          /* loopback */
    {AF_INET, {169, 254}, 16},    /* link-local; cloud metadata */
    {AF_INET, {172, 16}, 12},     /* private */
    {AF_INET, {192, 0, 0}, 24},   /* protocol assignments */
    {AF_INET, {192, 0, 2}, 24},   /* documentation */
    {AF_INET, {192, 88, 99}, 24}, /* 6to4 relays, withdrawn */
    {AF_INET, {192, 168}, 16},    /* private */
    {AF_INET, {198, 18}, 15},     /* benchmarks */
    {AF_INET, {198, 51, 100}, 24},
    {AF_INET, {203, 0, 113}, 24},
    {AF_INET, {224}, 4}, /* multicast */
    {AF_INET, {240}, 4}, /* reserved, and the broadcast address */
};

static const struct network global_v6 = {AF_INET6, {0x20}, 3};
/* Inside 2000::/3. 2001::/23 holds Teredo, benchmarks, ORCHIDs; 2002::/16 (6to4) reaches any IPv4
 * address through relays nobody should use: both are refused whole, whatever stands inside. */
static const struct network refused_v6[] = {
    {AF_INET6, {0x20, 0x01}, 23},
    {AF_INET6, {0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {AF_INET6, {0x20, 0x02}, 16},
    {AF_INET6, {0x3f, 0xff}, 20}, /* documentation */
};
static const struct network mapped = {AF_INET6, {[10] = 0xff, 0xff}, 96};
static const struct network nat64 = {AF_INET6, {0x00, 0x64, 0xff, 0x9b}, 96};

static struct network allowed[NETWORKS_MAX];
static size_t n_allowed;

static bool network_has(const struct network *network, int family, const uint8_t *address)
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;

    if (network->family != family || memcmp(network->address, address, whole) != 0)
        return false;
    return rest == 0 || (network->address[whole] ^ address[whole]) >> (8 - rest) == 0;
}

static bool networks_have(const struct network *networks, size_t n, int family,
                          const uint8_t *address)
{
    for (size_t i = 0; i < n; i++)
        if (network_has(&networks[i], family, address))
            return true;
    return false;
}

static bool global_v4(const uint8_t address[4])
{
    return !networks_have(refused_v4, sizeof refused_v4 / sizeof *refused_v4, AF_INET, address);
}

static bool allows(int family, const uint8_t *address)
{
    if (networks_have(allowed, n_allowed, family, address))
        return true;
    if (family == AF_INET)
        return global_v4(address);
    if (network_has(&nat64, AF_INET6, address))
        return global_v4(address + 12);
    return network_has(&global_v6, AF_INET6, address) &&
           !networks_have(refused_v6, sizeof refused_v6 / sizeof *refused_v6, AF_INET6, address);
}

bool guard_allows(const struct sockaddr *address)
{
    const uint8_t *v6;

    if (address->sa_family == AF_INET)
        return allows(AF_INET, (const uint8_t *)&((const struct sockaddr_in *)address)->sin_addr);
    if (address->sa_family != AF_INET6)
        return false;
    v6 = ((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr;
    return network_has(&mapped, AF_INET6, v6) ? allows(AF_INET, v6 + 12) : allows(AF_INET6, v6);
}

/* --- The setting outbound_allow --- */

static bool bits_read(const char *text, unsigned most, unsigned *bits)
{
    char *end;

    if (text == NULL) {
        *bits = most;
        return true;
    }
    if (*text < '0' || *text > '9')
        return false;
    *bits = (unsigned)strtoul(text, &end, 10);
    return *end == '\0' && end - text <= 3 && *bits <= most;
}

/* Nothing to the right of the prefix: 10.1.2.3/8 is more likely a slip than a wish. */
static bool network_exact(const struct network *network, unsigned most)
{
    for (unsigned bit = network->bits; bit < most; bit++)
        if (network->address[bit / 8] & (0x80 >> bit % 8))
            return false;
    return true;
}

static bool network_read(struct slice text, struct network *out)
{
    char copy[NETWORK_TEXT], *slash;
    unsigned most;

    if (text.n == 0 || text.n >= sizeof copy || memchr(text.p, '\0', text.n) != NULL)
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    if ((slash = strchr(copy, '/')) != NULL)
        *slash++ = '\0';
    *out = (struct network){.family = strchr(copy, ':') == NULL ? AF_INET : AF_INET6};
    most = out->family == AF_INET ? 32 : 128;
    return inet_pton(out->family, copy, out->address) == 1 && bits_read(slash, most, &out->bits) &&
           network_exact(out, most);
}

bool guard_configure(const char *allow, char *err, size_t err_size)
{
    struct network found[NETWORKS_MAX];
    size_t n = 0;

    for (const char *p = allow; *p != '\0'; p += *p == ',') {
        size_t length = strcspn(p, ",");
        struct slice text = slice_trim((struct slice){p, length});

        p += length;
        if (text.n == 0)
            continue;
        if (n == NETWORKS_MAX || !network_read(text, &found[n])) {
            snprintf(err, err_size,
                     "outbound_allow: \"%.*s\" is not a network like 10.0.0.0/8 or fd00::/8%s",
                     (int)(text.n > NETWORK_TEXT ? NETWORK_TEXT : text.n), text.p,
                     n == NETWORKS_MAX ? " that still fits: 64 are the most" : "");
            return false;
        }
        n++;
    }
    memcpy(allowed, found, n * sizeof *found);
    n_allowed = n;
    return true;
}
