/* Where a request's body begins and ends, over llhttp: the only door to it. */
#ifndef LEADX_HTTP_FRAMING_H
#define LEADX_HTTP_FRAMING_H

#include <llhttp.h>
#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"
#include "leadx/http/gate.h"

enum framing_step {
    FRAMING_MORE,    /* everything was used; more belongs to this request */
    FRAMING_DONE,    /* the request is complete; bytes after the used ones are the next one's */
    FRAMING_BAD,     /* the chunks are malformed */
    FRAMING_STOPPED, /* on_piece said FRAMING_STOP */
    FRAMING_PAUSED,  /* on_piece said FRAMING_WAIT: feed on later, even without new bytes */
};

enum framing_wish { FRAMING_GO_ON, FRAMING_WAIT, FRAMING_STOP };

struct framing {
    llhttp_t parser;
    enum framing_wish (*on_piece)(void *arg, struct slice piece); /* body bytes, never empty */
    void *arg;
    const struct gate_head *gate; /* while the head is read */
    bool agreed;                  /* llhttp read the head as the gate did */
    bool chunked;
    bool done;     /* the message is complete */
    bool stopped;  /* on_piece said FRAMING_STOP */
    size_t extra;  /* bytes of chunk extensions and trailers: dropped, so few */
    uint32_t tail; /* the last four bytes used, newest lowest */
};

/* Begins with a whole head that the gate passed. false: llhttp does not read it as the gate did. */
bool framing_begin(struct framing *f, struct slice head, const struct gate_head *gate)
    __attribute__((warn_unused_result));
enum framing_step framing_feed(struct framing *f, struct slice bytes, size_t *used)
    __attribute__((warn_unused_result));
/* llhttp's version, "8.1.0", for diagnosis. */
const char *framing_version(void);

#endif
