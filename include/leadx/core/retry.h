/* When a delivery that failed is tried again. */
#ifndef LEADX_CORE_RETRY_H
#define LEADX_CORE_RETRY_H

#include <stdint.h>

/* The pause after the attempt with this number (from 1): 5 s, 30 s, 2 min, 10 min, 30 min, 1 h,
 * 2 h, 4 h, then 8 h each; up to a fifth longer by chance (0 to UINT32_MAX), so that what failed
 * together does not come again together; at least what Retry-After asked for, up to an hour. */
int64_t retry_pause_ms(int attempt, int64_t retry_after_s, uint32_t chance);

#endif
