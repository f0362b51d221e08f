/* What supervisor and worker tell each other: one byte a message, over a pair of sockets that ends
 * with either of them. */
#ifndef LEADX_LINK_H
#define LEADX_LINK_H

enum link_word {
    /* the supervisor to a worker */
    LINK_STOP = 's',   /* no new connections; finish what is in flight and end */
    LINK_END = 'e',    /* end now */
    LINK_RELOAD = 'r', /* settings and certificate */
    LINK_RENDER = 'm', /* put your metrics into the shared segment */
    /* a worker to the supervisor */
    LINK_READY = 'R',
    LINK_RELOADED = 'L',
    LINK_RENDERED = 'M',
};

/* Where a worker puts its metrics: one of these a worker in SHARED_METRICS. */
enum { LINK_METRICS_MAX = 1024 * 1024 - 16 };

struct link_metrics {
    unsigned n;
    char text[LINK_METRICS_MAX];
};

#endif
