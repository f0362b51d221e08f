/* Merkle trees over rows of the books (RFC 6962, section 2.1).
 *
 * Its one rule: a tree that grows never holds more than one hash a level, so that a year is
 * verified in the memory of a day's path. Called by the tool's verifier; the database makes the
 * same trees in schema/functions/ledger_days.sql. */
#include "leadx/core/merkle.h"

#include <assert.h>
#include <string.h>

void merkle_leaf(struct slice data, uint8_t out[SHA256_SIZE])
{
    digest_sha256_pair(SLICE("\0"), data, out);
}

void merkle_node(const uint8_t left[SHA256_SIZE], const uint8_t right[SHA256_SIZE],
                 uint8_t out[SHA256_SIZE])
{
    uint8_t both[1 + 2 * SHA256_SIZE] = {1};

    memcpy(both + 1, left, SHA256_SIZE);
    memcpy(both + 1 + SHA256_SIZE, right, SHA256_SIZE);
    digest_sha256((struct slice){(const char *)both, sizeof both}, out);
}

/* As counting: a full level carries over to the next. */
void merkle_add(struct merkle *m, const uint8_t leaf[SHA256_SIZE])
{
    uint8_t carry[SHA256_SIZE];
    int i = 0;

    memcpy(carry, leaf, SHA256_SIZE);
    for (; (m->n >> i & 1) != 0; i++)
        merkle_node(m->level[i], carry, carry);
    assert(i < MERKLE_LEVELS);
    memcpy(m->level[i], carry, SHA256_SIZE);
    m->n++;
}

void merkle_root(const struct merkle *m, uint8_t out[SHA256_SIZE])
{
    bool any = false;

    digest_sha256(SLICE(""), out);
    for (int i = 0; i < MERKLE_LEVELS; i++) {
        if ((m->n >> i & 1) == 0)
            continue;
        if (any)
            merkle_node(m->level[i], out, out);
        else
            memcpy(out, m->level[i], SHA256_SIZE);
        any = true;
    }
}

bool merkle_climb(const uint8_t leaf[SHA256_SIZE], uint64_t at, uint64_t n,
                  const uint8_t (*path)[SHA256_SIZE], size_t n_path, uint8_t out[SHA256_SIZE])
{
    size_t used = 0;

    if (at >= n)
        return false;
    memcpy(out, leaf, SHA256_SIZE);
    for (; n > 1; at /= 2, n = (n + 1) / 2) {
        if ((at ^ 1) >= n) /* left over at the end of its level */
            continue;
        if (used == n_path)
            return false;
        if (at % 2 == 1)
            merkle_node(path[used], out, out);
        else
            merkle_node(out, path[used], out);
        used++;
    }
    return used == n_path;
}

size_t merkle_path(uint8_t (*leaves)[SHA256_SIZE], size_t n, size_t at,
                   uint8_t path[MERKLE_LEVELS][SHA256_SIZE])
{
    size_t n_path = 0;

    for (; n > 1; at /= 2, n = (n + 1) / 2) {
        if ((at ^ 1) < n)
            memcpy(path[n_path++], leaves[at ^ 1], SHA256_SIZE);
        for (size_t i = 0; i < n; i += 2) {
            if (i + 1 < n)
                merkle_node(leaves[i], leaves[i + 1], leaves[i / 2]);
            else
                memmove(leaves[i / 2], leaves[i], SHA256_SIZE);
        }
    }
    return n_path;
}
