/* Signatures as the reference library checks them, and secrets in their one spelling. */
#include "leadx/core/webhook.h"

#include <string.h>

#include "support.h"

#define SPEC_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static void test_the_specifications_example(void **state)
{
    struct webhook_key key;
    char out[WEBHOOK_SIGNATURE_SIZE];

    (void)state;
    assert_true(webhook_secret_read(SLICE(SPEC_SECRET), &key));
    assert_int_equal(key.n, 24);
    webhook_sign(&key, 1, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                 SLICE("{\"test\": 2432232314}"), out);
    assert_string_equal(out, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void test_several_keys_sign_side_by_side(void **state)
{
    struct webhook_key keys[WEBHOOK_SECRETS_MAX] = {{.n = 24}, {.n = 64}, {.n = 32}, {.n = 40}};
    char all[WEBHOOK_SIGNATURE_SIZE], one[WEBHOOK_SIGNATURE_SIZE], *at = all, *rest = NULL;

    (void)state;
    for (size_t i = 0; i < WEBHOOK_SECRETS_MAX; i++)
        memset(keys[i].b, (int)i + 1, keys[i].n);
    webhook_sign(keys, WEBHOOK_SECRETS_MAX, "msg_1", 1, SLICE("{}"), all);
    for (size_t i = 0; i < WEBHOOK_SECRETS_MAX; i++, at = NULL) {
        webhook_sign(&keys[i], 1, "msg_1", 1, SLICE("{}"), one);
        assert_string_equal(strtok_r(at, " ", &rest), one);
    }
    assert_null(strtok_r(NULL, " ", &rest));
}

static void test_secrets_are_written_as_they_are_read(void **state)
{
    struct webhook_key key = {.n = WEBHOOK_KEY_MAX}, again;
    char text[WEBHOOK_SECRET_SIZE];

    (void)state;
    for (key.n = WEBHOOK_KEY_MIN; key.n <= WEBHOOK_KEY_MAX; key.n++) {
        memset(key.b, (int)key.n, key.n);
        webhook_secret_write(&key, text);
        assert_true(webhook_secret_read(slice_of(text), &again));
        assert_int_equal(again.n, key.n);
        assert_memory_equal(again.b, key.b, key.n);
    }
}

static void test_other_spellings_are_no_secrets(void **state)
{
    static const char *const bad[] = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", /* 22 bytes */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-", /* base64url */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA",
        "Whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAB==", /* bits that nobody reads are set */
    };
    struct webhook_key key;
    char long_one[200];

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(webhook_secret_read(slice_of(bad[i]), &key));
    memset(long_one, 'A', sizeof long_one);
    memcpy(long_one, "whsec_", 6);
    assert_false(webhook_secret_read((struct slice){long_one, 6 + 88}, &key)); /* 66 bytes */
    assert_true(webhook_secret_read((struct slice){long_one, 6 + 84}, &key));  /* 63 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_specifications_example),
        cmocka_unit_test(test_several_keys_sign_side_by_side),
        cmocka_unit_test(test_secrets_are_written_as_they_are_read),
        cmocka_unit_test(test_other_spellings_are_no_secrets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
