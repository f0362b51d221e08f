/* What the server and its PostgreSQL have used so far, from /proc: for the benchmarks that load a
 * running exchange. Needs the right to look at both (root, or their user). */
#ifndef LEADX_BENCH_PROCESSES_H
#define LEADX_BENCH_PROCESSES_H

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROCESSES_MAX = 256, SOCKETS_MAX = 64 };

struct processes {
    int pids[PROCESSES_MAX];
    int n;
};

static inline void processes_add(struct processes *p, int pid)
{
    if (p->n < PROCESSES_MAX)
        p->pids[p->n++] = pid;
}

/* Inodes of the sockets that listen on port. */
static inline int listening(int port, unsigned long inodes[SOCKETS_MAX])
{
    static const char *const tables[] = {"/proc/net/tcp", "/proc/net/tcp6"};
    char line[512];
    int n = 0;

    for (size_t i = 0; i < 2; i++) {
        FILE *f = fopen(tables[i], "r");
        unsigned at, state;
        unsigned long inode;

        while (f != NULL && fgets(line, sizeof line, f) != NULL)
            if (sscanf(line, " %*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*s %*s %lu",
                       &at, &state, &inode) == 3 &&
                (int)at == port && state == 0x0a && n < SOCKETS_MAX)
                inodes[n++] = inode;
        if (f != NULL)
            fclose(f);
    }
    return n;
}

static inline bool holds(int pid, const unsigned long *inodes, int n)
{
    char path[300], link[64], want[64];
    struct dirent *e;
    DIR *d;
    bool found = false;

    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    if ((d = opendir(path)) == NULL)
        return false;
    while (!found && (e = readdir(d)) != NULL) {
        ssize_t got;

        snprintf(path, sizeof path, "/proc/%d/fd/%s", pid, e->d_name);
        got = readlink(path, link, sizeof link - 1);
        link[got < 0 ? 0 : got] = '\0';
        for (int i = 0; i < n && !found; i++) {
            snprintf(want, sizeof want, "socket:[%lu]", inodes[i]);
            found = strcmp(link, want) == 0;
        }
    }
    closedir(d);
    return found;
}

/* Fields of /proc/PID/stat behind the name: 1 parent, 11 and 12 the time used, 21 resident pages.
 */
static inline int64_t stat_field(int pid, int field)
{
    char path[64], text[1024] = "", *at;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    if ((f = fopen(path, "r")) == NULL)
        return 0;
    at = fgets(text, sizeof text, f) == NULL ? NULL : strrchr(text, ')');
    fclose(f);
    if (at == NULL)
        return 0;
    at += 2;
    for (int i = 0; i < field; i++)
        at += strcspn(at, " ") + 1;
    return strtoll(at, NULL, 10);
}

/* Whoever listens on port when parent is 0, else the parent and its children. */
static inline void processes_find(struct processes *p, int port, int parent)
{
    unsigned long inodes[SOCKETS_MAX];
    int n = parent == 0 ? listening(port, inodes) : 0;
    DIR *d = opendir("/proc");
    struct dirent *e;

    p->n = 0;
    while (d != NULL && (e = readdir(d)) != NULL) {
        int pid = atoi(e->d_name);

        if (!isdigit((unsigned char)e->d_name[0]))
            continue;
        if (parent == 0 ? holds(pid, inodes, n) : pid == parent || stat_field(pid, 1) == parent)
            processes_add(p, pid);
    }
    if (d != NULL)
        closedir(d);
}

static inline double processes_cpu_s(const struct processes *p)
{
    int64_t ticks = 0;

    for (int i = 0; i < p->n; i++)
        ticks += stat_field(p->pids[i], 11) + stat_field(p->pids[i], 12);
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static inline int64_t processes_resident_kib(const struct processes *p)
{
    int64_t pages = 0;

    for (int i = 0; i < p->n; i++)
        pages += stat_field(p->pids[i], 21);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

#endif
