/* Memory: never NULL, cleared when asked, and an end with a message when there is none. */
#include "leadx/base/mem.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

static void test_sizes_of_nothing(void **state)
{
    void *a = mem_alloc(0), *b = mem_zero(0, 8);

    (void)state;
    assert_non_null(a);
    assert_non_null(b);
    free(mem_resize(a, 0));
    free(b);
}

static void test_zero_and_wipe(void **state)
{
    char *p = mem_zero(4, 25), *copy;

    (void)state;
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(p[i], 0);
    memset(p, 'x', 99);
    copy = mem_strdup(p);
    mem_wipe(p, 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(p[i], 0);
    assert_int_equal(strlen(copy), 99);
    mem_wipe(NULL, 0);
    free(p);
    free(copy);
}

/* The product passes size_t: it must not come back as a small piece. */
static void test_an_overflowing_product_ends_the_process(void **state)
{
    volatile size_t count = SIZE_MAX / 2;
    int status;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        close(STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        free(mem_zero(count, 16));
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_of_nothing),
        cmocka_unit_test(test_zero_and_wipe),
        cmocka_unit_test(test_an_overflowing_product_ends_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
