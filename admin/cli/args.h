/* The words of a command line: options with and without values, and what is left. */
#ifndef LEADX_CLI_ARGS_H
#define LEADX_CLI_ARGS_H

#include <stdbool.h>
#include <stdio.h>

/* One option of a command. Tables end with a row whose name is NULL. */
struct flag {
    const char *name;  /* without the two hyphens */
    const char *value; /* what its value is called in the help; NULL: it takes none */
    const char *help;
};

enum { ARGS_WORDS_MAX = 16, ARGS_FLAGS_MAX = 32 };

struct args {
    const char *words[ARGS_WORDS_MAX]; /* what is not an option, in order */
    int n_words;
    struct {
        const char *name, *value; /* value "" when the option takes none */
    } flags[ARGS_FLAGS_MAX];
    int n_flags;
};

/* The options every command understands: connection, output, help. */
extern const struct flag common_flags[];

/* Reads argv[first…] by the command's own table (may be NULL) and the common one. "--name value"
 * and
 * "--name=value" are the same; "--" ends the options; "-" is a word. false: said what is wrong. */
bool args_read(struct args *a, int argc, char **argv, int first, const struct flag *own);
/* The last value given, or NULL. */
const char *args_value(const struct args *a, const char *name);
bool args_given(const struct args *a, const char *name);
/* The i-th word, or NULL. */
const char *args_word(const struct args *a, int i);
void args_print_flags(FILE *out, const struct flag *flags);

#endif
