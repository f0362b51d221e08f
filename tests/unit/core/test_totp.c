/* The vectors of RFC 6238, appendix B (their last six digits), the drift, the secret's text. */
#include "leadx/core/totp.h"

#include "support.h"

#define SECRET SLICE("12345678901234567890")

static void test_vectors(void **state)
{
    static const struct {
        int64_t at_s;
        const char *code;
    } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    char code[TOTP_DIGITS + 1];
    int64_t step;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        totp_code(SECRET, rows[i].at_s / 30, code);
        assert_string_equal(code, rows[i].code);
        assert_true(totp_match(SECRET, slice_of(code), rows[i].at_s * 1000, &step));
        assert_int_equal(step, rows[i].at_s / 30);
    }
}

static bool good_at(int64_t at_ms, int64_t *step)
{
    return totp_match(SECRET, SLICE("005924"), at_ms, step);
}

/* 1234567890 lies in step 41152263, which begins at 1234567890 s. */
static void test_one_step_either_way(void **state)
{
    const int64_t begins_ms = INT64_C(1234567890) * 1000;
    int64_t step = 0;

    (void)state;
    assert_true(good_at(begins_ms - 30000, &step));
    assert_int_equal(step, 41152263);
    assert_true(good_at(begins_ms + 59999, &step));
    assert_int_equal(step, 41152263);
    assert_false(good_at(begins_ms - 30001, &step));
    assert_false(good_at(begins_ms + 60000, &step));
}

static void test_what_is_no_code(void **state)
{
    const int64_t at_ms = INT64_C(1234567890) * 1000;
    int64_t step;

    (void)state;
    assert_false(totp_match(SECRET, SLICE(""), at_ms, &step));
    assert_false(totp_match(SECRET, SLICE("05924"), at_ms, &step));
    assert_false(totp_match(SECRET, SLICE("0059240"), at_ms, &step));
    assert_false(totp_match(SECRET, SLICE("005925"), at_ms, &step));
    assert_false(totp_match(SLICE("12345678901234567891"), SLICE("005924"), at_ms, &step));
}

static void test_secret_and_address(void **state)
{
    struct pool *pool = pool_new(0);
    char text[TOTP_SECRET_TEXT];

    (void)state;
    totp_secret_text((const uint8_t *)"12345678901234567890", text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_string_equal(totp_uri(pool, text, SLICE("leadx"), SLICE("a+b@example.com")),
                        "otpauth://totp/leadx:a%2Bb%40example.com?secret="
                        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=leadx");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_one_step_either_way),
        cmocka_unit_test(test_what_is_no_code),
        cmocka_unit_test(test_secret_and_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
