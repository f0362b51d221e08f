/* Arena: many small allocations that die together, as one request's do. Not thread safe. */
#ifndef LEADX_BASE_POOL_H
#define LEADX_BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

#include "leadx/base/slice.h"

struct pool;

/* block: first block's size in bytes, rounded up to a power of two; 0 = 4 KiB. Blocks are recycled
 * through a small free list. pool_free takes NULL. */
struct pool *pool_new(size_t block);
void pool_free(struct pool *pool);
/* Forgets everything but keeps the first block. */
void pool_reset(struct pool *pool);
/* 16-byte aligned, never NULL, alive until reset or free. pool_zero clears it. */
void *pool_alloc(struct pool *pool, size_t size) __attribute__((returns_nonnull));
void *pool_zero(struct pool *pool, size_t size) __attribute__((returns_nonnull));
char *pool_strdup(struct pool *pool, const char *s) __attribute__((returns_nonnull));
/* Copies and terminates. */
char *pool_copy(struct pool *pool, struct slice s) __attribute__((returns_nonnull));
char *pool_printf(struct pool *pool, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));
char *pool_vprintf(struct pool *pool, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0), returns_nonnull));
/* Bytes handed out since the last reset, for metrics and limits. */
size_t pool_used(const struct pool *pool);

#endif
