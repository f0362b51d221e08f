/* The workers as the supervisor sees them: a slot each, that keeps its listening socket while
 * processes come and go. */
#ifndef LEADX_SLOTS_H
#define LEADX_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link.h"

/* What the supervisor does about a worker's word or end. */
struct slots_hooks {
    void (*word)(int slot, char word); /* one of link.h's */
    void (*ended)(int slot, const char *how, bool was_ready);
};

/* Binds a socket a slot and makes the shared memory. argv: this program's, to start workers by.
 * false: err says why. */
bool slots_open(int n, char **argv, const struct slots_hooks *hooks, char *err, size_t err_size);
int slots_port(void);
int slots_count(void);
int slots_ready(void);
/* No worker runs. */
bool slots_empty(void);
/* Starts workers that are due, collects those that ended, kills those that hang. Once a turn. */
void slots_tick(void);
/* Since when the least lively of the serving workers was silent, in milliseconds. */
int64_t slots_silent_ms(void);
/* Says a word to every worker that serves; to those that start too when starting is true. Calls
 * told(slot) for each. */
void slots_say(char word, bool starting, void (*told)(int slot));
/* From now on nobody is started; the sockets are closed, so that workers are the last to have them.
 */
void slots_shut(void);
void slots_kill(void);

#endif
