/* Rows of JSON objects as a table for people. */
#ifndef LEADX_CLI_TABLE_H
#define LEADX_CLI_TABLE_H

#include <jansson.h>

/* columns: member names, NULL-terminated; "shared_price" heads its column as "shared price". Money,
 * booleans, lists and null are shown as people write them. Prints nothing but the head for no rows.
 */
void table_print(json_t *rows, const char *const *columns);

#endif
