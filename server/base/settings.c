/* Settings: the values in force, and the way from one set of them to the next.
 *
 * Its one rule: a new set of values is taken over whole or not at all. The rows are in
 * settings_table.c, reading and checking in settings_read.c. main loads and reloads; every room
 * asks. */
#include "leadx/base/settings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/log.h"
#include "leadx/base/mem.h"

#include "settings_read.h"

static struct value values[SETTINGS_ROWS_MAX];
static char *file_path; /* of the last load; NULL = none */
static bool loaded;

bool settings_load(const char *path, char *err, size_t err_size)
{
    struct value fresh[SETTINGS_ROWS_MAX];
    char *copy;

    if (!values_read(fresh, path, err, err_size))
        return false;
    copy = path == NULL ? NULL : mem_strdup(path); /* before the free: path may be file_path */
    values_free(values);
    free(file_path);
    memcpy(values, fresh, sizeof values);
    file_path = copy;
    loaded = true;
    return true;
}

static bool value_differs(const struct value *a, const struct value *b)
{
    return a->number != b->number || (a->text != NULL && strcmp(a->text, b->text) != 0);
}

bool settings_reload(char *err, size_t err_size)
{
    struct value fresh[SETTINGS_ROWS_MAX];

    if (!values_read(fresh, file_path, err, err_size))
        return false;
    for (size_t i = 0; i < settings_count; i++) {
        struct value was = values[i];

        if (was.pinned || !value_differs(&was, &fresh[i]))
            continue;
        if (!settings_table[i].reloadable) {
            log_warn("settings", "%s has changed; it needs a restart", settings_table[i].name);
            continue;
        }
        values[i] = fresh[i];
        fresh[i] = was; /* freed below */
        log_info("settings", "%s has changed", settings_table[i].name);
    }
    values_free(fresh);
    return true;
}

static const struct value *value_get(const char *name, enum setting_type type)
{
    int row = setting_find(name);

    assert(row >= 0);
    assert(settings_table[row].type == type ||
           (type == SETTING_TEXT && settings_table[row].type == SETTING_PATH));
    if (!loaded) { /* programs and tests that never load */
        values_default(values);
        loaded = true;
    }
    return &values[row];
}

int64_t setting_int(const char *name)
{
    return value_get(name, SETTING_INT)->number;
}

bool setting_bool(const char *name)
{
    return value_get(name, SETTING_BOOL)->number != 0;
}

const char *setting_text(const char *name)
{
    return value_get(name, SETTING_TEXT)->text;
}

bool settings_set(const char *name, const char *value, char *err, size_t err_size)
{
    struct complaint c = {err, err_size, ""};
    int row = setting_find(name);

    if (row < 0)
        return complain(&c, "there is no setting \"%s\"", name);
    if (!loaded)
        values_default(values);
    loaded = true;
    if (!value_set(&values[row], &settings_table[row], slice_of(value), &c))
        return false;
    values[row].pinned = true;
    return true;
}
