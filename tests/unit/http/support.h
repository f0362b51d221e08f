/* What every test of this room needs: cmocka, an exchange without a connection, and
 * (support_server.c) a server in the same process with clients that send raw bytes. */
#ifndef TESTS_UNIT_HTTP_SUPPORT_H
#define TESTS_UNIT_HTTP_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "leadx/base/slice.h"
#include "leadx/http/h1.h"

struct client {
    int fd;
    struct ssl_st *ssl; /* NULL: plain */
    char in[2 * 1024 * 1024];
    size_t n;
    bool eof;
};

struct answer {
    int status; /* 0: the connection ended without one */
    char head[8192];
    char *body; /* inside the client's buffer until the next answer is read */
    size_t body_n;
};

/* Loop, settings and certificate; once a program. */
int server_set_up(void **state);
int server_tear_down(void **state);
/* The certificate's and the key's paths; gone at tear down. */
void server_files(char **cert, char **key);
void setting(const char *name, const char *value);

/* A client of a server that gives its requests to sink; TLS is agreed before it returns. */
struct client *client_open(const struct h1_sink *sink, bool tls);
void client_close(struct client *c);
/* Closes without TLS's goodbye and forgets what was not read. */
void client_vanish(struct client *c);
void client_send(struct client *c, const void *p, size_t n);
void client_say(struct client *c, const char *text);
/* No more from this side; the answer can still come. */
void client_shut(struct client *c);
/* Turns the loop until a whole answer is there (interim ones too) or the connection ended. */
struct answer client_answer(struct client *c);
/* Answer to a HEAD: never a body. */
struct answer client_answer_to_head(struct client *c);
/* True when the server ended the connection and nothing is left to read. */
bool client_ended(struct client *c);
/* True when the server said something that was not taken yet. */
bool client_has_bytes(struct client *c);
/* Turns the loop a few times, for things that must not happen. */
void turns(int n);
/* Turns it until done(arg). */
void turns_until(bool (*done)(void *arg), void *arg);
/* Value of a header, terminated, or NULL. */
const char *answer_header(const struct answer *a, const char *name);

#endif
