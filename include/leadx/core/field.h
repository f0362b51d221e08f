/* The typed fields of a niche and the exchange's own facts about a lead, each with a fixed
 * slot, so that filters compare slots and know no names. Values are int64: integers as they
 * are, decimals × 10^6, booleans 0 and 1, dates as days since 1970, texts as symbols. */
#ifndef LEADX_CORE_FIELD_H
#define LEADX_CORE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/fault.h"
#include "leadx/base/slice.h"
#include "leadx/core/symbol.h"

enum field_type {
    FIELD_TEXT,    /* up to max characters (default 200) */
    FIELD_INTEGER, /* min to max */
    FIELD_DECIMAL, /* up to 6 digits after the point, |x| < 10^12 */
    FIELD_BOOLEAN,
    FIELD_DATE,     /* "2026-11-21" */
    FIELD_ENUM,     /* one of values */
    FIELD_COUNTRY,  /* ISO 3166-1 alpha-2, upper case */
    FIELD_REGION,   /* ISO 3166-2: "RU-MOW", upper case */
    FIELD_POSTCODE, /* letters, digits, space, hyphen, 2 to 12; kept upper case */
    FIELD_LANGUAGE, /* BCP 47, primary subtag of ISO 639-1; kept in canonical case */
    FIELD_PHONE,    /* E.164 with + */
    FIELD_EMAIL,
    FIELD_URL,   /* http or https, absolute */
    FIELD_POINT, /* "lat,lon" in degrees */
    FIELD_TYPE_COUNT
};

enum { FIELD_NAME_MAX = 40, FIELDS_MAX = 64, FIELD_VALUES_MAX = 200, FACT_SLOTS = 80 };

/* Slots of the reserved facts: in every niche the same, before the niche's own fields. */
enum fact {
    FACT_SCORE,        /* 0 to 100 */
    FACT_TEMPERATURE,  /* symbol: hot, warm, cold */
    FACT_KIND,         /* symbol: consumer, targeted */
    FACT_SOURCE,       /* symbol: the source's opaque id */
    FACT_CHANNEL,      /* symbol: "web/landing" */
    FACT_ORIGIN_KIND,  /* symbol */
    FACT_DEMAND_KIND,  /* symbol */
    FACT_CAPTURE_KIND, /* symbol */
    FACT_INCENTIVISED, /* boolean */
    FACT_COMPLETENESS, /* per cent of the niche's fields that are filled */
    FACT_STAGE,        /* symbol: live (first routing), open (offered again) */
    FACT_AGE_HOURS,
    FACT_RESOLD, /* boolean */
    FACT_HOUR,   /* hour of the day, UTC, of the routing */
    FACT_RESERVED_COUNT
};

struct field {
    char name[FIELD_NAME_MAX + 1]; /* small letters, digits, underscore; a letter first */
    enum field_type type;
    bool required;
    int64_t min, max; /* INTEGER: range; TEXT: length in characters; both 0 = none */
    uint32_t *values; /* ENUM: symbols; owned by the schema */
    size_t n_values;
};

/* POINT's slot form is its place_code (place.h). */

/* A niche's fields. Slot of fields[i] = FACT_RESERVED_COUNT + i. */
struct field_schema {
    struct field fields[FIELDS_MAX];
    size_t n;
};

/* By name; "text" and so on. FIELD_TYPE_COUNT: unknown. */
enum field_type field_type_by_name(struct slice name);
const char *field_type_name(enum field_type type);
/* The reserved fact's slot, or -1. Reserved names are those of enum fact in lower case. */
int fact_by_name(struct slice name);
const char *fact_name(enum fact fact);
/* The type a reserved fact is compared as; TEXT for those that are symbols. */
enum field_type fact_type(enum fact fact);
/* The words a symbol fact can be (temperature, kind, origin_kind, stage), ended by NULL; NULL:
 * any text. A filter that names another word would wait for ever. */
const char *const *fact_words(enum fact fact);
/* Name is well formed and not reserved ("temperature" and "purchase_by" are kept as declared
 * and thus reserved too). */
bool field_name_ok(struct slice name);
/* Index in the schema, or -1. */
int field_find(const struct field_schema *schema, struct slice name);
void field_schema_free(struct field_schema *schema); /* frees values only */

/* Reads one value in text form (numbers and booleans as JSON prints them) into the slot form;
 * normal: the normalised text, from the pool (what is stored and shown). false: why is a
 * sentence that says what is expected, fit to follow the field's name ("must be a whole number
 * from 18 to 120"); it never repeats the value. PHONE uses region as the default country (NULL
 * = none) for national numbers. Write a real number with 15 significant digits ("%.15g"): more
 * would show the noise of binary fractions, which DECIMAL refuses as a seventh digit. */
bool field_read(const struct field *field, struct slice text, const char *region,
                const struct symbols *symbols, struct pool *pool, int64_t *value,
                struct slice *normal, const char **why);

bool country_known(struct slice code);
/* ISO 3166-2 subdivision code; checked for form and country, and against the full list where
 * we ship one. */
bool region_ok(struct slice code);
bool language_ok(struct slice tag);

#endif
