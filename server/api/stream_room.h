/* What the files of GET /v1/stream share: stream.c (lives) and stream_tell.c (events). */
#ifndef LEADX_API_STREAM_ROOM_H
#define LEADX_API_STREAM_ROOM_H

#include "leadx/app/feed.h"
#include "leadx/http/request.h"

enum stream_state {
    STREAM_BEHIND,  /* has to read on by itself; waits for its turn, or for the client to take what
                       was written */
    STREAM_READING, /* its own reading is under way */
    STREAM_LIVE,    /* stands where the common reading stands, and hears from it */
};

struct stream {
    struct request *r; /* open; ours until stream_end or on_gone */
    enum stream_state state;
    struct feed_position at; /* what came before was told, or is not for this one */
    bool polled;             /* the common reading under way asks for its company too */
    bool checking;           /* the finder was asked whether the credential is still good */
    uint64_t checked;        /* at which change of parties it last was */
    int64_t checked_ms;      /* monotonic, like the next two */
    int64_t written_ms;
    int64_t again_ms; /* BEHIND: not before, after a failure */
    struct stream *prev, *next;
};

/* All open streams. */
extern struct stream *streams_first;

/* stream.c */
void stream_set_state(struct stream *s, enum stream_state state);
/* Writes, or cuts the stream off when its client takes too little. false: it is gone. */
bool stream_write(struct stream *s, struct slice bytes);
/* Its last event says why; then the reply ends. */
void stream_end(struct stream *s, const char *reason);

/* stream_tell.c: reads on for those behind, and for all who are level together. */
void stream_tell_tick(int64_t now_ms);

#endif
