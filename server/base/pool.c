/* Arena: a chain of blocks that is filled from the front and freed at once.
 *
 * The pool itself lives in its first block, so that a pool that stays small costs one block, and
 * that block usually comes from the free list: a request then allocates nothing from the system.
 * Block sizes are powers of two, doubling along the chain; what is larger than the largest gets a
 * block of its own, never recycled. Its one rule: nothing is given back before reset or free.
 * Called wherever things die together. */
#include "leadx/base/pool.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "leadx/base/mem.h"

enum {
    POOL_ALIGN = 16,
    POOL_CLASSES = 7, /* 1 KiB to 64 KiB */
    POOL_SMALLEST = 1024,
    POOL_LARGEST = POOL_SMALLEST << (POOL_CLASSES - 1),
    POOL_DEFAULT = 4096,
};

/* Under the address sanitizer every block is freed for real, else it could not see a use after
 * free. */
#if defined(__SANITIZE_ADDRESS__)
#define POOL_KEEP 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_KEEP 0
#endif
#endif
#ifndef POOL_KEEP
#define POOL_KEEP                                                                                  \
    (1024 * 1024) /* most bytes kept in the free list: what a burst of requests needs again */
#endif

struct block {
    struct block *next;
    size_t size; /* whole block, header included */
    size_t fill; /* offset of the first free byte */
    size_t pad;  /* keeps what follows aligned */
};

struct pool {
    struct block *first, *current;
    size_t used;
    size_t pad;
};

static_assert(sizeof(struct block) % POOL_ALIGN == 0, "allocations follow the header");
static_assert(sizeof(struct pool) % POOL_ALIGN == 0, "allocations follow the pool");

/* A list a thread: pools may be used on any thread, each on one. */
static _Thread_local struct {
    struct block *list[POOL_CLASSES];
    size_t bytes;
} spare;

/* The list that holds blocks of this size; -1 for the large ones. */
static int size_class(size_t size)
{
    if (size > POOL_LARGEST)
        return -1;
    for (int c = 0;; c++)
        if (size <= (size_t)POOL_SMALLEST << c)
            return c;
}

static struct block *block_new(size_t size)
{
    int c = size_class(size);
    struct block *b = c < 0 ? NULL : spare.list[c];

    if (c >= 0)
        size = (size_t)POOL_SMALLEST << c;
    if (b != NULL) {
        spare.list[c] = b->next;
        spare.bytes -= b->size;
    } else {
        b = mem_alloc(size);
        b->size = size;
    }
    b->next = NULL;
    b->fill = sizeof *b;
    return b;
}

static void block_free(struct block *b)
{
    int c = size_class(b->size);

    if (c < 0 || spare.bytes + b->size > POOL_KEEP) {
        free(b);
        return;
    }
    b->next = spare.list[c];
    spare.list[c] = b;
    spare.bytes += b->size;
}

static void blocks_free(struct block *b)
{
    while (b != NULL) {
        struct block *next = b->next;

        block_free(b);
        b = next;
    }
}

struct pool *pool_new(size_t block)
{
    struct block *b = block_new(block == 0 ? POOL_DEFAULT : block);
    struct pool *pool = (struct pool *)((char *)b + b->fill);

    b->fill += sizeof *pool;
    *pool = (struct pool){.first = b, .current = b};
    return pool;
}

void pool_free(struct pool *pool)
{
    if (pool != NULL)
        blocks_free(pool->first); /* the pool is in there */
}

void pool_reset(struct pool *pool)
{
    struct block *first = pool->first;

    blocks_free(first->next);
    first->next = NULL;
    first->fill = sizeof *first + sizeof *pool;
    pool->current = first;
    pool->used = 0;
}

static void pool_grow(struct pool *pool, size_t need)
{
    size_t size = pool->current->size * 2;
    struct block *b;

    if (size > POOL_LARGEST)
        size = POOL_LARGEST;
    if (size < need + sizeof *b)
        size = need + sizeof *b;
    b = block_new(size);
    pool->current->next = b;
    pool->current = b;
}

void *pool_alloc(struct pool *pool, size_t size)
{
    size_t need = (size + POOL_ALIGN - 1) & ~(size_t)(POOL_ALIGN - 1);
    void *p;

    assert(size <= SIZE_MAX / 4);
    if (pool->current->size - pool->current->fill < need)
        pool_grow(pool, need);
    p = (char *)pool->current + pool->current->fill;
    pool->current->fill += need;
    pool->used += need;
    return p;
}

void *pool_zero(struct pool *pool, size_t size)
{
    return memset(pool_alloc(pool, size), 0, size);
}

char *pool_strdup(struct pool *pool, const char *s)
{
    return pool_copy(pool, slice_of(s));
}

char *pool_copy(struct pool *pool, struct slice s)
{
    char *p = pool_alloc(pool, s.n + 1);

    if (s.n > 0)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return p;
}

char *pool_vprintf(struct pool *pool, const char *fmt, va_list args)
{
    char small[256];
    va_list again;
    int n;
    char *p;

    va_copy(again, args);
    n = vsnprintf(small, sizeof small, fmt, args);
    assert(n >= 0);
    p = pool_alloc(pool, (size_t)n + 1);
    if ((size_t)n < sizeof small)
        memcpy(p, small, (size_t)n + 1);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p;
}

char *pool_printf(struct pool *pool, const char *fmt, ...)
{
    va_list args;
    char *p;

    va_start(args, fmt);
    p = pool_vprintf(pool, fmt, args);
    va_end(args);
    return p;
}

size_t pool_used(const struct pool *pool)
{
    return pool->used;
}
