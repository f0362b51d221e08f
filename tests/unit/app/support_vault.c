/* Keys on disk as an installation has them. */
#include "support_vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "leadx/app/vault.h"
#include "leadx/base/settings.h"

static const char *const names[] = {"master.key", "fingerprint.key", "suppression.key"};
static char dir[64];

static void key_write(const char *name, char fill)
{
    char path[128], bytes[32];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    memset(bytes, fill, sizeof bytes);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, sizeof bytes, f), sizeof bytes);
    fclose(f);
    chmod(path, 0600);
}

int vault_up(void **state)
{
    char err[300];

    (void)state;
    strcpy(dir, "/tmp/leadx-vault-XXXXXX");
    if (mkdtemp(dir) == NULL)
        return -1;
    for (int i = 0; i < 3; i++)
        key_write(names[i], (char)(i + 1));
    return settings_set("secrets_dir", dir, err, sizeof err) && vault_open(err, sizeof err) ? 0
                                                                                            : -1;
}

int vault_down(void **state)
{
    char path[128];

    (void)state;
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}
