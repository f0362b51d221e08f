/* Digests against the published vectors (FIPS 180-4, RFC 4231). */
#include "leadx/base/digest.h"

#include "support.h"

static void expect(const uint8_t digest[SHA256_SIZE], const char *hex)
{
    char text[2 * SHA256_SIZE + 1];

    hex_encode(digest, SHA256_SIZE, text);
    assert_string_equal(text, hex);
}

static void test_sha256(void **state)
{
    static char million[1000000];
    uint8_t digest[SHA256_SIZE];

    (void)state;
    digest_sha256(SLICE_NONE, digest);
    expect(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest_sha256(SLICE("abc"), digest);
    expect(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    memset(million, 'a', sizeof million);
    digest_sha256((struct slice){million, sizeof million}, digest);
    expect(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void expect_hmac(const void *secret, size_t n, struct slice data, const char *hex)
{
    struct hmac_key *key = hmac_key_new(secret, n);
    uint8_t digest[SHA256_SIZE];

    for (int i = 0; i < 3; i++) { /* the cached states are not used up */
        hmac_sha256(key, data, digest);
        expect(digest, hex);
    }
    hmac_key_free(key);
}

static void test_hmac(void **state)
{
    uint8_t secret[131];

    (void)state;
    memset(secret, 0x0b, 20);
    expect_hmac(secret, 20, SLICE("Hi There"),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    expect_hmac("Jefe", 4, SLICE("what do ya want for nothing?"),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(secret, 0xaa, sizeof secret);
    expect_hmac(secret, sizeof secret,
                SLICE("Test Using Larger Than Block-Size Key - Hash Key First"),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    expect_hmac(NULL, 0, SLICE_NONE,
                "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    hmac_key_free(NULL);
}

static void test_secret_comparison(void **state)
{
    (void)state;
    assert_true(bytes_equal_secret("abc", "abc", 3));
    assert_false(bytes_equal_secret("abc", "abd", 3));
    assert_true(bytes_equal_secret(NULL, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256),
        cmocka_unit_test(test_hmac),
        cmocka_unit_test(test_secret_comparison),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
