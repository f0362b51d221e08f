/* leadx audit: what people and keys changed and read, exported and verified as the ledger is. */
#include <string.h>

#include "book_run.h"
#include "command.h"

static int run(const struct args *a);

const struct command audit_command = {
    .name = "audit",
    .usage = "verify FILE [--key HEX]\nexport FILE [--from DAY] [--to DAY]",
    .summary = "Export the audit, verify an exported one",
    .help =
        "An export holds a line of JSON for everything that was done, and the signed days it\n"
        "stands in. verify needs no server, and names each row that was changed, is missing or\n"
        "was added. Exit status 0 when everything is right, 1 when it is not.\n",
    .flags = book_flags,
    .run = run,
};

static int run(const struct args *a)
{
    const char *verb = args_word(a, 0);

    if (verb != NULL && strcmp(verb, "verify") == 0 && a->n_words == 2)
        return book_run_verify(a);
    if (verb != NULL && strcmp(verb, "export") == 0 && a->n_words == 2)
        return book_run_export(a, "/v1/admin/audit/export");
    return command_misused(&audit_command);
}
