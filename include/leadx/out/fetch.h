/* Calls to the outside: HTTPS requests and SMTP submissions by libcurl on the server's own loop.
 *
 * Every name is resolved by c-ares, every address passes the guard and is checked again at connect;
 * no redirects are followed; TLS is always verified; time and size have caps. Peers are kept apart:
 * a slow one holds only its own slots. */
#ifndef LEADX_OUT_FETCH_H
#define LEADX_OUT_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

enum fetch_status {
    FETCH_ANSWERED,  /* HTTP: any status; SMTP: accepted */
    FETCH_REFUSED,   /* the address guard or the URL rules refused: nothing was sent */
    FETCH_DNS,       /* the name has no address */
    FETCH_CONNECT,   /* nobody listens, or reset or silent before the request was sent */
    FETCH_TLS,       /* the certificate or the handshake failed */
    FETCH_TIMEOUT,   /* not answered in time: unknown whether it was taken */
    FETCH_TOO_LARGE, /* the answer passed its cap; code is set */
    FETCH_BROKEN,   /* the connection broke or the answer was not HTTP: unknown whether it was taken
                     */
    FETCH_REJECTED, /* SMTP said no; code has its reply */
};

struct fetch_header {
    const char *name, *value; /* no line breaks (asserted) */
};

struct fetch_mail {
    const char *from;
    const char *const *to; /* NULL-terminated */
};

struct fetch_request {
    const char *method; /* "POST", "GET" */
    const char *url;    /* https://…, or smtps://, smtp:// for mail */
    const struct fetch_header *headers;
    size_t n_headers;
    struct slice body;             /* for mail: the whole message, CRLF lines */
    const struct fetch_mail *mail; /* NULL = HTTP */
    const char *user, *password;   /* mail submission; NULL = none */
    /* The URL is the operator's own, from the settings: its address is not judged. Never for what a
     * customer wrote. */
    bool own_relay;
    int64_t timeout_ms; /* whole call, at most outbound_timeout_ms; 0 = that */
    size_t answer_max;  /* bytes of body kept; more is FETCH_TOO_LARGE */
    struct uuid peer;   /* whose slots it uses: the endpoint */
};

struct fetch_result {
    enum fetch_status status;
    int code;              /* HTTP status or SMTP reply code; 0 when none */
    struct slice body;     /* valid inside the callback */
    int64_t retry_after_s; /* Retry-After of 429 and 503; 0 = none */
    int64_t took_ms;
};

typedef void (*fetch_done_fn)(uint64_t id, const struct fetch_result *result, void *arg);

/* Reads the settings outbound_…. false: err names what is wrong with one. After loop_init. */
bool fetch_start_up(char *err, size_t err_size);
/* Calls under way are dropped: their done is not called. Not from inside a done. */
void fetch_stop(void);
/* Copies everything. done is called once, later, from the loop; it may call fetch. Headers that
 * frame a message (Host, Content-Length, Connection …) and addresses with < or > are FETCH_REFUSED.
 * A kept connection that turns out closed is replaced and the request sent again, once: carry an id
 * that the receiver can tell repeats by. false: the peer's or the process's slots are taken and
 * nothing was started: ask again when something finished. */
bool fetch(const struct fetch_request *request, fetch_done_fn done, uint64_t id, void *arg)
    __attribute__((warn_unused_result));
/* Calls under way: in all and to one peer. */
size_t fetch_running(void);
size_t fetch_running_to(const struct uuid *peer);

#endif
