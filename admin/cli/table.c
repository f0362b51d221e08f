/* Prints JSON rows as aligned columns. Widths count characters, not bytes. Called by the listing
 * commands. */
#include "table.h"

#include <stdio.h>
#include <string.h>

#include "amount.h"
#include "leadx/base/utf8.h"

enum { CELL = 200, COLUMNS_MAX = 12 };

/* A list within a list is one choice of several: [["attempts"], ["recording", "document"]] is
 * "attempts, recording or document". */
static void show_list(json_t *list, const char *between, char *out, size_t size)
{
    size_t i, n = 0;
    json_t *item;

    snprintf(out, size, "-");
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item);
        char inner[CELL];

        if (json_is_array(item)) {
            show_list(item, " or ", inner, sizeof inner);
            text = inner;
        }
        if (n < size)
            n += (size_t)snprintf(out + n, size - n, "%s%s", i > 0 ? between : "",
                                  text != NULL ? text : "…");
    }
}

static const char *show(json_t *value, char *out, size_t size)
{
    if (json_is_string(value))
        snprintf(out, size, "%s", json_string_value(value));
    else if (json_is_integer(value))
        snprintf(out, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_boolean(value))
        snprintf(out, size, "%s", json_is_true(value) ? "yes" : "no");
    else if (json_is_array(value))
        show_list(value, ", ", out, size);
    else
        amount_show(value, out, size);
    return out;
}

const char *table_label(const char *name, char *out, size_t size)
{
    snprintf(out, size, "%s", name);
    for (char *p = out; *p != '\0'; p++)
        if (*p == '_')
            *p = ' ';
    return out;
}

static int width(const char *text)
{
    return (int)utf8_length(slice_of(text));
}

static void print_cell(const char *text, int to, bool last)
{
    printf("%s%*s", text, last ? 0 : to - width(text) + 2, "");
}

static void measure(json_t *rows, const char *const *columns, int *widths)
{
    char cell[CELL];
    size_t r;
    json_t *row;

    for (int i = 0; columns[i] != NULL; i++) {
        widths[i] = (int)strlen(columns[i]);
        json_array_foreach(rows, r, row)
        {
            int w = width(show(json_object_get(row, columns[i]), cell, sizeof cell));

            widths[i] = w > widths[i] ? w : widths[i];
        }
    }
}

void table_print(json_t *rows, const char *const *columns)
{
    char cell[CELL];
    int widths[COLUMNS_MAX];
    size_t r;
    json_t *row;

    measure(rows, columns, widths);
    for (int i = 0; columns[i] != NULL; i++) {
        print_cell(table_label(columns[i], cell, sizeof cell), widths[i], columns[i + 1] == NULL);
    }
    putchar('\n');
    json_array_foreach(rows, r, row)
    {
        for (int i = 0; columns[i] != NULL; i++)
            print_cell(show(json_object_get(row, columns[i]), cell, sizeof cell), widths[i],
                       columns[i + 1] == NULL);
        putchar('\n');
    }
}
