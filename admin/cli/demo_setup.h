/* Makes the demo market over the API, or what is missing of it. */
#ifndef LEADX_CLI_DEMO_SETUP_H
#define LEADX_CLI_DEMO_SETUP_H

#include <jansson.h>
#include <stdbool.h>

#include "connection.h"

/* admin: a connection with the administrator's key. Sets "seller", "buyer" and "niches" in demo.
 * May run again over a half-made market. false: said what failed. */
bool demo_setup(struct connection *admin, json_t *demo);

#endif
