/* Reads a command line by the tables of options.
 *
 * Its one rule: an option nobody declared is an error, never ignored: "--dryrun" must not post
 * leads. Called by main.c. */
#include "args.h"

#include <string.h>

const struct flag common_flags[] = {
    {"url", "URL", "address of the server (LEADX_URL, or from demo.json)"},
    {"ca", "FILE", "certificate authority it is verified against (LEADX_CA)"},
    {"key", "KEY", "API key (LEADX_KEY; administrators: LEADX_ADMIN_KEY)"},
    {"demo", "FILE", "demo.json to take the three from (LEADX_DEMO; default var/demo.json)"},
    {"as", "WHO", "which key of demo.json: admin, seller or buyer"},
    {"json", NULL, "print the server's answer as it came"},
    {"help", NULL, "this text"},
    {NULL, NULL, NULL},
};

static const struct flag *find(const struct flag *flags, const char *name, size_t n)
{
    for (; flags != NULL && flags->name != NULL; flags++)
        if (strlen(flags->name) == n && memcmp(flags->name, name, n) == 0)
            return flags;
    return NULL;
}

/* argv[*i] starts with two hyphens; *i moves on when the value is the next word. */
static bool read_flag(struct args *a, int argc, char **argv, int *i, const struct flag *own)
{
    const char *name = argv[*i] + 2, *equals = strchr(name, '=');
    size_t n = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const struct flag *flag = find(own, name, n);

    if (flag == NULL)
        flag = find(common_flags, name, n);
    if (flag == NULL || a->n_flags == ARGS_FLAGS_MAX) {
        fprintf(stderr, "leadx: no option --%.*s here; --help lists them\n", (int)n, name);
        return false;
    }
    if (flag->value == NULL && equals != NULL) {
        fprintf(stderr, "leadx: --%s takes no value\n", flag->name);
        return false;
    }
    if (flag->value != NULL && equals == NULL && ++*i == argc) {
        fprintf(stderr, "leadx: --%s needs a value: --%s %s\n", flag->name, flag->name,
                flag->value);
        return false;
    }
    a->flags[a->n_flags].name = flag->name;
    a->flags[a->n_flags++].value =
        flag->value == NULL ? "" : (equals != NULL ? equals + 1 : argv[*i]);
    return true;
}

bool args_read(struct args *a, int argc, char **argv, int first, const struct flag *own)
{
    bool only_words = false;

    *a = (struct args){0};
    for (int i = first; i < argc; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!only_words && strncmp(argv[i], "--", 2) == 0) {
            if (!read_flag(a, argc, argv, &i, own))
                return false;
        } else if (a->n_words == ARGS_WORDS_MAX) {
            fprintf(stderr, "leadx: more than %d words\n", ARGS_WORDS_MAX);
            return false;
        } else {
            a->words[a->n_words++] = argv[i];
        }
    }
    return true;
}

const char *args_value(const struct args *a, const char *name)
{
    for (int i = a->n_flags - 1; i >= 0; i--)
        if (strcmp(a->flags[i].name, name) == 0)
            return a->flags[i].value;
    return NULL;
}

bool args_given(const struct args *a, const char *name)
{
    return args_value(a, name) != NULL;
}

const char *args_word(const struct args *a, int i)
{
    return i < a->n_words ? a->words[i] : NULL;
}

void args_print_flags(FILE *out, const struct flag *flags)
{
    char left[64];

    for (; flags != NULL && flags->name != NULL; flags++) {
        snprintf(left, sizeof left, "--%s%s%s", flags->name, flags->value != NULL ? " " : "",
                 flags->value != NULL ? flags->value : "");
        fprintf(out, "  %-22s %s\n", left, flags->help);
    }
}
