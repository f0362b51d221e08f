/* The body of an endpoint, checked; its secrets sealed. Of the api room. */
#ifndef LEADX_API_ENDPOINT_TERMS_H
#define LEADX_API_ENDPOINT_TERMS_H

#include <stdbool.h>

#include "take.h"

/* Each begins the taking. false: replied already. */
bool endpoint_take_new(struct taking *t, struct request *r);
bool endpoint_take_change(struct taking *t, struct request *r);
bool endpoint_take_rotation(struct taking *t, struct request *r);
/* Replaces secret and credentials in args by their sealed form. A secret that was made here goes to
 * r->state, for the one answer that shows it. */
void endpoint_args_seal(struct request *r, json_t *args);

#endif
