/* One statement over a connection of its own, blocking: for start-up only, before the loop. */
#ifndef LEADX_DB_ONCE_H
#define LEADX_DB_ONCE_H

#include <stdbool.h>
#include <stddef.h>

/* params: n texts (NULL = null) for $1 … $n, at most 16. out: the first row's first column,
 * terminated, cut to size; "" when there is none. false: err says why (never with the parameters).
 */
bool db_once(const char *conninfo, const char *sql, const char *const *params, int n, char *out,
             size_t size, char *err, size_t err_size);

#endif
