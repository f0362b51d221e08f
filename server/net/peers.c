/* Connections counted by address: a table with chains, one entry for each address that has a
 * connection.
 *
 * Rule: entries live exactly as long as connections do, so the bound on connections bounds the
 * table. The hash is keyed at random: addresses are the peers' choice. net/listen enters, net/conn
 * leaves. */
#include "leadx/net/peers.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/digest.h"
#include "leadx/base/mem.h"

enum { PEERS_SLOTS = 4096 };

struct entry {
    uint8_t key[16];
    size_t count;
    struct entry *next;
};

static struct entry *slots[PEERS_SLOTS];
static uint64_t seed[2];

static size_t slot_of(const uint8_t key[16])
{
    uint64_t half[2];

    while (seed[0] == 0)
        random_bytes(seed, sizeof seed);
    memcpy(half, key, sizeof half);
    half[0] = (half[0] ^ seed[0]) * 0x9e3779b97f4a7c15u;
    half[1] = (half[1] ^ seed[1] ^ (half[0] >> 29)) * 0xbf58476d1ce4e5b9u;
    return (half[1] ^ (half[1] >> 32)) % PEERS_SLOTS;
}

static struct entry **entry_find(const uint8_t key[16])
{
    struct entry **at = &slots[slot_of(key)];

    while (*at != NULL && memcmp((*at)->key, key, 16) != 0)
        at = &(*at)->next;
    return at;
}

static void peer_of_ipv4(struct peer *peer, const void *address)
{
    peer->key[0] = 4;
    memcpy(peer->key + 12, address, 4);
    inet_ntop(AF_INET, address, peer->text, sizeof peer->text);
}

void peer_of(struct peer *peer, const struct sockaddr *address)
{
    const struct sockaddr_in *in4 = (const void *)address;
    const struct sockaddr_in6 *in6 = (const void *)address;

    memset(peer, 0, sizeof *peer);
    if (address->sa_family == AF_INET) {
        peer_of_ipv4(peer, &in4->sin_addr);
    } else if (address->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)) {
        peer_of_ipv4(peer, in6->sin6_addr.s6_addr + 12);
    } else if (address->sa_family == AF_INET6) {
        peer->key[0] = 6;
        memcpy(peer->key + 8, &in6->sin6_addr, 8);
        inet_ntop(AF_INET6, &in6->sin6_addr, peer->text, sizeof peer->text);
    } else {
        snprintf(peer->text, sizeof peer->text, "unix");
    }
}

bool peers_enter(const struct peer *peer, size_t max)
{
    struct entry **at = entry_find(peer->key);

    assert(max > 0);
    if (peer->key[0] == 0)
        return true;
    if (*at == NULL) {
        *at = mem_zero(1, sizeof **at);
        memcpy((*at)->key, peer->key, sizeof peer->key);
    }
    if ((*at)->count >= max)
        return false;
    (*at)->count++;
    return true;
}

void peers_leave(const struct peer *peer)
{
    struct entry **at = entry_find(peer->key), *entry = *at;

    if (peer->key[0] == 0)
        return;
    assert(entry != NULL && entry->count > 0);
    if (--entry->count > 0)
        return;
    *at = entry->next;
    free(entry);
}
