/* An order's open hours: pairs [from, to) in ms since 1970, sorted and apart. */
#ifndef LEADX_CORE_HOURS_H
#define LEADX_CORE_HOURS_H

#include <stdbool.h>
#include <stdint.h>

/* spans NULL: always open; none of them: never. */
bool hours_open(const int64_t *spans, uint32_t n_spans, int64_t now_ms);

#endif
