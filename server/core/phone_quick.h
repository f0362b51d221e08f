/* The usual mobile numbers without libphonenumber, for this room only. */
#ifndef LEADX_CORE_PHONE_QUICK_H
#define LEADX_CORE_PHONE_QUICK_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"
#include "leadx/core/normalise.h"

/* A country's mobile numbers: all with these starts and this many digits can exist. */
struct phone_plan {
    const char *code;   /* calling code */
    const char *region; /* whose numbers may come without it; NULL: none */
    const char *trunk;  /* what is dialled before them at home; "" = nothing */
    unsigned digits;    /* after the calling code */
    const char *starts; /* first two digits each, parted by spaces */
};

extern const struct phone_plan phone_plans[];
extern const size_t phone_plans_n;

/* true: text is a valid number in one of the plans, and out what libphonenumber would make of it.
 * false says nothing: ask libphonenumber. region: as phone_normalise's. */
bool phone_quick(struct slice text, const char *region, char out[PHONE_E164_SIZE]);

#endif
