/* One serving process: the rooms joined, the loop run. */
#ifndef LEADX_SERVE_H
#define LEADX_SERVE_H

#include "options.h"

/* As the setting says, and again when settings are reloaded. */
void serve_log_level(void);
/* Serves until it is told to stop and has finished what was in flight. */
void serve(const struct options *o);

#endif
