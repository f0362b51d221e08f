/* Files of a built page: what is read, what is found, which form a client takes. */
#include "leadx/http/static.h"

#include <unistd.h>

#include "support.h"

static char dir[] = "/tmp/leadx-static-XXXXXX";

static void file_write(const char *name, const char *content)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void file_remove(const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    unlink(path);
}

static void test_a_directory_is_read_once(void **state)
{
    const struct static_file *file;
    struct static_set *set;
    char err[256];

    (void)state;
    assert_non_null(mkdtemp(dir));
    file_write("main-1.js", "script");
    file_write("main-1.js.gz", "zipped");
    file_write("notes", "no type, not served");
    set = static_load(dir, err, sizeof err);
    assert_non_null(set);
    file_remove("main-1.js");
    file_remove("main-1.js.gz");
    file_remove("notes");
    rmdir(dir);

    file = static_find(set, SLICE("main-1.js"));
    assert_non_null(file);
    assert_true(slice_is(file->plain, SLICE("script")));
    assert_true(slice_is(file->gzip, SLICE("zipped")));
    assert_int_equal(file->brotli.n, 0);
    assert_string_equal(file->type, "text/javascript; charset=utf-8");
    assert_int_equal(strlen(file->etag), STATIC_ETAG_SIZE - 1);
    assert_null(static_find(set, SLICE("main-1.js.gz")));
    assert_null(static_find(set, SLICE("notes")));
    assert_null(static_find(set, SLICE("../main-1.js")));
    static_free(set);
}

static void test_a_missing_directory_is_said(void **state)
{
    char err[256] = "";

    (void)state;
    assert_null(static_load("/nonexistent/console", err, sizeof err));
    assert_non_null(strstr(err, "/nonexistent/console"));
}

static void test_accept_encoding(void **state)
{
    static const struct {
        const char *header;
        bool br, gzip;
    } cases[] = {
        {"", false, false},
        {"gzip", false, true},
        {"gzip, deflate, br", true, true},
        {" GZIP ;q=0.5 ,, BR; q=1", true, true},
        {"br;q=0, gzip", false, true},
        {"br; q=0.000, *", false, true},
        {"br;q=0.001", true, false},
        {"*", true, true},
        {"*;q=0, gzip", false, true},
        {"brotli, gzip2", false, false},
        {"identity;q=1", false, false},
        {";", false, false},
        {"br;", true, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct slice header = slice_of(cases[i].header);

        if (static_accepts(header, SLICE("br")) != cases[i].br ||
            static_accepts(header, SLICE("gzip")) != cases[i].gzip)
            fail_msg("read wrongly: %s", cases[i].header);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_directory_is_read_once),
        cmocka_unit_test(test_a_missing_directory_is_said),
        cmocka_unit_test(test_accept_encoding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
