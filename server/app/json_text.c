/* JSON values as text, keys sorted: what is hashed to know a post again, and what is kept of it.
 *
 * Its one rule: the same value gives the same text, however it was written. Jansson does as much
 * with JSON_SORT_KEYS but calls back for every few bytes, and twice when the length is not known:
 * it took a sixth of a lead's time. Called by intake. */
#include "leadx/app/json_text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

enum { KEYS_USUAL = 32, REAL_TEXT = 64 };

struct member {
    const char *key;
    const json_t *value;
};

static int member_order(const void *a, const void *b)
{
    return strcmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

/* Few keys, often in order already. */
static void members_sort(struct member *m, size_t n)
{
    if (n > KEYS_USUAL) {
        qsort(m, n, sizeof *m, member_order);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct member moved = m[i];
        size_t at = i;

        for (; at > 0 && member_order(&m[at - 1], &moved) > 0; at--)
            m[at] = m[at - 1];
        m[at] = moved;
    }
}

static void add_object(struct buf *b, json_t *object)
{
    struct member usual[KEYS_USUAL], *m = usual;
    size_t size = json_object_size(object), n = 0;
    const char *key;
    json_t *value;

    if (size > KEYS_USUAL)
        m = mem_alloc(size * sizeof *m);
    json_object_foreach(object, key, value) m[n++] = (struct member){key, value};
    assert(n == size);
    members_sort(m, n);
    buf_add_char(b, '{');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_add_char(b, ',');
        buf_add_json_string(b, slice_of(m[i].key));
        buf_add_char(b, ':');
        json_text_add(b, m[i].value);
    }
    buf_add_char(b, '}');
    if (m != usual)
        free(m);
}

static void add_array(struct buf *b, const json_t *array)
{
    buf_add_char(b, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            buf_add_char(b, ',');
        json_text_add(b, json_array_get(array, i));
    }
    buf_add_char(b, ']');
}

/* Rare, and not easy to do well: as Jansson does it. */
static void add_real(struct buf *b, const json_t *value)
{
    char text[REAL_TEXT];
    size_t n = json_dumpb(value, text, sizeof text, JSON_ENCODE_ANY);

    assert(n > 0 && n <= sizeof text);
    buf_add(b, text, n);
}

void json_text_add(struct buf *b, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        add_object(b, (json_t *)value); /* Jansson's iterators take it as writable */
        break;
    case JSON_ARRAY:
        add_array(b, value);
        break;
    case JSON_STRING:
        buf_add_json_string(b, (struct slice){json_string_value(value), json_string_length(value)});
        break;
    case JSON_INTEGER:
        buf_add_int(b, json_integer_value(value));
        break;
    case JSON_REAL:
        add_real(b, value);
        break;
    case JSON_TRUE:
        buf_add(b, "true", 4);
        break;
    case JSON_FALSE:
        buf_add(b, "false", 5);
        break;
    case JSON_NULL:
        buf_add(b, "null", 4);
        break;
    }
}
