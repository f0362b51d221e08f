/* LISTEN: a connection of its own for up to four channels.
 *
 * A notice is only a hint that something changed: after every connect the listeners hear NULL,
 * because what was sent meanwhile is lost. Called at start by whoever keeps a cache of rows. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "conn.h"
#include "leadx/db/pool.h"

enum { CHANNELS_MAX = 4, CHANNEL_NAME_MAX = 60 };

static struct {
    struct dbconn *conn;
    struct {
        const char *name;
        void (*fn)(const char *payload);
    } channels[CHANNELS_MAX];
    size_t n;
    char setup[CHANNELS_MAX * (CHANNEL_NAME_MAX + 16)]; /* a listen a channel */
} listener;

static void on_up(void *arg)
{
    (void)arg;
    for (size_t i = 0; i < listener.n; i++)
        listener.channels[i].fn(NULL);
}

static void on_answer(void *arg, const struct db_result *res)
{
    (void)arg;
    (void)res;
    assert(!"the listener sends nothing");
}

static void on_notify(void *arg, const char *channel, const char *payload)
{
    (void)arg;
    for (size_t i = 0; i < listener.n; i++)
        if (strcmp(listener.channels[i].name, channel) == 0)
            listener.channels[i].fn(payload);
}

static const struct dbconn_owner owner = {
    .on_up = on_up, .on_answer = on_answer, .on_notify = on_notify};

void db_listen(const char *channel, void (*fn)(const char *payload))
{
    size_t n = strlen(channel), used = strlen(listener.setup);

    /* Goes into SQL unquoted. */
    assert(n <= CHANNEL_NAME_MAX && strspn(channel, "abcdefghijklmnopqrstuvwxyz_") == n);
    assert(listener.n < CHANNELS_MAX);
    listener.channels[listener.n].name = channel;
    listener.channels[listener.n].fn = fn;
    listener.n++;
    snprintf(listener.setup + used, sizeof listener.setup - used, "listen %s; ", channel);
    if (listener.conn == NULL)
        listener.conn = dbconn_new("listen", listener.setup, &owner, NULL);
    else
        dbconn_restart(listener.conn, "one more channel");
}

void db_listen_stop(void)
{
    dbconn_free(listener.conn);
    memset(&listener, 0, sizeof listener);
}
