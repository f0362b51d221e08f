/* Settings: reads defaults, file and environment into a fresh set and checks each value.
 *
 * Its one rule: an error names the setting, the value and what is allowed, but never a secret or
 * bytes that are not text. Called by settings.c alone. */
#include "settings_read.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/utf8.h"

enum {
    SETTING_TEXT_MAX = 4096, /* bytes of a value */
    SETTING_LINE_MAX = SETTING_TEXT_MAX + 256,
};

bool complain(struct complaint *c, const char *fmt, ...)
{
    int n = snprintf(c->text, c->size, "%s", c->where);
    va_list args;

    if (n >= 0 && (size_t)n < c->size) {
        va_start(args, fmt);
        vsnprintf(c->text + n, c->size - (size_t)n, fmt, args);
        va_end(args);
    }
    return false;
}

int setting_find(const char *name)
{
    size_t low = 0, high = settings_count;

    assert(settings_count <= SETTINGS_ROWS_MAX);
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strcmp(name, settings_table[mid].name);

        if (order == 0)
            return (int)mid;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return -1;
}

static bool parse_bool(struct slice text, int64_t *out)
{
    static const char *const words[] = {"no", "yes", "off", "on", "false", "true"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (slice_is(text, slice_of(words[i]))) {
            *out = i % 2;
            return true;
        }
    return false;
}

static bool is_choice(const char *choices, struct slice text)
{
    while (*choices != '\0') {
        size_t n = strcspn(choices, " ");

        if (slice_is(text, (struct slice){choices, n}))
            return true;
        choices += n;
        choices += strspn(choices, " ");
    }
    return false;
}

static bool text_fits(struct slice text)
{
    return text.n <= SETTING_TEXT_MAX && utf8_valid(text) && !utf8_has_forbidden(text) &&
           (text.n == 0 || memchr(text.p, '\n', text.n) == NULL);
}

static bool refuse(struct complaint *c, const struct setting *s, struct slice text,
                   const char *allowed)
{
    bool show = !s->secret && text_fits(text);

    if (!show)
        text = SLICE("(not shown)");
    return complain(c, "%s = %.*s: must be %s", s->name, (int)text.n, text.p, allowed);
}

static bool value_set_text(struct value *v, const struct setting *s, struct slice text,
                           struct complaint *c)
{
    char allowed[256];

    if (!text_fits(text))
        return refuse(c, s, text,
                      "one line of UTF-8 text of at most 4096 bytes without control characters");
    if (s->choices != NULL && !is_choice(s->choices, text)) {
        snprintf(allowed, sizeof allowed, "one of: %s", s->choices);
        return refuse(c, s, text, allowed);
    }
    free(v->text);
    v->text = mem_alloc(text.n + 1);
    if (text.n > 0)
        memcpy(v->text, text.p, text.n);
    v->text[text.n] = '\0';
    return true;
}

bool value_set(struct value *v, const struct setting *s, struct slice text, struct complaint *c)
{
    char allowed[96];
    int64_t number;

    switch (s->type) {
    case SETTING_INT:
        snprintf(allowed, sizeof allowed, "a whole number from %" PRId64 " to %" PRId64, s->min,
                 s->max);
        if (!slice_to_int64(text, &number) || number < s->min || number > s->max)
            return refuse(c, s, text, allowed);
        v->number = number;
        return true;
    case SETTING_BOOL:
        return parse_bool(text, &v->number) || refuse(c, s, text, "yes or no");
    case SETTING_TEXT:
    case SETTING_PATH:
        return value_set_text(v, s, text, c);
    }
    return false;
}

void values_free(struct value *set)
{
    for (size_t i = 0; i < settings_count; i++)
        free(set[i].text);
}

void values_default(struct value *set)
{
    char err[256] = "";
    struct complaint c = {err, sizeof err, ""};

    for (size_t i = 0; i < settings_count; i++)
        if (!value_set(&set[i], &settings_table[i], slice_of(settings_table[i].initial), &c))
            log_fatal("settings", "a default is not allowed: %s", err);
}

static bool read_line(struct value *set, struct slice line, struct complaint *c)
{
    char key[SETTING_LINE_MAX];
    const char *equals;
    struct slice name;
    int row;

    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    line = slice_trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return true;
    if ((equals = memchr(line.p, '=', line.n)) == NULL)
        return complain(c, "expected a line of the form: name = value");
    name = slice_trim((struct slice){line.p, (size_t)(equals - line.p)});
    snprintf(key, sizeof key, "%.*s", (int)name.n, name.p);
    if ((row = setting_find(key)) < 0)
        return text_fits(name) ? complain(c, "there is no setting \"%.*s\"", (int)name.n, name.p)
                               : complain(c, "this is no name of a setting");
    if (set[row].in_file)
        return complain(c, "%s is set a second time", settings_table[row].name);
    set[row].in_file = true;
    line.n -= (size_t)(equals + 1 - line.p);
    line.p = equals + 1;
    return value_set(&set[row], &settings_table[row], slice_trim(line), c);
}

static bool read_lines(struct value *set, FILE *file, const char *path, struct complaint *c)
{
    char line[SETTING_LINE_MAX], where[512];

    c->where = where;
    for (unsigned number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        size_t n =
            strlen(line); /* a NUL inside cuts the line: what follows is missing its line end */

        snprintf(where, sizeof where, "%s:%u: ", path, number);
        if (n > 0 && line[n - 1] == '\n')
            n--;
        else if (!feof(file))
            return complain(c, "the line is longer than %d bytes or holds a NUL byte",
                            SETTING_LINE_MAX - 2);
        if (!read_line(set, (struct slice){line, n}, c))
            return false;
    }
    c->where = "";
    return ferror(file) ? complain(c, "%s: cannot be read: %s", path, strerror(errno)) : true;
}

static bool read_file(struct value *set, const char *path, struct complaint *c)
{
    FILE *file;
    bool ok;

    if (path == NULL)
        return true;
    if ((file = fopen(path, "re")) == NULL)
        return complain(c, "%s: cannot be opened: %s", path, strerror(errno));
    ok = read_lines(set, file, path, c);
    fclose(file);
    return ok;
}

static bool read_environment(struct value *set, struct complaint *c)
{
    c->where = "environment: ";
    for (size_t i = 0; i < settings_count; i++) {
        char name[64];
        const char *text;
        size_t n = (size_t)snprintf(name, sizeof name, "LEADX_%s", settings_table[i].name);

        assert(n < sizeof name);
        for (size_t k = 0; k < n; k++)
            name[k] = (char)toupper((unsigned char)name[k]);
        text = getenv(name);
        if (text != NULL && !value_set(&set[i], &settings_table[i], slice_of(text), c))
            return false;
    }
    return true;
}

bool values_read(struct value *set, const char *path, char *err, size_t err_size)
{
    struct complaint c = {err, err_size, ""};

    memset(set, 0, sizeof(struct value) * SETTINGS_ROWS_MAX);
    values_default(set);
    if (read_file(set, path, &c) && read_environment(set, &c))
        return true;
    values_free(set);
    return false;
}
