/* leadx doctor: says what is wrong and what to do.
 *
 * Its one rule: every check ends in one line, and a bad one in a second that says what to do.
 * To add a check, write it here or in doctor_server.c and call it from run. */
#include "doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "command.h"

enum { DISK_MIB = 1024 };

static int run(const struct args *a);

const struct command doctor_command = {
    .name = "doctor",
    .usage = "",
    .summary = "Look for what is wrong with an exchange and say what to do",
    .help = "Looks at demo.json, certificates, server, database, keys, clocks and disk.\n"
            "Exit status 0 when nothing is wrong.\n",
    .run = run,
};

static void say(const char *mark, const char *fmt, va_list args)
{
    printf("  %-8s ", mark);
    vprintf(fmt, args);
    putchar('\n');
}

void doctor_ok(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say("ok", fmt, args);
    va_end(args);
}

void doctor_note(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say("note", fmt, args);
    va_end(args);
}

void doctor_bad(struct doctor *d, const char *what, const char *todo)
{
    printf("  %-8s %s\n           %s\n", "WRONG", what, todo);
    d->wrong++;
}

static void check_demo(struct doctor *d)
{
    char err[512];
    struct stat st;

    d->demo = demo_read(d->args, &d->demo_path, err, sizeof err);
    if (d->demo == NULL) {
        if (*err != '\0')
            doctor_bad(d, err, "Run as the user who started the exchange, or with sudo.");
        else
            doctor_note("no %s: connection and key come from options and environment",
                        d->demo_path);
    } else if (stat(d->demo_path, &st) == 0 && (st.st_mode & 077) != 0) {
        doctor_bad(d, "demo.json holds keys, and others may read it", "chmod 600 it.");
    } else {
        doctor_ok("%s is there", d->demo_path);
    }
}

static void check_ca(struct doctor *d)
{
    if (d->connection.ca == NULL)
        doctor_note("no --ca: the system's authorities are asked");
    else if (access(d->connection.ca, R_OK) != 0)
        doctor_bad(d, "the certificate authority's file cannot be read",
                   "It is DIR/tls/ca.pem of ./leadx up; give it with --ca.");
    else
        doctor_ok("certificate authority %s", d->connection.ca);
}

static void print_caller(const char *whose, const struct answer *a)
{
    json_t *org = answer_get(a, "org"), *roles = answer_get(a, "roles");
    const char *alias = json_string_value(json_object_get(org, "alias"));
    const char *role = json_string_value(json_array_get(roles, 0));

    doctor_ok("the %s key is good: %s, %s%s", whose, alias != NULL ? alias : "?",
              role != NULL ? role : "no role", json_array_size(roles) > 1 ? " and more" : "");
}

static void check_key(struct doctor *d, const char *whose, const char *key)
{
    char what[128];
    struct connection c = {0};
    struct answer a;

    connection_make(&c, d->connection.url, d->connection.ca, key);
    if (call(&c, "GET", "/v1/me", NULL, NULL, &a)) {
        print_caller(whose, &a);
    } else {
        snprintf(what, sizeof what, "the %s key is refused (%ld)", whose, a.status);
        doctor_bad(d, what,
                   a.status == 401
                       ? "It is unknown, expired or revoked: make another with leadx key create."
                       : "Ask again when the server is ready.");
    }
    answer_free(&a);
    connection_close(&c);
}

static void check_keys(struct doctor *d)
{
    if (d->connection.key != NULL)
        check_key(d, "given", d->connection.key);
    for (enum who who = WHO_ADMIN; who <= WHO_BUYER; who++) {
        json_t *party = json_object_get(d->demo, who_name(who));
        const char *key = json_string_value(json_object_get(party, "key"));

        if (key != NULL)
            check_key(d, who_name(who), key);
    }
}

/* Where demo.json is, the database is too. */
static void check_disk(struct doctor *d)
{
    char dir[4096], what[128];
    struct statvfs fs;

    snprintf(dir, sizeof dir, "%s", d->demo_path);
    char *slash = strrchr(dir, '/');
    if (slash != NULL)
        slash[slash == dir] = '\0';
    if (statvfs(slash != NULL ? dir : ".", &fs) != 0)
        return;
    unsigned long long mib = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
    if (mib < DISK_MIB) {
        snprintf(what, sizeof what, "%llu MiB of disk are left", mib);
        doctor_bad(d, what, "Free some: PostgreSQL stops when the disk is full.");
    } else {
        doctor_ok("%llu MiB of disk are free", mib);
    }
}

static int run(const struct args *a)
{
    struct doctor d = {.args = a};

    if (a->n_words != 0)
        return command_misused(&doctor_command);
    check_demo(&d);
    if (!connection_open(&d.connection, a, WHO_NOBODY)) {
        d.wrong++;
    } else {
        check_ca(&d);
        if (doctor_server(&d))
            check_keys(&d);
    }
    check_disk(&d);
    json_decref(d.demo);
    connection_close(&d.connection);
    if (d.wrong == 0)
        puts("nothing is wrong");
    return d.wrong == 0 ? DONE : FAILED;
}
