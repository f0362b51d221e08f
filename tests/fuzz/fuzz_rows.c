/* Somebody's CSV export: any bytes as a file, in any encoding, cut into rows, each cell read as
 * every kind of value. Rows end, lines only grow, and a cell is always something. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../admin/cli/import_rows.h"
#include "../../admin/cli/import_text.h"
#include "../../admin/cli/import_value.h"
#include "leadx/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELLS_LOOKED_AT = 64, CELL_MAX = 4096 };

static const char *const encodings[] = {"auto",         "UTF-8",  "windows-1251", "UTF-16LE",
                                        "windows-1252", "KOI8-R", "UTF-16BE"};
static const char separators[] = {0, ',', ';', '\t', '|'};

static void look_at(struct slice cell)
{
    struct value_customs customs = {.dates = DATES_DMY, .zone = "+03:00", .phone_country = "RU"};
    json_t *value;

    assert(cell.p[cell.n] == '\0');
    if (cell.n == 0 || cell.n > CELL_MAX || !utf8_valid(cell) || memchr(cell.p, 0, cell.n) != NULL)
        return;
    for (int kind = VALUE_TEXT; kind <= VALUE_TEMPERATURE; kind++) {
        value = value_read((enum value_kind)kind, cell, NULL, &customs);
        assert(value != NULL);
        json_decref(value);
    }
}

static void read_all(struct text *text, char separator)
{
    static struct row row;
    struct rows *rows = rows_open(text, separator);
    uint64_t line = 0;
    size_t looked = 0;

    while (rows_next(rows, &row)) {
        assert(row.line > line && row.n <= ROW_CELLS_MAX);
        line = row.line;
        for (size_t i = 0; i < row.n && looked < CELLS_LOOKED_AT; i++, looked++)
            look_at(row.cells[i]);
    }
    assert(!rows_failed(rows));
    rows_close(rows);
}

/* The first two bytes choose encoding and separator. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text_look look;
    struct text *text;
    int fd;

    if (size < 2)
        return 0;
    fd = memfd_create("rows", 0);
    assert(fd >= 0 && write(fd, data + 2, size - 2) == (ssize_t)(size - 2));
    assert(text_look(fd, encodings[data[0] % 7], &look));
    text = text_open(fd, &look);
    assert(text != NULL);
    read_all(text, separators[data[1] % 5]);
    assert(text_offset(text) <= look.size);
    text_close(text);
    close(fd);
    return 0;
}
