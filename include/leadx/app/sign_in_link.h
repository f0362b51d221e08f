/* A one-time link by mail for who asks for one. */
#ifndef LEADX_APP_SIGN_IN_LINK_H
#define LEADX_APP_SIGN_IN_LINK_H

#include "leadx/base/slice.h"

/* In the background, once: when somebody signs in with the address, and did not ask too often, and
 * the exchange sends mail. Nothing tells the caller which it was. */
void sign_in_link_send(struct slice email);

#endif
