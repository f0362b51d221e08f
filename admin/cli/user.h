/* What the commands about people share. */
#ifndef LEADX_CLI_USER_H
#define LEADX_CLI_USER_H

#include <stdbool.h>
#include <stddef.h>

#include "call.h"

enum { USER_ID = 37, USER_LINK = 400 };

/* The person's id by its address, or the id itself. false: said why. */
bool user_find(struct connection *c, const char *who, char id[USER_ID]);
/* POST /v1/users/ID/WHAT, "link" or "reset": the new one-time link, whole. false: said why. */
bool user_link(struct connection *c, const char *id, const char *what, char link[USER_LINK]);
/* The link in an answer, with the server's address before it where it has none. */
void user_link_read(const struct connection *c, const struct answer *a, char link[USER_LINK]);
/* leadx user demo. */
int user_demo(struct connection *admin, const struct args *a);

#endif
