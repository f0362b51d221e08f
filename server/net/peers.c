/* Connections counted by address and worker: a table with chains, one entry for each address that
 * has a connection at a worker.
 *
 * Rule: entries live exactly as long as connections do, so the bound on connections bounds the
 * table. It stands in the workers' shared memory, and any of them may die between two stores: an
 * entry is whole before a chain shows it. The hash is keyed at random: addresses are the peers'
 * choice. net/listen enters, net/conn leaves, the supervisor forgets a dead worker's. */
#include "leadx/net/peers.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/digest.h"
#include "leadx/base/shared.h"
#include "leadx/base/workers.h"

enum {
    CHAINS = 65536,
    ENTRIES_MAX = 1 << 20, /* more than max_connections can be */
};

struct entry {
    uint8_t key[16];
    uint32_t count;
    int32_t worker;
    uint32_t next; /* in its chain, or among the free; 0 ends */
};

struct table {
    uint64_t seed[2];      /* 0: not yet */
    uint32_t n_used, free; /* entries that ever were used; the first free one of them */
    uint32_t chains[CHAINS];
    struct entry entries[ENTRIES_MAX]; /* number 0 is none */
};

static struct table *table;

static uint32_t *chain_of(const uint8_t key[16])
{
    uint64_t half[2];

    while (table->seed[0] == 0)
        random_bytes(table->seed, sizeof table->seed);
    memcpy(half, key, sizeof half);
    half[0] = (half[0] ^ table->seed[0]) * 0x9e3779b97f4a7c15u;
    half[1] = (half[1] ^ table->seed[1] ^ (half[0] >> 29)) * 0xbf58476d1ce4e5b9u;
    return &table->chains[(half[1] ^ (half[1] >> 32)) % CHAINS];
}

/* The address' connections at all workers; *mine: the link to this worker's entry, or NULL. */
static size_t entries_sum(const uint8_t key[16], uint32_t **mine)
{
    size_t sum = 0;

    *mine = NULL;
    for (uint32_t *at = chain_of(key); *at != 0; at = &table->entries[*at].next) {
        struct entry *e = &table->entries[*at];

        if (memcmp(e->key, key, sizeof e->key) != 0)
            continue;
        sum += e->count;
        if (e->worker == worker_self())
            *mine = at;
    }
    return sum;
}

static void entry_add(const uint8_t key[16])
{
    uint32_t i = table->free, *chain = chain_of(key);

    if (i != 0)
        table->free = table->entries[i].next;
    else
        i = ++table->n_used;
    assert(i < ENTRIES_MAX);
    memcpy(table->entries[i].key, key, sizeof table->entries[i].key);
    table->entries[i].count = 1;
    table->entries[i].worker = worker_self();
    table->entries[i].next = *chain;
    __atomic_store_n(chain, i, __ATOMIC_RELEASE);
}

static void entry_remove(uint32_t *link)
{
    uint32_t i = *link;

    __atomic_store_n(link, table->entries[i].next, __ATOMIC_RELEASE);
    table->entries[i].next = table->free;
    __atomic_store_n(&table->free, i, __ATOMIC_RELEASE);
}

static void table_lock(void)
{
    if (table == NULL)
        table = shared_part(SHARED_PEERS, sizeof *table);
    shared_lock(SHARED_PEERS);
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
    uint32_t *mine;
    bool taken;

    assert(max > 0);
    if (peer->key[0] == 0)
        return true;
    table_lock();
    taken = entries_sum(peer->key, &mine) < max;
    if (taken && mine != NULL)
        table->entries[*mine].count++;
    else if (taken)
        entry_add(peer->key);
    shared_unlock(SHARED_PEERS);
    return taken;
}

void peers_leave(const struct peer *peer)
{
    uint32_t *mine;

    if (peer->key[0] == 0)
        return;
    table_lock();
    entries_sum(peer->key, &mine);
    assert(mine != NULL && table->entries[*mine].count > 0);
    if (--table->entries[*mine].count == 0)
        entry_remove(mine);
    shared_unlock(SHARED_PEERS);
}

void peers_forget(int worker)
{
    table_lock();
    for (size_t i = 0; i < CHAINS; i++)
        for (uint32_t *at = &table->chains[i]; *at != 0;)
            if (table->entries[*at].worker == worker)
                entry_remove(at);
            else
                at = &table->entries[*at].next;
    shared_unlock(SHARED_PEERS);
}
