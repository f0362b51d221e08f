/* leadx: the exchange from a terminal.
 *
 * The table below is the whole tool; to add a command, copy the file of another and add its row.
 * Exit status: 0 done, 1 refused or failed (said why), 2 not a command line; import has more. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct command *const commands[] = {
    &post_command,   &import_command,  &market_command, &order_command,  &key_command,
    &org_command,    &deposit_command, &wallet_command, &payout_command, &dispute_command,
    &ledger_command, &audit_command,   &prices_command, &doctor_command, &ready_command,
    &demo_command,   &user_command,    &top_up_command,
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_usage(FILE *out)
{
    fputs("leadx: the lead exchange from a terminal\n\nusage: leadx COMMAND …\n\n", out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\nleadx COMMAND --help says more; leadx --version prints the version.\n", out);
}

/* "a\nb" → "usage: leadx order a" and "       leadx order b". */
static void print_forms(FILE *out, const struct command *c)
{
    const char *line = c->usage, *word = "usage:";

    do {
        size_t n = strcspn(line, "\n");

        fprintf(out, "%-6s leadx %s%s%.*s\n", word, c->name, n > 0 ? " " : "", (int)n, line);
        word = "";
        line += n + (line[n] == '\n');
    } while (*line != '\0');
}

static void print_help(const struct command *c)
{
    print_forms(stdout, c);
    printf("\n%s.\n", c->summary);
    if (c->help != NULL)
        printf("\n%s", c->help);
    if (c->flags != NULL) {
        fputs("\noptions:\n", stdout);
        args_print_flags(stdout, c->flags);
    }
    fputs("\ncommon options:\n", stdout);
    args_print_flags(stdout, common_flags);
}

int command_misused(const struct command *c)
{
    print_forms(stderr, c);
    fprintf(stderr, "leadx %s --help says more.\n", c->name);
    return MISUSED;
}

static int run(const struct command *c, int argc, char **argv)
{
    struct args args;

    if (!args_read(&args, argc, argv, 2, c->flags))
        return MISUSED;
    if (args_given(&args, "help")) {
        print_help(c);
        return DONE;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int status = c->run(&args);
    curl_global_cleanup();
    return status;
}

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i]->name) == 0)
            return commands[i];
    return NULL;
}

static int no_command(const char *name)
{
    fprintf(stderr, "leadx: no command '%s'\n\n", name);
    print_usage(stderr);
    return MISUSED;
}

/* name: of a command, or NULL for all. */
static int help(const char *name)
{
    const struct command *c = name == NULL ? NULL : command_find(name);

    if (name != NULL && c == NULL)
        return no_command(name);
    if (c != NULL)
        print_help(c);
    else
        print_usage(stdout);
    return DONE;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return MISUSED;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return help(argc > 2 ? argv[2] : NULL);
    if (strcmp(argv[1], "--version") == 0) {
        puts("leadx " LEADX_VERSION);
        return DONE;
    }
    const struct command *c = command_find(argv[1]);
    return c == NULL ? no_command(argv[1]) : run(c, argc, argv);
}
