/* Memory that cannot fail: running out ends the process with a message, because no caller could do
 * better. */
#ifndef LEADX_BASE_MEM_H
#define LEADX_BASE_MEM_H

#include <stddef.h>

/* Each returns memory the caller frees with free(); never NULL. mem_zero clears it. */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));
void *mem_zero(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *mem_resize(void *old, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *s) __attribute__((malloc, returns_nonnull));
/* The n bytes and a terminator; they need none of their own. */
char *mem_text(const char *p, size_t n) __attribute__((malloc, returns_nonnull));

/* Overwrites secrets so that the compiler cannot drop the store. */
void mem_wipe(void *p, size_t size);

#endif
