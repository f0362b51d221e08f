/* Money as people type and read it: "325.00" with a currency. */
#ifndef LEADX_CLI_AMOUNT_H
#define LEADX_CLI_AMOUNT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "1234.5" of a currency with two digits → 123450. Only digits and one point; false: not an amount
 * of that currency. */
bool amount_read(const char *text, const char *currency, int64_t *minor);
/* The same, and false has said what is wrong. option: "--shared: ", or "" for a word of the line.
 */
bool amount_read_or_say(const char *option, const char *text, const char *currency, int64_t *minor);
/* {"amount", "currency"} → "1,234.50 RUB"; "-" for what is not money. Returns out. */
const char *amount_show(json_t *money, char *out, size_t size);
/* New reference. */
json_t *amount_make(int64_t minor, const char *currency);

#endif
