/* The vault: which key files it takes, that a sealed thing opens only for its own row and use, that
 * tags keep purposes apart. */
#include "leadx/app/vault.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "leadx/base/digest.h"
#include "leadx/base/settings.h"

static char dir[64];
static const char *const names[] = {"master.key", "fingerprint.key", "suppression.key"};

static const char *path_of(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void key_write(const char *name, uint8_t fill, size_t n, mode_t mode)
{
    uint8_t bytes[64];
    int fd;

    memset(bytes, fill, sizeof bytes);
    unlink(path_of(name));
    fd = open(path_of(name), O_CREAT | O_WRONLY | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), (ssize_t)n);
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
}

static bool vault_tries(const char *expected)
{
    char err[300] = "";
    bool ok = vault_open(err, sizeof err);

    if (!ok && expected != NULL && strstr(err, expected) == NULL)
        fail_msg("expected \"%s\" in \"%s\"", expected, err);
    return ok;
}

static int setup(void **state)
{
    char err[200];

    (void)state;
    strcpy(dir, "/tmp/leadx-vault-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_true(settings_set("secrets_dir", dir, err, sizeof err));
    for (int i = 0; i < 3; i++)
        key_write(names[i], (uint8_t)(i + 1), 32, 0600);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    vault_close();
    for (int i = 0; i < 3; i++)
        unlink(path_of(names[i]));
    return rmdir(dir);
}

static void takes_keys_only_the_owner_reads(void **state)
{
    (void)state;
    assert_true(vault_tries(NULL));
    key_write("master.key", 1, 32, 0400);
    assert_true(vault_tries(NULL));
    key_write("master.key", 1, 32, 0640);
    assert_false(vault_tries("chmod"));
    key_write("master.key", 1, 32, 0604);
    assert_false(vault_tries("master.key"));
}

static void refuses_other_sizes_kinds_and_owners(void **state)
{
    (void)state;
    key_write("fingerprint.key", 2, 31, 0600);
    assert_false(vault_tries("32 random bytes"));
    key_write("fingerprint.key", 2, 33, 0600);
    assert_false(vault_tries("32 random bytes"));
    unlink(path_of("fingerprint.key"));
    assert_false(vault_tries("fingerprint.key: No such file"));
    assert_int_equal(mkfifo(path_of("fingerprint.key"), 0600), 0);
    assert_false(vault_tries("plain file"));
    key_write("fingerprint.key", 2, 32, 0600);
    if (geteuid() == 0) {
        assert_int_equal(chown(path_of("fingerprint.key"), 65534, 65534), 0);
        assert_false(vault_tries("another user"));
    }
}

static void refuses_keys_that_are_no_secrets(void **state)
{
    (void)state;
    key_write("suppression.key", 2, 32, 0600); /* the fingerprint key again */
    assert_false(vault_tries("differ"));
    key_write("suppression.key", 0, 32, 0600);
    assert_false(vault_tries("differ"));
}

static struct slice bytea_text(struct pool *pool, const uint8_t *p, size_t n)
{
    char *text = pool_alloc(pool, 2 * n + 3);

    memcpy(text, "\\x", 2);
    hex_encode(p, n, text + 2);
    return (struct slice){text, 2 * n + 2};
}

static void opens_what_was_sealed_for_this_row_and_use(void **state)
{
    struct slice plain = SLICE("{\"phone\":\"+79991234567\"}"), sealed_hex, key_hex;
    struct uuid lead = uuid_v7(1000), other = uuid_v7(1000);
    uint8_t sealed[64 + SEAL_OVERHEAD], key[SEAL_WRAPPED_SIZE];
    struct pool *pool = pool_new(0);

    (void)state;
    assert_true(vault_tries(NULL));
    seal(vault_sealer(), SEAL_CONTACT, &lead, plain, sealed, key);
    sealed_hex = bytea_text(pool, sealed, plain.n + SEAL_OVERHEAD);
    key_hex = bytea_text(pool, key, sizeof key);
    assert_true(slice_is(vault_unseal_hex(pool, SEAL_CONTACT, &lead, sealed_hex, key_hex), plain));
    assert_null(vault_unseal_hex(pool, SEAL_CONSENT, &lead, sealed_hex, key_hex).p);
    assert_null(vault_unseal_hex(pool, SEAL_CONTACT, &other, sealed_hex, key_hex).p);
    pool_free(pool);
}

static void the_erased_and_the_damaged_open_to_nothing(void **state)
{
    struct uuid lead = uuid_v7(1000);
    uint8_t sealed[8 + SEAL_OVERHEAD], key[SEAL_WRAPPED_SIZE];
    struct pool *pool = pool_new(0);
    struct slice hex, key_hex;

    (void)state;
    assert_true(vault_tries(NULL));
    seal(vault_sealer(), SEAL_CONTACT, &lead, SLICE("whatever"), sealed, key);
    hex = bytea_text(pool, sealed, sizeof sealed);
    key_hex = bytea_text(pool, key, sizeof key);
    assert_null(vault_unseal_hex(pool, SEAL_CONTACT, &lead, hex, SLICE_NONE).p);
    assert_null(vault_unseal_hex(pool, SEAL_CONTACT, &lead, SLICE_NONE, key_hex).p);
    assert_null(vault_unseal_hex(pool, SEAL_CONTACT, &lead, SLICE("\\x"), key_hex).p);
    assert_null(vault_unseal_hex(pool, SEAL_CONTACT, &lead, SLICE("\\x0"), key_hex).p);
    assert_null(vault_unseal_hex(pool, SEAL_CONTACT, &lead, SLICE("\\xzz"), key_hex).p);
    sealed[sizeof sealed - 1] ^= 1;
    hex = bytea_text(pool, sealed, sizeof sealed);
    assert_null(vault_unseal_hex(pool, SEAL_CONTACT, &lead, hex, key_hex).p);
    pool_free(pool);
}

static void tags_keep_purposes_and_data_apart(void **state)
{
    uint8_t a[VAULT_TAG_SIZE], b[VAULT_TAG_SIZE];

    (void)state;
    assert_true(vault_tries(NULL));
    vault_tag("body", SLICE("x"), a);
    vault_tag("body", SLICE("x"), b);
    assert_memory_equal(a, b, sizeof a);
    vault_tag("bod", SLICE("yx"), b);
    assert_memory_not_equal(a, b, sizeof a);
    vault_tag("body", SLICE("y"), b);
    assert_memory_not_equal(a, b, sizeof a);
    vault_tag("body", SLICE_NONE, b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_keys_only_the_owner_reads, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_other_sizes_kinds_and_owners, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_keys_that_are_no_secrets, setup, teardown),
        cmocka_unit_test_setup_teardown(opens_what_was_sealed_for_this_row_and_use, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_erased_and_the_damaged_open_to_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(tags_keep_purposes_and_data_apart, setup, teardown),
    };

    return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
