/* One command of the tool. Each stands in a file of its own with its row on top; main.c lists them.
 */
#ifndef LEADX_CLI_COMMAND_H
#define LEADX_CLI_COMMAND_H

#include "args.h"

#ifndef LEADX_VERSION
#define LEADX_VERSION "0.1.0"
#endif

/* What a command ends with. */
enum { DONE = 0, FAILED = 1, MISUSED = 2 };

struct command {
    const char *name;
    const char *usage;   /* what follows the name; lines are forms of it */
    const char *summary; /* one line for the list */
    const char *help;    /* paragraphs for --help, ending in a newline; may be NULL */
    const struct flag *flags;
    int (*run)(const struct args *a);
};

extern const struct command audit_command, deposit_command, demo_command, dispute_command,
    doctor_command, import_command, key_command, ledger_command, market_command, order_command,
    org_command, payout_command, post_command, prices_command, ready_command, top_up_command,
    user_command, wallet_command;

/* Says how the command is used, on standard error; returns MISUSED. */
int command_misused(const struct command *c);

#endif
