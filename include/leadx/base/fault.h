/* What is wrong with somebody's input: one line a field, collected so that the sender sees all of
 * it at once. */
#ifndef LEADX_BASE_FAULT_H
#define LEADX_BASE_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/pool.h"

enum { FAULTS_MAX = 32 }; /* more are counted, not kept */

struct fault {
    const char *pointer; /* JSON Pointer (RFC 6901) to the value: "/contact/phone" */
    const char
        *code; /* stable: "missing_field", "invalid_field", "unknown_field", … (domain codes) */
    const char *message; /* a sentence that stands by itself; never repeats a personal value */
};

struct faults {
    struct pool *pool; /* owns pointers and messages */
    struct fault items[FAULTS_MAX];
    size_t n, dropped;
};

void faults_init(struct faults *f, struct pool *pool);
/* Every text is copied. pointer may be built with fault_pointer. What fmt says is either a
 * sentence, or in small letters what is said of the value ("must be true or false"): then the
 * field's name is put before it and a full stop behind, so that the message can stand without its
 * pointer. */
void fault_add(struct faults *f, const char *pointer, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* pointer "/" + key appended to base, "~" and "/" in key escaped as the RFC says. From the pool. */
const char *fault_pointer(struct faults *f, const char *base, const char *key);

#endif
