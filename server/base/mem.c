/* Memory that cannot fail. Running out of memory is not a state this program can serve anybody in,
 * so the process says so and dies; the supervisor starts a fresh one. Every room calls this. */
#include "leadx/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No printf, no log: both may want memory. */
static void __attribute__((noreturn)) mem_exhausted(void)
{
    static const char text[] = "level=error subject=mem msg=\"out of memory\"\n";

    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        abort();
    abort();
}

void *mem_alloc(size_t size)
{
    void *p = malloc(size == 0 ? 1 : size);

    if (p == NULL)
        mem_exhausted();
    return p;
}

void *mem_zero(size_t count, size_t size)
{
    void *p = count == 0 || size == 0 ? calloc(1, 1)
                                      : calloc(count, size); /* calloc checks the product */

    if (p == NULL)
        mem_exhausted();
    return p;
}

void *mem_resize(void *old, size_t size)
{
    void *p = realloc(old, size == 0 ? 1 : size);

    if (p == NULL)
        mem_exhausted();
    return p;
}

char *mem_strdup(const char *s)
{
    size_t size = strlen(s) + 1;

    return memcpy(mem_alloc(size), s, size);
}

char *mem_text(const char *p, size_t n)
{
    char *text = mem_alloc(n + 1);

    if (n > 0)
        memcpy(text, p, n);
    text[n] = '\0';
    return text;
}

void mem_wipe(void *p, size_t size)
{
    if (size > 0)
        explicit_bzero(p, size);
}
