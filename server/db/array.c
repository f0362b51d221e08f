/* Binary one-dimensional arrays, in the layout of array_send: dimensions, has-null flag, element
 * type, length, lower bound; then each element as its length (-1 for null) and its bytes. All
 * integers big-endian.
 *
 * The header is kept as a gap of HEADER bytes and written by array_param. Reading checks every
 * length before the first element is handed out, so that array_next cannot run past the end. */
#include "leadx/db/array.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

enum {
    HEADER = 20,
    HEADER_EMPTY = 12
}; /* an empty array has no dimension, so no length and bound */

static void put32(char *at, uint32_t v)
{
    v = htobe32(v);
    memcpy(at, &v, sizeof v);
}

static int32_t get32(const uint8_t *at)
{
    uint32_t v;

    memcpy(&v, at, sizeof v);
    return (int32_t)be32toh(v);
}

void array_init(struct array *a, enum array_type type)
{
    *a = (struct array){.type = type};
    buf_init(&a->bytes, 0);
    array_clear(a);
}

void array_clear(struct array *a)
{
    buf_clear(&a->bytes);
    buf_add(&a->bytes, (char[HEADER]){0}, HEADER);
    a->count = 0;
    a->has_null = false;
}

void array_free(struct array *a)
{
    buf_free(&a->bytes);
}

static void add_element(struct array *a, const void *p, size_t n)
{
    char length[4];

    assert(n <= INT32_MAX);
    put32(length, (uint32_t)n);
    buf_add(&a->bytes, length, sizeof length);
    buf_add(&a->bytes, p, n);
    a->count++;
}

void array_add_null(struct array *a)
{
    char length[4];

    put32(length, (uint32_t)-1);
    buf_add(&a->bytes, length, sizeof length);
    a->has_null = true;
    a->count++;
}

void array_add_bool(struct array *a, bool v)
{
    assert(a->type == ARRAY_BOOL);
    add_element(a, v ? "\1" : "\0", 1);
}

void array_add_int16(struct array *a, int16_t v)
{
    uint16_t be = htobe16((uint16_t)v);

    assert(a->type == ARRAY_INT2);
    add_element(a, &be, sizeof be);
}

void array_add_int32(struct array *a, int32_t v)
{
    uint32_t be = htobe32((uint32_t)v);

    assert(a->type == ARRAY_INT4);
    add_element(a, &be, sizeof be);
}

void array_add_int64(struct array *a, int64_t v)
{
    uint64_t be = htobe64((uint64_t)v);

    assert(a->type == ARRAY_INT8);
    add_element(a, &be, sizeof be);
}

void array_add_uuid(struct array *a, const struct uuid *u)
{
    assert(a->type == ARRAY_UUID);
    add_element(a, u->b, sizeof u->b);
}

void array_add_slice(struct array *a, struct slice s)
{
    assert(a->type == ARRAY_TEXT || a->type == ARRAY_BYTEA);
    add_element(a, s.p, s.n);
}

struct param array_param(struct array *a)
{
    char *at = a->bytes.p;

    /* A batch is bounded long before the buffer's maximum; a cut array would shift every row after
     * it. */
    assert(!a->bytes.overflow);
    put32(at, a->count > 0);
    put32(at + 4, a->has_null);
    put32(at + 8, a->type);
    put32(at + 12, (uint32_t)a->count);
    put32(at + 16, 1);
    return param_bytes((struct slice){at, a->count > 0 ? a->bytes.n : (size_t)HEADER_EMPTY});
}

static bool elements_fit(const uint8_t *at, const uint8_t *end, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        int32_t n;

        if (end - at < 4)
            return false;
        n = get32(at);
        at += 4;
        if (n < -1 || n > end - at)
            return false;
        at += n > 0 ? n : 0;
    }
    return at == end;
}

bool array_view(struct slice bytes, enum array_type type, struct array_view *v)
{
    const uint8_t *at = (const uint8_t *)bytes.p;

    *v = (struct array_view){.count = -1, .type = type};
    if (bytes.p == NULL || bytes.n < HEADER_EMPTY || get32(at + 8) != (int32_t)type)
        return false;
    if (get32(at) == 0 && bytes.n == HEADER_EMPTY) {
        v->count = 0;
        return true;
    }
    if (get32(at) != 1 || bytes.n < HEADER || get32(at + 12) < 0 ||
        !elements_fit(at + HEADER, at + bytes.n, get32(at + 12)))
        return false;
    v->count = get32(at + 12);
    v->at = at + HEADER;
    return true;
}

bool array_next(struct array_view *v, struct slice *element)
{
    int32_t n;

    if (v->next >= v->count)
        return false;
    v->next++;
    n = get32(v->at);
    v->at += 4;
    *element = n < 0 ? SLICE_NONE : (struct slice){(const char *)v->at, (size_t)n};
    v->at += n > 0 ? n : 0;
    return true;
}

/* A wrong length is a statement that returns another type than the C expects: ours. */
int16_t array_int16(struct slice element)
{
    uint16_t v;

    assert(element.p != NULL && element.n == sizeof v);
    memcpy(&v, element.p, sizeof v);
    return (int16_t)be16toh(v);
}

int32_t array_int32(struct slice element)
{
    assert(element.p != NULL && element.n == 4);
    return get32((const uint8_t *)element.p);
}

int64_t array_int64(struct slice element)
{
    uint64_t v;

    assert(element.p != NULL && element.n == sizeof v);
    memcpy(&v, element.p, sizeof v);
    return (int64_t)be64toh(v);
}
