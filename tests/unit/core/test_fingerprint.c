/* Fingerprints against values worked out with the openssl command:
 *   printf %s VALUE | openssl dgst -sha256 -binary |
 *       openssl dgst -sha256 -mac HMAC -macopt "key:SECRET" | cut -c1-32   (after "= ") */
#include "leadx/core/fingerprint.h"

#include "support.h"

static const char dedup_secret[] = "dedup secret of the test";
static const char suppress_secret[] = "suppression secret of the test";

static const struct {
    const char *normal, *inner, *dedup, *suppress;
} vectors[] = {
    {"+79991234567", "aaa3a8d51bbd45911d65744e547c0b7094464669438951c04b8a86c56e1ce8db",
     "dac6dacfde85357adda0d766e873a62d", "0557aa8dbed62c95675b93e14ed64fc9"},
    {"anna@example.com", "f7d54c22dda5b1780276601cd005909b70543fc4a6ba72d735b4cb9bbb611f01",
     "9066174737a68f3399ba17d7dd57c775", "e0faaf5e1a44509d14fbabcfba521db2"},
};

static struct print_keys keys;

static void assert_print(const struct print *print, size_t i)
{
    char hex[2 * PRINT_SIZE + 1];

    hex_encode(print->dedup, PRINT_SIZE, hex);
    assert_string_equal(hex, vectors[i].dedup);
    hex_encode(print->suppress, PRINT_SIZE, hex);
    assert_string_equal(hex, vectors[i].suppress);
}

static void test_print_of_a_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct print print;

        print_make(&keys, CHANNEL_PHONE, slice_of(vectors[i].normal), &print);
        assert_int_equal(print.channel, CHANNEL_PHONE);
        assert_print(&print, i);
    }
}

static void test_print_of_an_inner_hash_is_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct print print;

        assert_true(print_from_inner(&keys, CHANNEL_EMAIL, slice_of(vectors[i].inner), &print));
        assert_int_equal(print.channel, CHANNEL_EMAIL);
        assert_print(&print, i);
    }
}

static void test_inner_hash_must_be_64_hex_digits(void **state)
{
    struct print print;
    struct slice inner = slice_of(vectors[0].inner);

    (void)state;
    assert_false(print_from_inner(&keys, CHANNEL_PHONE, SLICE(""), &print));
    assert_false(print_from_inner(&keys, CHANNEL_PHONE, (struct slice){inner.p, 63}, &print));
    assert_false(print_from_inner(&keys, CHANNEL_PHONE, (struct slice){inner.p, 62}, &print));
    assert_false(print_from_inner(&keys, CHANNEL_PHONE, SLICE("+79991234567"), &print));
    assert_false(print_from_inner(
        &keys, CHANNEL_PHONE,
        SLICE("zaa3a8d51bbd45911d65744e547c0b7094464669438951c04b8a86c56e1ce8db"), &print));
}

static int make_keys(void **state)
{
    (void)state;
    keys.dedup = hmac_key_new(dedup_secret, sizeof dedup_secret - 1);
    keys.suppress = hmac_key_new(suppress_secret, sizeof suppress_secret - 1);
    return 0;
}

static int drop_keys(void **state)
{
    (void)state;
    hmac_key_free(keys.dedup);
    hmac_key_free(keys.suppress);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print_of_a_value),
        cmocka_unit_test(test_print_of_an_inner_hash_is_the_same),
        cmocka_unit_test(test_inner_hash_must_be_64_hex_digits),
    };

    return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
