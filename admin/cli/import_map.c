/* Columns to fields: what is told first, then names, then synonyms.
 *
 * Its one rule: no column is read as something it may not be: an unknown header is left out and
 * said to be, and a field is filled by one column. Called by import.c before the first row. */
#include "import_map.h"

#include <stdlib.h>
#include <string.h>

#include "import_fold.h"
#include "import_words.h"
#include "leadx/base/mem.h"

static const struct target lead_fields[] = {
    {"external_id", "", "external_id", VALUE_TEXT, NULL, false},
    {"name", "contact", "name", VALUE_FULL_NAME, NULL, false},
    {"first_name", "contact", "first_name", VALUE_TEXT, NULL, false},
    {"last_name", "contact", "last_name", VALUE_TEXT, NULL, false},
    {"middle_name", "contact", "middle_name", VALUE_TEXT, NULL, false},
    {"phone", "contact", "phone", VALUE_PHONE, NULL, false},
    {"email", "contact", "email", VALUE_TEXT, NULL, false},
    {"position", "contact", "position", VALUE_TEXT, NULL, false},
    {"decides", "contact", "decides", VALUE_BOOLEAN, NULL, false},
    {"organisation", "organisation", "name", VALUE_TEXT, NULL, false},
    {"registration_no", "organisation", "registration_no", VALUE_TEXT, NULL, false},
    {"industry", "organisation", "industry", VALUE_TEXT, NULL, false},
    {"temperature", "attributes", "temperature", VALUE_TEMPERATURE, NULL, false},
    {"purchase_by", "attributes", "purchase_by", VALUE_DATE, NULL, false},
    {"consent_text", "consent", "text", VALUE_TEXT, NULL, false},
    {"consent_given_at", "consent", "given_at", VALUE_TIME, NULL, false},
    {"consent_ip", "consent", "ip", VALUE_TEXT, NULL, false},
    {"consent_user_agent", "consent", "user_agent", VALUE_TEXT, NULL, false},
    {"consent_proof_url", "consent", "proof_url", VALUE_TEXT, NULL, false},
    {"consent_expires_at", "consent", "expires_at", VALUE_TIME, NULL, false},
    {"consent_max_recipients", "consent", "max_recipients", VALUE_INTEGER, NULL, false},
    {"campaign", "source", "campaign", VALUE_TEXT, NULL, false},
    {"ad_group", "source", "ad_group", VALUE_TEXT, NULL, false},
    {"channel", "source", "channel", VALUE_TEXT, NULL, false},
    {"origin_kind", "source", "origin_kind", VALUE_TEXT, NULL, false},
    {"capture_kind", "source", "capture_kind", VALUE_TEXT, NULL, false},
    {"demand_kind", "source", "demand_kind", VALUE_TEXT, NULL, false},
    {"incentivised", "source", "incentivised", VALUE_BOOLEAN, NULL, false},
    {"sub", "source", "sub", VALUE_TEXT, NULL, false},
    {"kind", "", "kind", VALUE_TEXT, NULL, false},
    {"offer", "", "offer", VALUE_TEXT, NULL, false},
    {"max_sales", "", "max_sales", VALUE_INTEGER, NULL, false},
};

static enum value_kind kind_of(const char *type)
{
    static const struct {
        const char *type;
        enum value_kind kind;
    } kinds[] = {
        {"integer", VALUE_INTEGER},   {"decimal", VALUE_DECIMAL}, {"boolean", VALUE_BOOLEAN},
        {"date", VALUE_DATE},         {"enum", VALUE_ENUM},       {"phone", VALUE_PHONE},
        {"language", VALUE_LANGUAGE}, {"region", VALUE_CODE},     {"country", VALUE_CODE}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(type, kinds[i].type) == 0)
            return kinds[i].kind;
    return VALUE_TEXT;
}

static struct target *target_find(const struct import_map *map, struct slice name)
{
    /* The niche's own fields stand behind the lead's and are looked at first. */
    for (size_t i = map->n_targets; i-- > 0;)
        if (slice_is(slice_of(map->targets[i].name), name))
            return (struct target *)&map->targets[i];
    return NULL;
}

