/* Signatures: RFC 8032's own, and what is not one. */
#include "leadx/base/sign.h"

#include <string.h>

#include "leadx/base/digest.h"
#include "support.h"

/* Section 7.1, test 2: a message of one byte. */
static const char seed_hex[] = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
static const char pub_hex[] = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
static const char signature_hex[] =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

static void test_the_published_signature(void **state)
{
    uint8_t seed[SIGN_SEED], expect[SIGN_SIGNATURE], got[SIGN_SIGNATURE], pub[SIGN_PUBLIC];
    struct sign_key key;

    (void)state;
    assert_true(hex_decode(slice_of(seed_hex), seed, sizeof seed));
    assert_true(hex_decode(slice_of(pub_hex), pub, sizeof pub));
    assert_true(hex_decode(slice_of(signature_hex), expect, sizeof expect));
    sign_key_from_seed(seed, &key);
    assert_memory_equal(key.pub, pub, sizeof pub);
    sign_message(&key, SLICE("\x72"), got);
    assert_memory_equal(got, expect, sizeof got);
    assert_true(sign_good(pub, SLICE("\x72"), got));
}

static void test_a_changed_bit_is_no_signature(void **state)
{
    uint8_t seed[SIGN_SEED] = {7}, signature[SIGN_SIGNATURE];
    struct sign_key key;

    (void)state;
    sign_key_from_seed(seed, &key);
    sign_message(&key, SLICE("a day"), signature);
    assert_true(sign_good(key.pub, SLICE("a day"), signature));
    assert_false(sign_good(key.pub, SLICE("a dax"), signature));
    for (int i = 0; i < SIGN_SIGNATURE; i++) {
        signature[i] ^= 1;
        assert_false(sign_good(key.pub, SLICE("a day"), signature));
        signature[i] ^= 1;
    }
    key.pub[0] ^= 1;
    assert_false(sign_good(key.pub, SLICE("a day"), signature));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_signature),
        cmocka_unit_test(test_a_changed_bit_is_no_signature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
