/* Faults of somebody's input, collected.
 *
 * Its one rule: the list is bounded and its texts are ours: a pointer may carry the sender's field
 * names, a message never a value. Called while reading bodies and files; http/reply prints them. */
#include "leadx/base/fault.h"

#include <stdarg.h>
#include <string.h>

void faults_init(struct faults *f, struct pool *pool)
{
    f->pool = pool;
    f->n = f->dropped = 0;
}

void fault_add(struct faults *f, const char *pointer, const char *code, const char *fmt, ...)
{
    struct fault *fault;
    va_list args;

    if (f->n == FAULTS_MAX) {
        f->dropped++;
        return;
    }
    fault = &f->items[f->n++];
    fault->pointer = pool_strdup(f->pool, pointer);
    fault->code = pool_strdup(f->pool, code);
    va_start(args, fmt);
    fault->message = pool_vprintf(f->pool, fmt, args);
    va_end(args);
}

const char *fault_pointer(struct faults *f, const char *base, const char *key)
{
    size_t n = strlen(base);
    char *start = pool_alloc(f->pool, n + 1 + 2 * strlen(key) + 1);
    char *to = start + n;

    memcpy(start, base, n);
    *to++ = '/';
    for (; *key != '\0'; key++) {
        if (*key == '~' || *key == '/') {
            *to++ = '~';
            *to++ = *key == '~' ? '0' : '1';
        } else {
            *to++ = *key;
        }
    }
    *to = '\0';
    return start;
}
