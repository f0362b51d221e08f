/* Settings: the table is in order, sources override each other, a bad value changes nothing and is
 * named. */
#include "leadx/base/settings.h"

#include <ctype.h>
#include <unistd.h>

#include "support.h"

static char path[64];
static char err[512];

static void write_file(const char *text, size_t n)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    fclose(file);
}

static void write_text(const char *text)
{
    write_file(text, strlen(text));
}

static bool load(const char *text)
{
    write_text(text);
    err[0] = '\0';
    return settings_load(path, err, sizeof err);
}

static int set_up(void **state)
{
    int fd;

    (void)state;
    strcpy(path, "/tmp/leadx_settings_XXXXXX");
    fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    unsetenv("LEADX_LISTEN_PORT");
    unsetenv("LEADX_WRITERS");
    unlink(path);
    return settings_load(NULL, err, sizeof err) ? 0 : -1;
}

static void test_the_table_is_in_order_and_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *s = &settings_table[i];

        if (i > 0)
            assert_true(strcmp(settings_table[i - 1].name, s->name) < 0);
        for (const char *c = s->name; *c != '\0'; c++)
            assert_true(islower((unsigned char)*c) || *c == '_');
        assert_non_null(s->initial);
        assert_non_null(s->help);
        assert_int_equal(s->help[strlen(s->help) - 1], '.');
        assert_null(strchr(s->help, '|'));
        assert_true(s->type != SETTING_INT || s->min < s->max);
        assert_true(strstr(s->name, "_ms") == NULL || strstr(s->help, "Milliseconds") != NULL);
    }
}

/* First in the program: nothing has been loaded. */
static void test_defaults_without_a_load(void **state)
{
    (void)state;
    assert_int_equal(setting_int("listen_port"), 8443);
    assert_string_equal(setting_text("log_level"), "info");
    assert_string_equal(setting_text("metrics_socket"), "");
}

static void test_later_sources_win(void **state)
{
    (void)state;
    setenv("LEADX_LISTEN_PORT", "9002", 1);
    assert_true(load("# a comment = with a sign\n\n listen_port = 9001\r\nwriters=3\n"
                     "database = host=/run/x password='a#b = c'\n  tls_cert =\t/etc/a b.pem "));
    assert_int_equal(setting_int("listen_port"), 9002);
    assert_int_equal(setting_int("writers"), 3);
    assert_int_equal(setting_int("writer_batch"), 256);
    assert_string_equal(setting_text("database"), "host=/run/x password='a#b = c'");
    assert_string_equal(setting_text("tls_cert"), "/etc/a b.pem");
}

static void expect_refusal(const char *text, const char *message)
{
    assert_false(load(text));
    assert_non_null(strstr(err, message));
    assert_int_equal(setting_int("writers"), 3); /* from the load before */
}

static void test_bad_files_change_nothing(void **state)
{
    (void)state;
    assert_true(load("writers = 3\n"));
    expect_refusal("writers = 1\n\nlisten_port = 70000\n",
                   ":3: listen_port = 70000: must be a whole number from 0 to 65535");
    expect_refusal("writers = 9\n", ":1: writers = 9: must be a whole number from 0 to 8");
    expect_refusal("writers = two\n", "writers = two: must be");
    expect_refusal("writers =\n", "writers = : must be");
    expect_refusal("writer = 1\n", ":1: there is no setting \"writer\"");
    expect_refusal("writers\n", ":1: expected a line of the form");
    expect_refusal("writers = 1\nwriters = 2\n", ":2: writers is set a second time");
    expect_refusal("log_level = loud\n", "log_level = loud: must be one of: debug info warn error");
    expect_refusal("log_level = debug info\n", "must be one of");
    expect_refusal("tls_key = a\x01z\n", "tls_key = (not shown): must be one line of UTF-8");
    expect_refusal("tls_key = \xff\n", "tls_key = (not shown)");
    expect_refusal("\x1b[2J = 1\n", ":1: this is no name of a setting");
}

