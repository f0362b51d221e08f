/* What every test of this room needs: cmocka, the loop turned by hand, a certificate, a client. */
#ifndef TESTS_UNIT_NET_SUPPORT_H
#define TESTS_UNIT_NET_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int net_set_up(void **state);
int net_tear_down(void **state);
void setting(const char *name, const char *value);
void turns(int n);
/* Turns the loop until done(arg); fails after 20 s. */
void turns_until(bool (*done)(void *arg), void *arg);

/* A self-signed certificate and its key as files in a fresh directory; files_remove takes both
 * away. */
struct files {
    char dir[64], cert[96], key[96];
};
struct files files_make(void);
void files_remove(const struct files *f);

#endif
