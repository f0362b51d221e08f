/* How many listings an organisation was shown in its hour: whoever copies the whole market is
 * slowed down. */
#ifndef LEADX_APP_MARKET_QUOTA_H
#define LEADX_APP_MARKET_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/uuid.h"

/* Whether the organisation may be shown more. false: *wait_s says when its next hour begins. An
 * hour begins with the first listing shown after the last one ended. */
bool market_quota_left(const struct uuid *org, int64_t *wait_s);
/* It was shown n more. The answer that passes the limit is given whole; the next one is refused. */
void market_quota_take(const struct uuid *org, int64_t n);

#endif
