/* libphonenumber behind C, for this room only. Nothing here throws. */
#ifndef LEADX_CORE_PHONE_H
#define LEADX_CORE_PHONE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phone_read {
    PHONE_READ_NOT,     /* cannot be read as a number, or is longer than E.164 allows */
    PHONE_READ_INVALID, /* read, but the numbering plans know no such number */
    PHONE_READ_VALID,
};

/* Reads text (any length, UTF-8); region two capital letters or NULL. out: E.164, size bytes with
 * the terminator, written unless PHONE_READ_NOT. */
enum phone_read phone_read(const char *text, size_t n, const char *region, char *out, size_t size);
/* Country of an E.164 number into out: two letters, "ZZ" when none or many. */
void phone_region(const char *e164, char out[3]);
/* Calling code's digits, 0 when unknown: "+7999…" → 7. */
int phone_calling_code(const char *e164);

#ifdef __cplusplus
}
#endif

#endif