const struct target *map_target(const struct import_map *map, const char *name)
{
    return target_find(map, slice_of(name));
}

void map_init(struct import_map *map, json_t *niche)
{
    size_t i;
    json_t *field;

    memset(map, 0, sizeof *map);
    memcpy(map->targets, lead_fields, sizeof lead_fields);
    map->n_targets = sizeof lead_fields / sizeof *lead_fields;
    json_array_foreach(json_object_get(niche, "fields"), i, field)
    {
        struct target *t = &map->targets[map->n_targets];
        const char *name = json_string_value(json_object_get(field, "name"));
        const char *type = json_string_value(json_object_get(field, "type"));

        if (name == NULL || type == NULL || map->n_targets == TARGETS_MAX)
            continue;
        map->n_targets++;
        snprintf(t->name, sizeof t->name, "%s", name);
        snprintf(t->in, sizeof t->in, "attributes");
        snprintf(t->key, sizeof t->key, "%s", name);
        t->kind = kind_of(type);
        t->words = json_object_get(field, "values");
    }
}

void map_free(struct import_map *map)
{
    for (size_t i = 0; i < map->n_columns; i++)
        free(map->heads[i]);
    map->n_columns = 0;
}

/* ---- the same for all rows */

bool map_fix(struct import_map *map, const char *name, const char *value)
{
    struct target *t = target_find(map, slice_of(name));

    if (t == NULL || map->n_fixed == FIXED_MAX) {
        fprintf(stderr,
                t == NULL ? "leadx: a lead of this niche has no field '%s'\n"
                          : "leadx: too many --set, at '%s'\n",
                name);
        return false;
    }
    t->used = true;
    map->fixed[map->n_fixed].target = t;
    map->fixed[map->n_fixed++].text = value;
    return true;
}

