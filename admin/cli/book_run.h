/* What the commands ledger and audit have in common. */
#ifndef LEADX_CLI_BOOK_RUN_H
#define LEADX_CLI_BOOK_RUN_H

#include "args.h"

extern const struct flag book_flags[];

/* "verify FILE": an export or a proof. Each returns the command's exit status. */
int book_run_verify(const struct args *a);
/* "prove FILE TRANSFER". */
int book_run_prove(const struct args *a);
/* "export FILE": page after page from path. */
int book_run_export(const struct args *a, const char *path);

#endif
