/* demo.json, as ./leadx up writes it. */
#ifndef LEADX_BENCH_DEMO_H
#define LEADX_BENCH_DEMO_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/db/once.h"

struct demo {
    const char *url, *key, *database;
};

/* Never freed: it lives as long as the program. */
static inline struct demo demo_read(const char *path)
{
    json_error_t error;
    json_t *o = json_load_file(path, 0, &error);
    struct demo d = {json_string_value(json_object_get(o, "url")),
                     json_string_value(json_object_get(json_object_get(o, "seller"), "key")),
                     json_string_value(json_object_get(o, "database"))};

    if (d.url == NULL || d.key == NULL || d.database == NULL) {
        fprintf(stderr, "%s: not the demo.json of ./leadx up: %s\n", path, error.text);
        exit(1);
    }
    return d;
}

static inline long long demo_ask(const struct demo *d, const char *sql)
{
    char answer[64] = "", err[512];

    if (d->database == NULL)
        return 0;
    if (!db_once(d->database, sql, NULL, 0, answer, sizeof answer, err, sizeof err)) {
        fprintf(stderr, "%s\n", err);
        exit(1);
    }
    return atoll(answer);
}

/* The pid of the postmaster, as the lock beside its socket says. */
static inline int demo_postmaster(const struct demo *d)
{
    const char *host = strstr(d->database, "host=");
    char path[512];
    int pid = 0;
    FILE *f;

    if (host == NULL)
        return 0;
    host += strlen("host=");
    snprintf(path, sizeof path, "%.*s/.s.PGSQL.5432.lock", (int)strcspn(host, "& "), host);
    if ((f = fopen(path, "r")) != NULL) {
        if (fscanf(f, "%d", &pid) != 1)
            pid = 0;
        fclose(f);
    }
    return pid;
}

#endif