bool map_set(struct import_map *map, const char *text)
{
    const char *equals = strchr(text, '=');
    char name[64];

    if (equals == NULL || equals == text || (size_t)(equals - text) >= sizeof name) {
        fprintf(stderr, "leadx: --set takes field=value, not '%s'\n", text);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
    return map_fix(map, name, equals + 1);
}

/* ---- columns */

/* "#3", or the header's text; SIZE_MAX: there is no such column. */
static size_t column_find(const struct import_map *map, struct slice name)
{
    int64_t number;

    if (name.n > 1 && name.p[0] == '#' &&
        slice_to_int64((struct slice){name.p + 1, name.n - 1}, &number) && number >= 1 &&
        (size_t)number <= map->n_columns)
        return (size_t)number - 1;
    for (size_t i = 0; i < map->n_columns; i++)
        if (slice_is(slice_of(map->heads[i]), name))
            return i;
    for (size_t i = 0; i < map->n_columns; i++)
        if (fold_equal(slice_of(map->heads[i]), name))
            return i;
    return SIZE_MAX;
}

/* One "column=field". */
static bool tell_one(struct import_map *map, struct slice pair, bool *told)
{
    const char *equals = memrchr(pair.p, '=', pair.n);
    struct slice column, field;
    struct target *t;
    size_t i;

    if (equals == NULL) {
        fprintf(stderr, "leadx: --map takes column=field, not '%.*s'\n", (int)pair.n, pair.p);
        return false;
    }
    column = slice_trim((struct slice){pair.p, (size_t)(equals - pair.p)});
    field = slice_trim((struct slice){equals + 1, (size_t)(pair.p + pair.n - equals) - 1});
    i = column_find(map, column);
    if (i == SIZE_MAX) {
        fprintf(stderr, "leadx: the file has no column '%.*s'\n", (int)column.n, column.p);
        return false;
    }
    told[i] = true;
    if (slice_is(field, SLICE("-")))
        return true;
    t = target_find(map, field);
    if (t == NULL) {
        fprintf(stderr, "leadx: a lead of this niche has no field '%.*s'\n", (int)field.n, field.p);
        return false;
    }
    map->columns[i] = t;
    t->used = true;
    return true;
}

static bool tell(struct import_map *map, const char *pairs, bool *told)
{
    while (*pairs != '\0') {
        size_t n = strcspn(pairs, ",");

        if (n > 0 && !tell_one(map, (struct slice){pairs, n}, told))
            return false;
        pairs += n + (pairs[n] == ',');
    }
    return true;
}

/* A field's own name, else a synonym's. */
static struct target *head_means(const struct import_map *map, struct slice head)
{
    for (size_t i = map->n_targets; i-- > 0;)
        if (fold_equal(slice_of(map->targets[i].name), head))
            return (struct target *)&map->targets[i];
    for (const struct import_words *w = import_headers; w->name != NULL; w++)
        if (fold_among(head, w->words))
            return target_find(map, slice_of(w->name));
    return NULL;
}

static bool takes_many(const struct target *t)
{
    return strcmp(t->name, "sub") == 0;
}

static bool by_column(const struct import_map *map, const struct target *t)
{
    for (size_t i = 0; i < map->n_columns; i++)
        if (map->columns[i] == t)
            return true;
    return false;
}

static void column_guess(struct import_map *map, size_t i)
{
    struct target *t = head_means(map, slice_of(map->heads[i]));

    if (t == NULL || (!takes_many(t) && by_column(map, t)))
        return;
    map->columns[i] = t;
    t->used = true;
}

/* An id that an earlier import's error file kept comes before the agency's own column. */
static void own_columns(struct import_map *map, bool *told)
{
    for (size_t i = 0; i < map->n_columns; i++) {
        map->own[i] = strncmp(map->heads[i], "leadx_", 6) == 0;
        if (!map->own[i] || told[i])
            continue;
        told[i] = true;
        if (strcmp(map->heads[i], "leadx_external_id") == 0 &&
            !by_column(map, map_target(map, "external_id")))
            map->columns[i] = map_target(map, "external_id");
    }
}

bool map_columns(struct import_map *map, const struct row *header, const char *const *told_texts,
                 size_t n_told)
{
    bool told[ROW_CELLS_MAX] = {false};

    map->n_columns = header->n;
    for (size_t i = 0; i < header->n; i++)
        map->heads[i] = mem_strdup(header->cells[i].p);
    for (size_t i = 0; i < n_told; i++)
        if (!tell(map, told_texts[i], told))
            return false;
    own_columns(map, told);
    for (size_t i = 0; i < map->n_columns; i++)
        if (!told[i])
            column_guess(map, i);
    return true;
}

/* ---- */

static bool filled(const struct import_map *map, const char *name)
{
    return map_target(map, name)->used;
}

bool map_complete(const struct import_map *map)
{
    bool reach = filled(map, "phone") || filled(map, "email");
    bool consent = filled(map, "consent_text") && filled(map, "consent_given_at");

    if (!reach)
        fputs("leadx: no column holds a phone number or an e-mail address; say which does: "
              "--map 'column=phone'\n",
              stderr);
    if (!consent)
        fputs("leadx: a lead is sold only with the person's consent: its text and its time. Name "
              "the columns (--map 'column=consent_text,column=consent_given_at'), or what holds "
              "for all rows (--consent-text TEXT --consent-given-at TIME)\n",
              stderr);
    return reach && consent;
}

void map_print(FILE *out, const struct import_map *map)
{
    for (size_t i = 0; i < map->n_columns; i++)
        if (map->columns[i] != NULL)
            fprintf(out, "  %s → %s\n", map->heads[i], map->columns[i]->name);
    for (size_t i = 0; i < map->n_columns; i++)
        if (map->columns[i] == NULL && !map->own[i])
            fprintf(out, "  %s is not read\n", map->heads[i]);
    for (size_t i = 0; i < map->n_fixed; i++)
        fprintf(out, "  every row: %s = %s\n", map->fixed[i].target->name, map->fixed[i].text);
}
