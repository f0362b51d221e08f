/* Faults of somebody's input, collected.
 *
 * Its one rule: the list is bounded and its texts are ours: a pointer may carry the sender's field
 * names, a message never a value. Called while reading bodies and files; http/reply prints them. */
#include "leadx/base/fault.h"

#include <stdarg.h>
#include <string.h>

enum {
    SUBJECT_MAX = 80
}; /* bytes of a pointer that a sentence still names: senders make pointers long */

void faults_init(struct faults *f, struct pool *pool)
{
    f->pool = pool;
    f->n = f->dropped = 0;
}

/* "/caps/0/per" and "must be a text" make: Field "caps/0/per" must be a text. */
static const char *sentence(struct pool *pool, const char *pointer, const char *said)
{
    size_t n = strlen(said);
    const char *end = n > 0 && strchr(".!?", said[n - 1]) != NULL ? "" : ".";

    if (said[0] < 'a' || said[0] > 'z')
        return pool_printf(pool, "%s%s", said, end);
    if (pointer[0] == '\0')
        return pool_printf(pool, "The body %s%s", said, end);
    if (strlen(pointer) > SUBJECT_MAX)
        return pool_printf(pool, "This field %s%s", said, end);
    return pool_printf(pool, "Field \"%s\" %s%s", pointer + 1, said, end);
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
    fault->message = sentence(f->pool, fault->pointer, pool_vprintf(f->pool, fmt, args));
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
