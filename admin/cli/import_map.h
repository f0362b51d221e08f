/* Which column of the file is which field of a lead. */
#ifndef LEADX_CLI_IMPORT_MAP_H
#define LEADX_CLI_IMPORT_MAP_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "import_rows.h"
#include "import_value.h"

/* A field of a lead: body[in][key], or body[key] when in is empty. */
struct target {
    char name[48]; /* as --map and --set call it */
    char in[16], key[48];
    enum value_kind kind;
    json_t *words; /* of an ENUM; borrowed from the niche */
    bool used;     /* some column, or --set, fills it */
};

enum { TARGETS_MAX = 128, FIXED_MAX = 16 };

struct import_map {
    struct target targets[TARGETS_MAX];
    size_t n_targets;
    const struct target *columns[ROW_CELLS_MAX]; /* NULL = not read */
    char *heads[ROW_CELLS_MAX];                  /* the headers as they stand */
    bool own[ROW_CELLS_MAX]; /* written by an earlier import's error file: never passed on */
    size_t n_columns;
    struct {
        const struct target *target;
        const char *text;
    } fixed[FIXED_MAX]; /* the same in every row that says nothing else */
    size_t n_fixed;
};

/* Fields of every lead, and those of the niche (as GET /v1/niches/{niche} answers; borrowed). */
void map_init(struct import_map *map, json_t *niche);
void map_free(struct import_map *map);
/* "field=value". false: why is said on standard error. text must live as long as the map. */
bool map_set(struct import_map *map, const char *text);
bool map_fix(struct import_map *map, const char *name, const char *value);
/* The header row; told: the --map options, "column=field,…" each ("-" = do not read it; "#3" = the
 * third column). false: said why. */
bool map_columns(struct import_map *map, const struct row *header, const char *const *told,
                 size_t n_told);
/* What a lead needs and nothing fills: said on standard error. */
bool map_complete(const struct import_map *map);
/* "  Телефон → phone", and what is not read. */
void map_print(FILE *out, const struct import_map *map);
const struct target *map_target(const struct import_map *map, const char *name);

#endif
