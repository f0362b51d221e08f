/* The console: its page under /console/ whatever the path, and the files the page loads. */
#ifndef LEADX_API_CONSOLE_H
#define LEADX_API_CONSOLE_H

#include "leadx/http/route.h"

extern const struct route console_routes[];

/* Reads setting console_dir. Without it the server serves everything but the console, and says so
 * in the log and at /console/. */
void console_start(void);

#endif
