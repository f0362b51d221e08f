/* Slow work on threads of its own, its answers fetched by the loop. One set of threads a process,
 * started after everything that forks; who is to wake the loop watches offload_fd. */
#ifndef LEADX_BASE_OFFLOAD_H
#define LEADX_BASE_OFFLOAD_H

#include <stdbool.h>
#include <stddef.h>

/* Runs on a thread: knows job alone, and nothing of ours that is not pure. */
typedef void (*offload_work_fn)(void *job);
/* Runs on the loop, once, after the work. job is the submitter's again. */
typedef void (*offload_done_fn)(void *job);

/* threads: 1 to 8. They are niced, so that the loop goes first. Ends the process when the system
 * has none. */
void offload_start(int threads);
/* Waits for what runs, drops what waits: its done is not called. */
void offload_stop(void);
/* Readable while something is done. */
int offload_fd(void);
/* false: max jobs or more wait already; nothing was taken. */
bool offload_submit(offload_work_fn work, offload_done_fn done, void *job, size_t max)
    __attribute__((warn_unused_result));
/* Calls done for whatever is. Cheap when nothing is. */
void offload_collect(void);
/* Jobs that wait for a thread. */
size_t offload_waiting(void);

#endif
