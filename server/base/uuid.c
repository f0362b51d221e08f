/* UUIDs, version 7: 48 bits of milliseconds, 12 of a counter, 62 of chance.
 *
 * Its one rule: ids of one process grow, also within a millisecond and when the clock is set back a
 * little, because they are keys of B-trees and the order of a timeline. Called by whoever makes a
 * row. */
#include "leadx/base/uuid.h"

#include "leadx/base/digest.h"

enum {
    UUID_COUNTER_MAX = 0xfff,
    UUID_COUNTER_START =
        0x7ff,           /* a start is drawn up to here: half the range stays for the millisecond */
    UUID_BACK_MS = 1000, /* the clock went back by less: a correction, time is held. By more: it is
                            another time (history, the test clock), which the id must carry */
};

static struct {
    int64_t ms;
    unsigned counter;
} last;

static unsigned counter_start(void)
{
    uint16_t chance;

    random_bytes(&chance, sizeof chance);
    return chance & UUID_COUNTER_START;
}

static void uuid_step(int64_t unix_ms)
{
    bool held = unix_ms <= last.ms && last.ms - unix_ms < UUID_BACK_MS;

    if (held && last.counter < UUID_COUNTER_MAX) {
        last.counter++;
        return;
    }
    last.ms = held ? last.ms + 1 : unix_ms; /* used up: borrow from the next millisecond */
    last.counter = counter_start();
}

struct uuid uuid_v7(int64_t unix_ms)
{
    struct uuid u;

    uuid_step(unix_ms);
    for (int i = 0; i < 6; i++)
        u.b[i] = (uint8_t)(last.ms >> (40 - 8 * i));
    u.b[6] = (uint8_t)(0x70 | last.counter >> 8);
    u.b[7] = (uint8_t)last.counter;
    random_bytes(u.b + 8, 8);
    u.b[8] = (uint8_t)(0x80 | (u.b[8] & 0x3f));
    return u;
}

int64_t uuid_v7_ms(const struct uuid *u)
{
    int64_t ms = 0;

    for (int i = 0; i < 6; i++)
        ms = ms << 8 | u->b[i];
    return ms;
}

bool uuid_parse(struct slice s, struct uuid *out)
{
    static const uint8_t starts[] = {0, 9, 14, 19, 24}, bytes[] = {4, 2, 2, 2, 6};
    struct uuid u;
    size_t at = 0;

    if (s.n != UUID_TEXT - 1)
        return false;
    for (size_t i = 0; i < sizeof starts; i++) {
        if (i > 0 && s.p[starts[i] - 1] != '-')
            return false;
        if (!hex_decode((struct slice){s.p + starts[i], (size_t)bytes[i] * 2}, u.b + at, bytes[i]))
            return false;
        at += bytes[i];
    }
    *out = u;
    return true;
}

char *uuid_format(const struct uuid *u, char out[UUID_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    char *to = out;

    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = hex[u->b[i] >> 4];
        *to++ = hex[u->b[i] & 15];
    }
    *to = '\0';
    return out;
}
