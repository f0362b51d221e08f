/* Contact values as they are compared and kept: E.164 phones (ITU-T E.164, by libphonenumber),
 * lower-cased e-mail addresses with the domain in A-labels (RFC 5321, RFC 5890), names without
 * stray space. */
#ifndef LEADX_CORE_NORMALISE_H
#define LEADX_CORE_NORMALISE_H

#include <stdbool.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"

enum phone_result {
    PHONE_OK,
    PHONE_UNPARSABLE, /* not a phone number at all: 422 */
    PHONE_INVALID,    /* reads as one, but no such number can exist: kept, rejected */
};

enum { PHONE_E164_SIZE = 20 };

/* region: ISO 3166-1 alpha-2 for numbers without +. out: "+79991234567", terminated; written
 * for OK and INVALID. */
enum phone_result phone_normalise(struct slice text, const char *region, char out[PHONE_E164_SIZE]);
/* Loads the numbering plans, so that no lead waits the 15 ms for them. */
void phone_warm_up(void);
/* ISO 3166-1 country of an E.164 number into out (3 bytes), "ZZ" when unknown. */
void phone_country(const char *e164, char out[3]);
/* "+7 999 *** ** 67": for people who may not see it whole. */
const char *phone_mask(struct pool *pool, struct slice e164);

/* Lower-cased, domain in A-labels, at most 254 bytes. Local part: dot-atom only. NULL: not an
 * address. */
const char *email_normalise(struct pool *pool, struct slice text);
const char *email_mask(struct pool *pool, struct slice email);

/* Trimmed, runs of white space made one space. NULL: empty, longer than max characters, or
 * forbidden characters. */
const char *name_normalise(struct pool *pool, struct slice text, size_t max);
const char *name_mask(struct pool *pool, struct slice name);

#endif
