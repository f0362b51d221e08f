/* The words agencies use: column headers and values in English, Russian, Spanish, Portuguese and
 * Norwegian. */
#ifndef LEADX_CLI_IMPORT_WORDS_H
#define LEADX_CLI_IMPORT_WORDS_H

struct import_words {
    const char *name;  /* what is meant */
    const char *words; /* "a|b|c", compared folded */
};

/* Headers: name is a field of a lead as --map takes it, or a niche's field of that name. Tables end
 * with a row whose name is NULL. */
extern const struct import_words import_headers[];
/* "true" and "false". */
extern const struct import_words import_booleans[];
/* hot, warm, cold. */
extern const struct import_words import_temperatures[];
/* Languages by their names: ISO 639-1. */
extern const struct import_words import_languages[];

#endif
