/* What of a niche's leads a shelf shows, each as a dimension of small codes: the fields that may be
 * shown, which are the personal ones, region foremost, and behind them facts of the exchange. Texts
 * a person could be known by (text, postcode, phone, e-mail, URL, point) are no dimension, numbers
 * are bands and dates months. */
#ifndef LEADX_APP_SHELF_DIMS_H
#define LEADX_APP_SHELF_DIMS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/buf.h"
#include "leadx/core/field.h"
#include "leadx/core/shelf.h"

enum shelf_kind {
    SHELF_WORDS,  /* texts, numbered as they come */
    SHELF_BANDS,  /* numbers from one bound to the next */
    SHELF_MONTHS, /* dates */
    SHELF_YES_NO
};

/* Facts behind the personal dimensions, in this order. */
enum shelf_fact {
    SHELF_TEMPERATURE,
    SHELF_SCORE,
    SHELF_ORIGIN_KIND,
    SHELF_CHANNEL, /* the part before the first slash */
    SHELF_CAUSE,
    SHELF_RESOLD,
    SHELF_FACTS
};

enum { SHELF_BOUNDS_MAX = 64, SHELF_WORDS_MAX = 4000, SHELF_NAME_MAX = 2 * FIELD_NAME_MAX };

struct shelf_dim {
    char name[SHELF_NAME_MAX + 1];
    enum shelf_kind kind;
    enum field_type type;             /* what a filter's values are read as */
    const struct field *field;        /* NULL: a fact, or the country of a region */
    const char *const *choices;       /* words a fact can be, ended by NULL; NULL: any */
    struct symbols *words;            /* WORDS: code = symbol */
    uint32_t n_words;                 /* at most SHELF_WORDS_MAX; more have no code */
    int64_t bounds[SHELF_BOUNDS_MAX]; /* BANDS: code c stands for bounds[c - 1] up to bounds[c] */
    size_t n_bounds;
    int64_t last; /* BANDS: the greatest value; INT64_MAX: none is known */
};

struct shelf_dims {
    struct shelf_dim dims[SHELF_DIMS_MAX];
    size_t n, personal;
};

/* schema must outlive it. Fields for which there is no room are not shown. */
struct shelf_dims *shelf_dims_new(const struct field_schema *schema);
void shelf_dims_free(struct shelf_dims *d);
/* Index by name, or -1. */
int shelf_dims_find(const struct shelf_dims *d, const char *name);
static inline struct shelf_dim *shelf_dims_fact(struct shelf_dims *d, enum shelf_fact fact)
{
    return &d->dims[d->personal + fact];
}

/* The codes of the personal dimensions from a lead's stored attributes; 0: unknown. */
void shelf_dims_read(struct shelf_dims *d, json_t *attributes, uint16_t codes[SHELF_DIMS_MAX]);
/* A word's code, given now if new; 0 when there are too many. */
uint16_t shelf_word(struct shelf_dim *dim, struct slice word);
/* Of a number in the form filters compare. */
uint16_t shelf_band(const struct shelf_dim *dim, int64_t value);
/* Of a date in days since 1970; 0 outside 1900 to 2299. */
uint16_t shelf_month(int64_t days);
static inline uint16_t shelf_yes_no(bool yes)
{
    return yes ? 2 : 1;
}

/* Codes are below this. */
size_t shelf_dim_codes(const struct shelf_dim *dim);
/* Appends what a code means, as JSON: a text, a boolean, "2025-11", {"min": 30, "max": 39}; null
 * for 0. Both ends of a band are in it, but for decimals, where "below" is not. */
void shelf_dim_value_add(struct buf *b, const struct shelf_dim *dim, uint16_t code);

#endif
