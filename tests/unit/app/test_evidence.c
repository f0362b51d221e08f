/* What a file is, told by its first bytes; and sealing. */
#include "leadx/app/evidence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *type_of(const char *bytes, size_t n)
{
    return evidence_type((struct slice){bytes, n});
}

#define TYPE(text) type_of(text, sizeof(text) - 1)

static void test_known_kinds(void **state)
{
    (void)state;
    assert_string_equal(TYPE("\x89PNG\r\n\x1a\n...."), "image/png");
    assert_string_equal(TYPE("\xff\xd8\xff\xe0"), "image/jpeg");
    assert_string_equal(TYPE("RIFF....WAVEfmt "), "audio/wav");
    assert_string_equal(TYPE("RIFF....WEBPVP8 "), "image/webp");
    assert_string_equal(TYPE("%PDF-1.7"), "application/pdf");
    assert_string_equal(TYPE("Hello,\r\n\tworld"), "text/plain");
    /* a text cut inside a letter */
    assert_string_equal(TYPE("\xd0\x90\xd0\x91\xd0"), "text/plain");
}

static void test_what_could_run_is_no_kind(void **state)
{
    (void)state;
    assert_null(TYPE(""));
    assert_null(TYPE("<html>"));
    assert_null(TYPE("hello <script>"));
    assert_null(TYPE("MZ\x90\0"));
    assert_null(TYPE("\x7f"
                     "ELF"));
    assert_null(TYPE("PK\x03\x04"));
    assert_null(TYPE("\x89PN"));
    assert_null(TYPE("\xff\xfe\xfa"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_kinds),
        cmocka_unit_test(test_what_could_run_is_no_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