static void test_secrets_are_not_repeated(void **state)
{
    (void)state;
    assert_false(load("database = password=hunter2\x01\n"));
    assert_null(strstr(err, "hunter2"));
    assert_non_null(strstr(err, "database = (not shown)"));
}

static void test_lines_too_long_or_with_nul(void **state)
{
    static const char nul[] = "writers = 3\0\nwriters = 4\n";
    static char line[6000];

    (void)state;
    memset(line, 'x', sizeof line - 1);
    memcpy(line, "tls_key = ", 10);
    assert_false(load(line));
    assert_non_null(strstr(err, "the line is longer than"));
    write_file(nul, sizeof nul - 1);
    assert_false(settings_load(path, err, sizeof err));
    assert_non_null(strstr(err, "NUL"));
}

static void test_missing_file_and_environment_are_named(void **state)
{
    (void)state;
    assert_false(settings_load("/nonexistent/leadx.conf", err, sizeof err));
    assert_non_null(strstr(err, "/nonexistent/leadx.conf: cannot be opened: "));
    setenv("LEADX_WRITERS", "9", 1);
    assert_false(load(""));
    assert_string_equal(err, "environment: writers = 9: must be a whole number from 0 to 8");
}

static void test_reload_takes_what_is_reloadable(void **state)
{
    const char *database;

    (void)state;
    assert_true(load("max_connections = 10\nlisten_port = 1000\ndatabase = a\n"));
    database = setting_text("database");
    write_text("max_connections = 20\nlisten_port = 2000\nlog_level = warn\ndatabase = b\n");
    assert_true(settings_reload(err, sizeof err));
    assert_int_equal(setting_int("max_connections"), 20);
    assert_int_equal(setting_int("listen_port"), 1000);
    assert_string_equal(setting_text("log_level"), "warn");
    assert_ptr_equal(setting_text("database"), database);
    assert_string_equal(database, "a");
    write_text("max_connections = 0\n");
    assert_false(settings_reload(err, sizeof err));
    assert_int_equal(setting_int("max_connections"), 20);
    write_text("");
    assert_true(settings_reload(err, sizeof err));
    assert_int_equal(setting_int("max_connections"), 16384);
}

static void test_a_flag_outlives_a_reload(void **state)
{
    (void)state;
    assert_true(load("max_connections = 10\n"));
    assert_true(settings_set("max_connections", "30", err, sizeof err));
    assert_true(settings_reload(err, sizeof err));
    assert_int_equal(setting_int("max_connections"), 30);
    assert_false(settings_set("max_connections", "many", err, sizeof err));
    assert_false(settings_set("max_connection", "1", err, sizeof err));
    assert_string_equal(err, "there is no setting \"max_connection\"");
    assert_int_equal(setting_int("max_connections"), 30);
    assert_true(load("max_connections = 10\n"));
    assert_int_equal(setting_int("max_connections"), 10);
}

static void test_help_has_a_row_for_each(void **state)
{
    char *text = NULL;
    size_t n = 0, rows = 0;
    FILE *out = open_memstream(&text, &n);

    (void)state;
    settings_print_help(out);
    fclose(out);
    for (const char *at = text; (at = strstr(at, "\n| `")) != NULL; at++)
        rows++;
    assert_int_equal(rows, settings_count);
    assert_non_null(strstr(text, "| `writers` | 0 to 8 | `0` |  | Writers, "));
    free(text);
}

#define SETTINGS_TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_is_in_order_and_well_formed),
        cmocka_unit_test(test_defaults_without_a_load),
        SETTINGS_TEST(test_later_sources_win),
        SETTINGS_TEST(test_bad_files_change_nothing),
        SETTINGS_TEST(test_secrets_are_not_repeated),
        SETTINGS_TEST(test_lines_too_long_or_with_nul),
        SETTINGS_TEST(test_missing_file_and_environment_are_named),
        SETTINGS_TEST(test_reload_takes_what_is_reloadable),
        SETTINGS_TEST(test_a_flag_outlives_a_reload),
        SETTINGS_TEST(test_help_has_a_row_for_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
