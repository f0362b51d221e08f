/* Inside the settings: a value, and how a set of them is read and checked. */
#ifndef SERVER_BASE_SETTINGS_READ_H
#define SERVER_BASE_SETTINGS_READ_H

#include "leadx/base/settings.h"
#include "leadx/base/slice.h"

enum { SETTINGS_ROWS_MAX = 128 };

struct value {
    int64_t number; /* SETTING_INT, SETTING_BOOL */
    char *text;     /* SETTING_TEXT, SETTING_PATH; owned */
    bool pinned;    /* set by settings_set: reloads leave it alone */
    bool in_file;   /* a second line for it is an error */
};

/* Where a mistake is told. */
struct complaint {
    char *text;
    size_t size;
    const char *where; /* "leadx.conf:3: " or "environment: " */
};

/* Writes where and the sentence; returns false, to be returned. */
bool complain(struct complaint *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The row, or -1. */
int setting_find(const char *name);
/* Checks text by the row and takes it over; false: complained, nothing changed. */
bool value_set(struct value *v, const struct setting *s, struct slice text, struct complaint *c);
/* Fills a set of SETTINGS_ROWS_MAX that is all zeros. */
void values_default(struct value *set);
/* A fresh set from all sources; on an error it holds nothing. */
bool values_read(struct value *set, const char *path, char *err, size_t err_size);
void values_free(struct value *set);

#endif
