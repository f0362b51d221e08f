/* Names in the characters of euro payments. */
#include "leadx/app/bank_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_written(const char *text, size_t max, const char *expected)
{
    struct buf b;

    buf_init(&b, 0);
    bank_text(&b, slice_of(text), max);
    buf_add_char(&b, '\0');
    assert_string_equal(b.p, expected);
    buf_free(&b);
}

static void test_letters_are_transliterated(void **state)
{
    static const char *const cases[][2] = {
        {"Müller & Söhne GmbH", "Mueller + Soehne GmbH"},
        {"Société Générale d'Été", "Societe Generale d'Ete"},
        {"Łódź Żółw", "Lodz Zolw"},
        {"Agência São João, Lda.", "Agencia Sao Joao, Lda."},
        {"Иван Щербаков", "Ivan Shcherbakov"},
        {"ООО «Кубань»", "OOO .Kuban."},
        {"Αθήνα Ψάρι ΟΕ", "Athina Psari OE"},
        {"Ångström Ærø", "Angstroem Aeroe"},
        {"e\xCC\x81t\xC3\xA9", "ete"}, /* a mark behind its letter */
        {"a_b@c[d]{e}|f~g\"h", "a-b.c(d)(e)/f-g.h"},
        {"O\xE2\x80\x99"
         "Brien \xE2\x80\x93 Co",
         "O'Brien - Co"},
        {"plain-Name 12/3 (x)?:.,'+", "plain-Name 12/3 (x)?:.,'+"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_written(cases[i][0], 70, cases[i][1]);
}

static void test_it_is_cut_between_letters(void **state)
{
    (void)state;
    assert_written("Щука", 4, "Shch");
    assert_written("Щука", 3, "");
    assert_written("abcdef", 3, "abc");
}

/* Every character there is, and every byte there is not. */
static void test_nothing_outside_the_set_comes_out(void **state)
{
    char text[5] = "";
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (unsigned c = 1; c < 0x3000; c++) {
        if (c < 0x80)
            memcpy(text, (char[]){(char)c, 0}, 2);
        else if (c < 0x800)
            memcpy(text, (char[]){(char)(0xC0 | c >> 6), (char)(0x80 | (c & 63)), 0}, 3);
        else
            memcpy(text,
                   (char[]){(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                            (char)(0x80 | (c & 63)), 0},
                   4);
        bank_text(&b, slice_of(text), 70);
    }
    for (unsigned c = 0x80; c < 0x100; c++)
        bank_text(&b, (struct slice){(char[]){(char)c}, 1}, 70);
    buf_add_char(&b, '\0');
    assert_int_equal(
        strspn(b.p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ "),
        b.n - 1);
    buf_free(&b);
}

static void test_what_cannot_be_written_is_not_good(void **state)
{
    (void)state;
    assert_true(bank_text_good(SLICE("Łukasz Ω")));
    assert_true(bank_text_good(SLICE("7 & 8")));
    assert_false(bank_text_good(SLICE("山田")));
    assert_false(bank_text_good(SLICE("Ivan 山")));
    assert_false(bank_text_good(SLICE("...")));
    assert_false(bank_text_good(SLICE("")));
    assert_false(bank_text_good(SLICE("a\xFF")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters_are_transliterated),
        cmocka_unit_test(test_it_is_cut_between_letters),
        cmocka_unit_test(test_nothing_outside_the_set_comes_out),
        cmocka_unit_test(test_what_cannot_be_written_is_not_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
