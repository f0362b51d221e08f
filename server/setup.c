/* --migrate and --bootstrap: a database is made ready, as its owner, and the program ends.
 *
 * Its one rule: both can be run again at any time. Called by main. */
#include "setup.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "leadx/app/key.h"
#include "leadx/base/digest.h"
#include "leadx/base/settings.h"
#include "leadx/base/slice.h"
#include "leadx/db/migrate.h"
#include "leadx/db/once.h"

enum { ERROR_SIZE = 1024 };

int setup_migrate(void)
{
    char err[ERROR_SIZE * 4];

    if (migrate_run(setting_text("database_owner"), err, sizeof err))
        return 0;
    fprintf(stderr, "leadxd: %s\n", err);
    return 1;
}

/* Prints admin_key=… the first time, nothing later. */
int setup_bootstrap(bool test_clock)
{
    char key[KEY_LENGTH + 1], hint[KEY_HINT + 1], hex[2 + 2 * SHA256_SIZE + 1] = "\\x", made[8],
                                                                            err[ERROR_SIZE];
    const char *params[3] = {hex, hint, test_clock ? "true" : "false"};
    uint8_t hash[SHA256_SIZE];

    key_make(key);
    key_hash(slice_of(key), hash);
    key_hint(slice_of(key), hint);
    hex_encode(hash, sizeof hash, hex + 2);
    if (!db_once(setting_text("database_owner"),
                 "select leadx.bootstrap($1::bytea, $2, $3::boolean)", params, 3, made, sizeof made,
                 err, sizeof err)) {
        fprintf(stderr, "leadxd: %s\n", err);
        return 1;
    }
    if (strcmp(made, "t") == 0)
        printf("admin_key=%s\n", key);
    return 0;
}
