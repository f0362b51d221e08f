/* Parameters: made by value, so a small one carries its bytes with it and says so by pointing at
 * param_inline.
 *
 * Integers, ids and booleans travel in binary (nothing to parse, nothing to quote); everything else
 * as text that the statement casts. Called by whoever fills a statement; args_bind by conn.c. */
#include "leadx/db/stmt.h"

#include <assert.h>
#include <endian.h>
#include <limits.h>
#include <string.h>

#include "args.h"

enum {
    TEXT_KEEP = 1 << 20, /* a larger scratch buffer is given back */
    TEXT_MAX = 1 << 30,  /* what one PostgreSQL value may be; callers bound theirs far below */
};

static const char param_inline[1];

static struct param param_small(const void *p, int n)
{
    struct param out = {.p = param_inline, .n = n, .binary = true};

    memcpy(out.inline_bytes, p, (size_t)n);
    return out;
}

static struct param param_outside(struct slice s, bool binary)
{
    assert(s.n <= INT_MAX);
    return (struct param){.p = s.p, .n = (int)s.n, .binary = binary};
}

struct param param_null(void)
{
    return (struct param){0};
}

struct param param_text(struct slice s)
{
    return param_outside(s, false);
}

struct param param_str(const char *s)
{
    return param_outside(slice_of(s), false);
}

struct param param_uuid(const struct uuid *u)
{
    return u == NULL ? param_null() : param_small(u->b, sizeof u->b);
}

struct param param_int64(int64_t v)
{
    uint64_t be = htobe64((uint64_t)v);

    return param_small(&be, sizeof be);
}

struct param param_int32(int32_t v)
{
    uint32_t be = htobe32((uint32_t)v);

    return param_small(&be, sizeof be);
}

struct param param_bool(bool v)
{
    return param_small(v ? "\1" : "\0", 1);
}

struct param param_bytes(struct slice s)
{
    return param_outside(s, true);
}

const void *param_data(const struct param *p)
{
    return p->p == param_inline ? (const void *)p->inline_bytes : p->p;
}

/* Reserved in one piece first: the copies must not move while pointers to them are handed out. */
static void reserve_text(struct buf *text, const struct param *params, int n)
{
    size_t size = 1;

    for (int i = 0; i < n; i++)
        if (params[i].p != NULL && !params[i].binary)
            size += (size_t)params[i].n + 1;
    if (text->size > TEXT_KEEP)
        buf_free(text);
    if (text->size == 0)
        buf_init(text, TEXT_MAX);
    buf_clear(text);
    (void)buf_reserve(text, size);
}

static const char *terminated(struct buf *text, const struct param *p)
{
    const char *at = text->p + text->n;

    buf_add(text, p->p, (size_t)p->n);
    buf_add_char(text, '\0');
    return at;
}

bool args_bind(struct args *a, const struct param *params, int n)
{
    assert(n <= PARAMS_MAX);
    reserve_text(&a->text, params, n);
    a->n = n;
    for (int i = 0; i < n; i++) {
        const struct param *p = &params[i];

        a->lengths[i] = p->n;
        a->formats[i] = p->binary;
        a->values[i] = param_data(p);
        if (p->p == NULL || p->binary)
            continue;
        if (memchr(p->p, '\0', (size_t)p->n) != NULL)
            return false;
        a->values[i] = terminated(&a->text, p);
    }
    assert(!a->text.overflow);
    return true;
}

void args_free(struct args *a)
{
    buf_free(&a->text);
}
