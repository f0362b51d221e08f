/* Encodings are found by mark and by content, and read whole across the pieces' borders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "import_text.h"
#include "leadx/base/buf.h"
#include "support_file.h"

static struct buf read_back;

/* What the bytes read as, and the encoding they were taken for. */
static const char *reads(const void *bytes, size_t n, const char *told, const char **encoding)
{
    static struct text_look look;
    int fd = file_with(bytes, n);
    struct text *text;
    char piece[1000];
    long got;

    assert_true(text_look(fd, told, &look));
    assert_int_equal(look.size, n);
    text = text_open(fd, &look);
    assert_non_null(text);
    buf_clear(&read_back);
    while ((got = text_read(text, piece, sizeof piece)) > 0)
        buf_add(&read_back, piece, (size_t)got);
    assert_int_equal(got, 0);
    assert_int_equal(text_offset(text), n < look.mark ? look.mark : n);
    buf_add_char(&read_back, '\0');
    text_close(text);
    close(fd);
    *encoding = look.encoding;
    return read_back.p;
}

static void assert_reads(const char *bytes, size_t n, const char *encoding, const char *expected)
{
    const char *found;

    assert_string_equal(reads(bytes, n, "auto", &found), expected);
    assert_string_equal(found, encoding);
}

#define ASSERT_READS(literal, encoding, expected)                                                  \
    assert_reads(literal, sizeof(literal) - 1, encoding, expected)

static void marks_decide(void **state)
{
    (void)state;
    ASSERT_READS("\xef\xbb\xbf\xd0\x90", "UTF-8", "А");
    ASSERT_READS("\xff\xfe\x10\x04,\0", "UTF-16LE", "А,");
    ASSERT_READS("\xfe\xff\x04\x10\0,", "UTF-16BE", "А,");
}

static void content_decides(void **state)
{
    (void)state;
    ASSERT_READS("plain,ascii", "UTF-8", "plain,ascii");
    ASSERT_READS("\xc8\xec\xff;\xd2\xe5\xeb\xe5\xf4\xee\xed", "WINDOWS-1251", "Имя;Телефон");
    ASSERT_READS("Tel\xe9"
                 "fono;A\xf1o",
                 "WINDOWS-1252", "Teléfono;Año");
    ASSERT_READS("a\0,\0b\0\n\0", "UTF-16LE", "a,b\n");
    ASSERT_READS("", "UTF-8", "");
}

static void strays_are_seen(void **state)
{
    const char *found;

    (void)state;
    assert_string_equal(reads("a\xff"
                              "b",
                              3, "utf-8", &found),
                        "a\xef\xbf\xbd"
                        "b");
    assert_string_equal(reads("ab\xd0", 3, "utf-8", &found), "ab\xef\xbf\xbd");
    /* many good characters and one bad byte are UTF-8 with a fault, not another encoding */
    ASSERT_READS("\xd0\x90\xd0\x91\xd0\x92\xd0\x93\xd0\x94\xd0\x95\xd0\x96\xd0\x97\xd0\x98\xff",
                 "UTF-8", "АБВГДЕЖЗИ\xef\xbf\xbd");
}

static void pieces_join(void **state)
{
    const size_t sizes[] = {65535, 65536, 65537, 131071, 200001};
    const char *found, *text;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct buf b;

        buf_init(&b, 0);
        buf_add_char(&b, 'x');
        while (b.n + 2 <= sizes[i])
            buf_add_str(&b, "ж");
        text = reads(b.p, b.n, "auto", &found);
        assert_string_equal(found, "UTF-8");
        assert_int_equal(read_back.n - 1, b.n);
        assert_memory_equal(text, b.p, b.n);
        buf_free(&b);
    }
}

static void digests_tell_files_apart(void **state)
{
    struct text_look a, b;
    char *big = calloc(1, 150000);
    int fd = file_with(big, 150000);

    (void)state;
    assert_true(text_look(fd, "auto", &a));
    assert_true(text_look(fd, "windows-1251", &b));
    assert_memory_equal(a.digest, b.digest, sizeof a.digest);
    assert_int_equal(pwrite(fd, "x", 1, 149999), 1);
    assert_true(text_look(fd, "auto", &b));
    assert_memory_not_equal(a.digest, b.digest, sizeof a.digest);
    assert_string_equal(b.encoding, "UTF-8");
    close(fd);
    free(big);
}

static void unknown_encodings(void **state)
{
    struct text_look look;
    int fd = file_with("a", 1);

    (void)state;
    assert_true(text_look(fd, "klingon-1", &look));
    assert_null(text_open(fd, &look));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_decide),
        cmocka_unit_test(content_decides),
        cmocka_unit_test(strays_are_seen),
        cmocka_unit_test(pieces_join),
        cmocka_unit_test(digests_tell_files_apart),
        cmocka_unit_test(unknown_encodings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
