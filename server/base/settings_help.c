/* The reference page of the settings, markdown, printed from the table: what --help-settings shows.
 */
#include "leadx/base/settings.h"

#include <inttypes.h>

static void print_type(FILE *out, const struct setting *s)
{
    static const char *const types[] = {"number", "yes or no", "text", "path"};

    if (s->type == SETTING_INT)
        fprintf(out, "%" PRId64 " to %" PRId64, s->min, s->max);
    else
        fprintf(out, "%s", s->choices != NULL ? s->choices : types[s->type]);
}

void settings_print_help(FILE *out)
{
    fputs("# Settings\n\n"
          "Sources, later wins: the default, the file of `--config` (lines of the form `name = "
          "value`;\n"
          "lines that start with `#` are comments), the environment (`LEADX_` and the name in "
          "upper case).\n"
          "Those marked *reload* are taken over at SIGHUP; the others need a restart.\n\n"
          "| name | values | default | reload | |\n"
          "|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *s = &settings_table[i];

        fprintf(out, "| `%s` | ", s->name);
        print_type(out, s);
        fprintf(out, s->initial[0] == '\0' ? " | |" : " | `%s` |", s->initial);
        fprintf(out, " %s | %s |\n", s->reloadable ? "*reload*" : "", s->help);
    }
}
