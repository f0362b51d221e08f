/* Requests by key: how many each may make, and the fields that tell it so. */
#ifndef LEADX_HTTP_RATE_H
#define LEADX_HTTP_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/http/access.h"

enum { RATE_TEXT = 96 };

struct rate {
    bool limited;    /* false: no limit stands for this caller, and no field is sent */
    bool passed;     /* one request was taken from what is left */
    int64_t wait_ms; /* until the next one passes */
    char policy[RATE_TEXT], left[RATE_TEXT]; /* values of RateLimit-Policy and RateLimit */
};

/* Takes one request of the caller's key at now_ms (monotonic). */
void rate_take(const struct caller *caller, int64_t now_ms, struct rate *out);

#endif
