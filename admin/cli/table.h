/* Rows of JSON objects as a table for people. */
#ifndef LEADX_CLI_TABLE_H
#define LEADX_CLI_TABLE_H

#include <jansson.h>

/* columns: member names, NULL-terminated; "shared_price" heads its column as "shared price". Money,
 * booleans, lists and null are shown as people write them. */
void table_print(json_t *rows, const char *const *columns);

/* A member's name as people read it, without underscores; out. */
const char *table_label(const char *name, char *out, size_t size);

#endif
