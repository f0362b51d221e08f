/* Hex and base64url: there and back, and one spelling only. */
#include "leadx/base/digest.h"

#include "support.h"

static void test_hex(void **state)
{
    uint8_t bytes[3];
    char text[7];

    (void)state;
    assert_true(hex_decode(SLICE("00fFa5"), bytes, 3));
    assert_memory_equal(bytes, "\x00\xff\xa5", 3);
    hex_encode(bytes, 3, text);
    assert_string_equal(text, "00ffa5");
    assert_false(hex_decode(SLICE("00ffa"), bytes, 3));
    assert_false(hex_decode(SLICE("00ffa5a"), bytes, 3));
    assert_false(hex_decode(SLICE("00ffa5a5"), bytes, 3));
    assert_false(hex_decode(SLICE("00ffg5"), bytes, 3));
    assert_false(hex_decode(SLICE("00ff\x01\x02"), bytes, 3));
    assert_true(hex_decode(SLICE_NONE, bytes, 0));
}

static void test_hex_digits_are_22_bytes(void **state)
{
    int digits = 0;

    (void)state;
    for (int c = 0; c < 256; c++) {
        char text[2] = {'0', (char)c};
        uint8_t byte;

        digits += hex_decode((struct slice){text, 2}, &byte, 1);
    }
    assert_int_equal(digits, 22);
}

static void test_base64url_vectors(void **state)
{
    static const struct {
        const char *plain, *text;
    } rows[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
    char text[16];
    uint8_t plain[16];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = strlen(rows[i].plain);

        assert_int_equal(base64url_encode(rows[i].plain, n, text), strlen(rows[i].text));
        assert_string_equal(text, rows[i].text);
        assert_int_equal(base64url_decode(slice_of(text), plain), n);
        assert_memory_equal(plain, rows[i].plain, n);
    }
}

static void test_base64url_refuses_other_spellings(void **state)
{
    static const char *const bad[] = {"Z",   "Zg==", "Zh",     "Zm9",  "Zm9vYh",
                                      "+/8", "Zm 9", "Zm9v\n", "Zm9vY"};
    uint8_t plain[16];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(base64url_decode(slice_of(bad[i]), plain), -1);
}

static void test_base64url_at_random(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (size_t n = 0; n < 200; n++) {
        uint8_t bytes[200], again[200];
        char text[280];
        size_t length;

        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)chance(&seed);
        length = base64url_encode(bytes, n, text);
        assert_int_equal(strlen(text), length);
        assert_int_equal(base64url_decode((struct slice){text, length}, again), n);
        assert_memory_equal(bytes, again, n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_hex_digits_are_22_bytes),
        cmocka_unit_test(test_base64url_vectors),
        cmocka_unit_test(test_base64url_refuses_other_spellings),
        cmocka_unit_test(test_base64url_at_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
