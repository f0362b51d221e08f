/* What every test of this room needs: the loop turned by hand, rude servers on loopback, a name
 * server that says what it is told, and eyes on every connect. */
#ifndef TESTS_UNIT_OUT_SUPPORT_H
#define TESTS_UNIT_OUT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "leadx/out/fetch.h"

/* --- support.c: the loop and one call's answer --- */

struct answer {
    int times; /* done was called */
    enum fetch_status status;
    int code;
    char body[4096];
    size_t n;
    int64_t retry_after_s, took_ms;
};

void setting(const char *name, const char *value);
/* The room up, with allowed networks; everything of it down again, and no descriptor left. */
void room_up(const char *allow);
void room_down(void);
/* Of each test, for cmocka: up with 127.0.0.1 allowed; down, and nobody was asked elsewhere. */
int each_up(void **state);
int each_down(void **state);
void turns(int n);
void turns_until(bool (*done)(void *arg), void *arg); /* fails after 30 s */
void answer_keep(uint64_t id, const struct fetch_result *result, void *answer);
/* POST with a small body and 2 s. */
struct fetch_request request_to(const char *url);
/* Starts it, turns until it is answered. */
struct answer call(const struct fetch_request *request);
struct answer call_url(const char *url);
/* Of the process, without the connections its servers took. */
int descriptors_open(void);

/* --- support_watch.c: every TCP connect and every getaddrinfo of the process --- */

extern atomic_int connects_elsewhere; /* to anything but 127.0.0.1 and ::1 */
extern atomic_int names_by_libc;

/* --- support_server.c: HTTP by path, SMTP by recipient; a thread for each connection --- */

enum server_kind { SERVER_HTTP, SERVER_HTTPS, SERVER_SMTP, SERVER_SMTP_NO_TLS };
struct server {
    int port;
    atomic_int connections, requests;
    char last[65536]; /* head and body of the last request, or mail; read it when nothing runs */
    struct server_thread *threads;
};
/* cert and key: PEM files, for those that speak TLS. address: "127.0.0.1". */
struct server *server_start(enum server_kind kind, const char *address, const char *cert,
                            const char *key);
void server_stop(struct server *s);
bool server_has_port(int port); /* of any server that runs */
char *server_url(const struct server *s, const char *scheme, const char *host, const char *path);

/* --- support_certs.c --- */

struct certs {
    char dir[64], ca[96], good[96], self_signed[96], expired[96], key[96];
};
/* good and expired are for good.test and 127.0.0.1, by an authority whose certificate is ca. */
void certs_make(struct certs *c);
void certs_remove(const struct certs *c);

/* --- support_dns.c: one thread on a UDP port --- */

void dns_start(void);
void dns_stop(void);
int dns_port(void);
/* Answers for the name from now on: "127.0.0.1 ::1" both families, "" = no such name, "never" = no
 * answer. Several answers separated by " | " are given one lookup after the other (counted by A
 * questions); the last stays. */
void dns_set(const char *name, const char *answers);
int dns_questions(void);

#endif
