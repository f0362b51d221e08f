/* How many calls are under way, in all and to each peer, with a limit for both. */
#ifndef LEADX_SERVER_OUT_SLOTS_H
#define LEADX_SERVER_OUT_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/uuid.h"

void slots_start(size_t in_all, size_t per_peer);
void slots_stop(void);
/* false: one of the limits is reached. */
bool slot_take(const struct uuid *peer);
void slot_give(const struct uuid *peer);
size_t slots_taken(void);
size_t slots_taken_by(const struct uuid *peer);

#endif
