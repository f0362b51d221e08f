/* API keys: made well formed, told from mistyped ones, hashed. */
#include "leadx/app/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_a_made_key_is_well_formed(void **state)
{
    char key[KEY_LENGTH + 1], other[KEY_LENGTH + 1];

    (void)state;
    key_make(key);
    key_make(other);
    assert_int_equal(strlen(key), KEY_LENGTH);
    assert_true(key_form_ok(slice_of(key)));
    assert_string_not_equal(key, other);
}

static void test_a_mistyped_key_is_told(void **state)
{
    char key[KEY_LENGTH + 1];

    (void)state;
    key_make(key);
    for (size_t i = 0; i < KEY_LENGTH; i++) {
        char was = key[i];

        key[i] = was == 'x' ? 'y' : 'x';
        assert_false(key_form_ok(slice_of(key)));
        key[i] = was;
    }
    key[KEY_LENGTH - 1] = '\0';
    assert_false(key_form_ok(slice_of(key)));
    assert_false(key_form_ok(SLICE("")));
    assert_false(key_form_ok(SLICE("lx_")));
}

/* Vector made with: printf lx_abc | openssl dgst -sha256 */
static void test_the_hash_is_plain_sha256(void **state)
{
    uint8_t hash[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    (void)state;
    key_hash(SLICE("lx_abc"), hash);
    hex_encode(hash, sizeof hash, hex);
    assert_string_equal(hex, "9fe09ea7074e862905149e3b7bc0c331e3c1881910366eecc3e67b72cb29c39f");
}

static void test_the_hint_is_its_beginning(void **state)
{
    char hint[KEY_HINT + 1];

    (void)state;
    key_hint(SLICE("lx_0123456789"), hint);
    assert_string_equal(hint, "lx_012345");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_made_key_is_well_formed),
        cmocka_unit_test(test_a_mistyped_key_is_told),
        cmocka_unit_test(test_the_hash_is_plain_sha256),
        cmocka_unit_test(test_the_hint_is_its_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
