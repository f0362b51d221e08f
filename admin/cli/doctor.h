/* The checks of leadx doctor, and how they report. */
#ifndef LEADX_CLI_DOCTOR_H
#define LEADX_CLI_DOCTOR_H

#include <jansson.h>
#include <stdbool.h>

#include "args.h"
#include "call.h"

struct doctor {
    const struct args *args;
    json_t *demo; /* NULL when there is none */
    const char *demo_path;
    struct connection connection;
    int wrong; /* checks that failed */
};

void doctor_ok(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Worth knowing, not wrong. */
void doctor_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* what is wrong, and what to do about it; counted. */
void doctor_bad(struct doctor *d, const char *what, const char *todo);

/* The server is there, vouched for, and how it feels; false: no use in asking it more. */
bool doctor_server(struct doctor *d);
/* Days until the certificate of the last call expires. */
void doctor_certificate(struct doctor *d);

#endif
