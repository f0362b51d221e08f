/* Merkle trees as RFC 6962, section 2.1, has them: leaf = SHA-256(0x00 || data), node =
 * SHA-256(0x01
 * || left || right); what is left over at the end of a level goes up as it is. */
#ifndef LEADX_CORE_MERKLE_H
#define LEADX_CORE_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/digest.h"
#include "leadx/base/slice.h"

enum { MERKLE_LEVELS = 64 };

/* A tree that grows at its end; keeps one complete subtree a level. All zero = empty. */
struct merkle {
    uint64_t n; /* leaves so far; bit i set: level[i] holds a complete subtree of 2^i */
    uint8_t level[MERKLE_LEVELS][SHA256_SIZE];
};

void merkle_leaf(struct slice data, uint8_t out[SHA256_SIZE]);
void merkle_node(const uint8_t left[SHA256_SIZE], const uint8_t right[SHA256_SIZE],
                 uint8_t out[SHA256_SIZE]);
void merkle_add(struct merkle *m, const uint8_t leaf[SHA256_SIZE]);
/* The root of what is in it; of nothing: SHA-256 of nothing. The tree may go on growing. */
void merkle_root(const struct merkle *m, uint8_t out[SHA256_SIZE]);

/* The root that leaf number at (from 0) of n comes to with the given neighbours, nearest first.
 * false: that many neighbours do not fit such a tree. */
bool merkle_climb(const uint8_t leaf[SHA256_SIZE], uint64_t at, uint64_t n,
                  const uint8_t (*path)[SHA256_SIZE], size_t n_path, uint8_t out[SHA256_SIZE]);
/* The neighbours of leaf number at among n leaves, nearest first; leaves are overwritten. Returns
 * how many, at most MERKLE_LEVELS. */
size_t merkle_path(uint8_t (*leaves)[SHA256_SIZE], size_t n, size_t at,
                   uint8_t path[MERKLE_LEVELS][SHA256_SIZE]);

#endif
