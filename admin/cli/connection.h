/* Where the server is, which certificate authority vouches for it, and whose key speaks. */
#ifndef LEADX_CLI_CONNECTION_H
#define LEADX_CLI_CONNECTION_H

#include <curl/curl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "args.h"

/* Whose key fits a command, when demo.json is asked for one. */
enum who { WHO_NOBODY, WHO_ADMIN, WHO_SELLER, WHO_BUYER };

struct connection {
    char *url; /* without a slash at the end */
    char *ca;
    char *key; /* NULL: calls go out without a credential */
    CURL *curl;
};

/* demo.json from --demo, LEADX_DEMO or var/demo.json; new reference, or NULL with why in err (""
 * when there simply is none and nobody asked for one). path: where it was looked for. */
json_t *demo_read(const struct args *a, const char **path, char *err, size_t err_size);

/* Flags before environment before demo.json. false: said on standard error what is missing. */
bool connection_open(struct connection *c, const struct args *a, enum who who);
/* The same with the parts given; key may be NULL. */
void connection_make(struct connection *c, const char *url, const char *ca, const char *key);
void connection_close(struct connection *c);
const char *who_name(enum who who);

#endif
