/* Logs: one line an event, whatever is in the message. */
#include "leadx/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

static char text[16384]; /* what the last capture saw */
static int saved, ends[2];

static void capture_start(void)
{
    fflush(stderr);
    saved = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    dup2(ends[1], STDERR_FILENO);
}

static void capture_end(void)
{
    ssize_t n;

    dup2(saved, STDERR_FILENO);
    n = read(ends[0], text, sizeof text - 1);
    text[n < 0 ? 0 : n] = '\0';
    close(saved);
    close(ends[0]);
    close(ends[1]);
}

static void expect_message(const char *message, const char *logged)
{
    char want[256];

    capture_start();
    log_info("conn", "%s", message);
    capture_end();
    snprintf(want, sizeof want, " level=info subject=conn msg=\"%s\"\n", logged);
    assert_memory_equal(text, "time=", 5);
    assert_string_equal(text + 5 + strlen("2026-11-21T10:00:00.000Z"), want);
}

static void test_messages_are_one_printable_line(void **state)
{
    (void)state;
    expect_message("closed: idle", "closed: idle");
    expect_message("a \"b\" \\ c", "a \\\"b\\\" \\\\ c");
    expect_message("two\nlines\t\x1b[2J\x7f", "two\\x0alines\\x09\\x1b[2J\\x7f");
    expect_message("Привет", "Привет");
    expect_message("bad \xff\xd0\x9f", "bad \\xff\\xd0\\x9f");
    expect_message("C1 \xc2\x9b", "C1 \\xc2\\x9b");
}

static void test_long_messages_are_cut(void **state)
{
    static char huge[100000];

    (void)state;
    memset(huge, '\x01', sizeof huge - 1); /* each byte becomes four */
    capture_start();
    log_warn("conn", "%s", huge);
    capture_end();
    assert_true(strlen(text) < 5000);
    assert_non_null(strstr(text, "\\x01 (cut)\"\n"));
}

static void test_levels(void **state)
{
    enum log_level level;

    (void)state;
    capture_start();
    log_set_level(LOG_WARN);
    log_info("x", "not this");
    log_warn("x", "but this");
    log_set_level(LOG_INFO);
    capture_end();
    assert_null(strstr(text, "not this"));
    assert_non_null(strstr(text, "level=warn subject=x msg=\"but this\""));
    assert_true(log_level_parse("debug", &level) && level == LOG_DEBUG);
    assert_true(log_level_parse("error", &level) && level == LOG_ERROR);
    assert_false(log_level_parse("loud", &level));
}

static void test_errno_survives(void **state)
{
    (void)state;
    capture_start();
    errno = EPIPE;
    log_info("x", "y");
    assert_int_equal(errno, EPIPE);
    capture_end();
}

static void test_fatal_exits_with_1(void **state)
{
    int status;
    pid_t child;

    (void)state;
    capture_start();
    child = fork();
    if (child == 0)
        log_fatal("main", "no %s", "certificate");
    assert_int_equal(waitpid(child, &status, 0), child);
    capture_end();
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_non_null(strstr(text, "level=error subject=main msg=\"no certificate\"\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_are_one_printable_line),
        cmocka_unit_test(test_long_messages_are_cut),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_errno_survives),
        cmocka_unit_test(test_fatal_exits_with_1),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
