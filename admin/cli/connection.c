/* Finds out where to connect and as whom.
 *
 * Its one rule: whoever is named more closely wins: option, then environment, then demo.json.
 * Called by every command. */
#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "leadx/base/mem.h"

const char *who_name(enum who who)
{
    static const char *const names[] = {"nobody", "admin", "seller", "buyer"};

    return names[who];
}

static bool who_read(const char *name, enum who *who)
{
    for (enum who w = WHO_ADMIN; w <= WHO_BUYER; w++)
        if (strcmp(name, who_name(w)) == 0) {
            *who = w;
            return true;
        }
    return false;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != '\0' ? value : NULL;
}

json_t *demo_read(const struct args *a, const char **path, char *err, size_t err_size)
{
    const char *named = args_value(a, "demo");
    json_error_t fault;

    if (named == NULL)
        named = environment("LEADX_DEMO");
    *path = named != NULL ? named : "var/demo.json";
    *err = '\0';
    if (access(*path, R_OK) != 0) {
        if (named != NULL || errno != ENOENT)
            snprintf(err, err_size, "%s cannot be read: %s", *path, strerror(errno));
        return NULL;
    }
    json_t *demo = json_load_file(*path, JSON_REJECT_DUPLICATES, &fault);
    if (!json_is_object(demo)) {
        snprintf(err, err_size, "%s is not what ./leadx up writes (line %d: %s)", *path, fault.line,
                 fault.text);
        json_decref(demo);
        return NULL;
    }
    return demo;
}

static const char *demo_text(json_t *demo, const char *name)
{
    return json_string_value(json_object_get(demo, name));
}

static const char *first(const char *a, const char *b, const char *c)
{
    return a != NULL ? a : b != NULL ? b : c;
}

static const char *find_key(const struct args *a, json_t *demo, enum who who)
{
    const char *given = args_value(a, "key");
    const char *admin = environment("LEADX_ADMIN_KEY"), *any = environment("LEADX_KEY");

    if (who == WHO_NOBODY)
        return given;
    /* --as asks for one of demo.json's keys by name, so the environment has no say. */
    if (args_given(a, "as"))
        return first(given, demo_text(json_object_get(demo, who_name(who)), "key"), NULL);
    if (who == WHO_ADMIN)
        any = first(admin, any, NULL);
    return first(given, any, demo_text(json_object_get(demo, who_name(who)), "key"));
}

void connection_make(struct connection *c, const char *url, const char *ca, const char *key)
{
    size_t n = strlen(url);

    *c = (struct connection){.url = mem_strdup(url), .curl = curl_easy_init()};
    while (n > 0 && c->url[n - 1] == '/')
        c->url[--n] = '\0';
    if (ca != NULL)
        c->ca = mem_strdup(ca);
    if (key != NULL)
        c->key = mem_strdup(key);
}

/* An exchange without a demo market knows its administrator's key alone. */
static bool key_missing(enum who who)
{
    fprintf(stderr,
            "leadx: there is no %s's key in demo.json. Give the company's: --key KEY, or LEADX_KEY "
            "(leadx key create makes one).\n",
            who_name(who));
    return false;
}

static bool open_with(struct connection *c, const struct args *a, enum who who, json_t *demo)
{
    const char *url = first(args_value(a, "url"), environment("LEADX_URL"), demo_text(demo, "url"));
    const char *ca = first(args_value(a, "ca"), environment("LEADX_CA"), demo_text(demo, "ca"));
    const char *key = find_key(a, demo, who);

    if (url != NULL && key == NULL && demo != NULL && (who == WHO_SELLER || who == WHO_BUYER))
        return key_missing(who);
    if (url == NULL || (who != WHO_NOBODY && key == NULL)) {
        const char *dir =
            environment("LEADX_DIR"); /* set by ./leadx when up would look elsewhere */

        fprintf(
            stderr, "leadx: %s is not known. Start the exchange (./leadx up%s%s), or give %s.\n",
            url == NULL ? "the server's address" : "the key to use", dir != NULL ? " --dir " : "",
            dir != NULL ? dir : "", url == NULL ? "--url and --ca" : "--key");
        return false;
    }
    if (strncmp(url, "https://", 8) != 0) {
        fprintf(stderr, "leadx: the address must start with https://, not '%s'\n", url);
        return false;
    }
    connection_make(c, url, ca, key);
    return true;
}

bool connection_open(struct connection *c, const struct args *a, enum who who)
{
    char err[512];
    const char *path, *as = args_value(a, "as");

    *c = (struct connection){0};
    if (as != NULL && !who_read(as, &who)) {
        fprintf(stderr, "leadx: --as is admin, seller or buyer, not '%s'\n", as);
        return false;
    }
    json_t *demo = demo_read(a, &path, err, sizeof err);
    if (*err != '\0') {
        fprintf(stderr, "leadx: %s\n", err);
        return false;
    }
    bool ok = open_with(c, a, who, demo);
    json_decref(demo);
    return ok;
}

void connection_close(struct connection *c)
{
    if (c->curl != NULL)
        curl_easy_cleanup(c->curl);
    if (c->key != NULL)
        mem_wipe(c->key, strlen(c->key));
    free(c->key);
    free(c->ca);
    free(c->url);
    *c = (struct connection){0};
}
