/* POST /v1/me/password and /v1/me/totp: what a person proves itself by. */
#ifndef LEADX_API_ME_SECRETS_H
#define LEADX_API_ME_SECRETS_H

#include "leadx/http/route.h"

extern const struct route me_secrets_routes[];

#endif
