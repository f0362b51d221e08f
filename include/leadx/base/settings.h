/* One alphabetical table of settings. Sources, later wins: defaults, the file of --config
 * ("name = value" lines, # comments), environment LEADX_NAME. Unknown names in the file are errors.
 */
#ifndef LEADX_BASE_SETTINGS_H
#define LEADX_BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum setting_type { SETTING_INT, SETTING_BOOL, SETTING_TEXT, SETTING_PATH };

struct setting {
    const char *name; /* lower case with underscores; environment: LEADX_ + upper case */
    enum setting_type type;
    int64_t min, max;    /* inclusive, for SETTING_INT */
    const char *initial; /* default, as text */
    const char *choices; /* NULL, or the words allowed: "debug info warn error" */
    bool reloadable;     /* taken over at SIGHUP without a restart */
    bool secret;         /* never printed */
    const char *help;    /* one sentence with the unit */
};

/* Sorted by name (settings_table.c). */
extern const struct setting settings_table[];
extern const size_t settings_count;

/* Reads defaults, file (NULL = none) and environment. On a bad value: writes a sentence that names
 * the setting, the value and the allowed range to err and returns false; nothing is changed. */
bool settings_load(const char *path, char *err, size_t err_size);
/* Reads the same file again and takes over what is reloadable; same errors. */
bool settings_reload(char *err, size_t err_size);
/* name must be in the table (asserted) and of the type. Text is never NULL, "" when unset,
 * and stays valid until the next load, reload or set. Before the first load: the defaults. */
int64_t setting_int(const char *name);
bool setting_bool(const char *name);
const char *setting_text(const char *name);
/* The reference page: markdown, from the table. */
void settings_print_help(FILE *out);
/* For tests and for main's own flags: sets one value as the file would; a reload leaves it alone, a
 * load forgets it. */
bool settings_set(const char *name, const char *value, char *err, size_t err_size);

#endif
