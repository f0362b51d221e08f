/* Cells as a lead's values: what people type in spreadsheets, made into what the interface takes.
 */
#ifndef LEADX_CLI_IMPORT_VALUE_H
#define LEADX_CLI_IMPORT_VALUE_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/base/slice.h"

enum value_kind {
    VALUE_TEXT,
    VALUE_FULL_NAME, /* one cell with all names; import_lead.c takes it apart */
    VALUE_PHONE,
    VALUE_TIME, /* a moment: RFC 3339 */
    VALUE_DATE,
    VALUE_INTEGER,
    VALUE_DECIMAL,
    VALUE_BOOLEAN,
    VALUE_ENUM, /* one of the niche's words */
    VALUE_CODE, /* of a country or region: capitals */
    VALUE_LANGUAGE,
    VALUE_TEMPERATURE,
};

enum dates { DATES_PLAIN, DATES_DMY, DATES_MDY };

/* What the file's author took for granted. */
struct value_customs {
    enum dates dates;      /* of 03/04/2026 and 03-04-2026; PLAIN: not guessed */
    char zone[8];          /* offset of times without one: "Z", "+03:00" */
    char phone_country[3]; /* of phones without +; "" = the exchange's */
};

/* text: trimmed, not empty, UTF-8. words: a list of texts for ENUM, else NULL. New reference, never
 * NULL: what cannot be read stays the text it was, for the exchange to refuse and say why. */
json_t *value_read(enum value_kind kind, struct slice text, json_t *words,
                   const struct value_customs *customs);
/* "auto", "dmy", "mdy"; "Z", "+03:00". */
bool dates_by_name(const char *name, enum dates *out);
bool zone_ok(const char *zone);

#endif
