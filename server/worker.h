/* A worker's side of being one of several: what it inherits, and its link to the supervisor. */
#ifndef LEADX_WORKER_H
#define LEADX_WORKER_H

#include <stdbool.h>

/* "number,total,shared,link,listen": the last three are inherited descriptors. Given by the
 * supervisor with --worker. */
struct worker_spec {
    int number, total, shared_fd, link_fd, listen_fd;
};

bool worker_spec_read(const char *text, struct worker_spec *out);
/* Before anything is counted: joins the shared memory and takes its number into log and metrics. */
void worker_join(const struct worker_spec *w);

/* What the supervisor may want; stop also comes when the supervisor is gone. */
struct worker_hooks {
    void (*stop)(void);
    void (*end)(void);
    void (*reload)(void);
};

/* After loop_init. */
void worker_link_start(const struct worker_spec *w, const struct worker_hooks *hooks);
/* Everything stands: connections are taken from now on. */
void worker_link_ready(void);

#endif
