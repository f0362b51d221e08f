/* Filters in a query string. Each leaves *out alone when the parameter is absent; false: replied
 * already, 422 with a pointer to the parameter. */
#ifndef LEADX_API_QUERY_H
#define LEADX_API_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/uuid.h"
#include "leadx/db/stmt.h"
#include "leadx/http/request.h"

/* Replies 422 with a pointer to the parameter: 'Parameter "name" why.' Returns false. */
bool query_refuse(struct request *r, const char *name, const char *why);
bool query_uuid(struct request *r, const char *name, struct uuid *out);
bool query_time(struct request *r, const char *name, int64_t *out_ms);
/* A calendar day, "2026-11-21", as it was written. */
bool query_day(struct request *r, const char *name, struct slice *out);
/* A whole number of at most nine digits, min to max; min is not negative. */
bool query_int(struct request *r, const char *name, int min, int max, int *out);
/* One of the words (NULL-terminated). */
bool query_word(struct request *r, const char *name, const char *const *words, struct slice *out);
/* Any text, as the name of a niche. */
struct slice query_text(struct request *r, const char *name);

/* Filters as parameters: null where nothing was asked for. */
struct param param_filter_uuid(const struct uuid *u);
struct param param_filter_text(struct slice s);

#endif
