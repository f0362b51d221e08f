/* Random bytes: none is handed out twice, not even to a forked child. */
#include "leadx/base/digest.h"

#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

static void test_no_draw_repeats(void **state)
{
    static uint8_t draws[20000][16];

    (void)state;
    for (size_t i = 0; i < 20000; i++)
        random_bytes(draws[i], 16);
    qsort(draws, 20000, 16, by_bytes);
    for (size_t i = 1; i < 20000; i++)
        assert_true(memcmp(draws[i - 1], draws[i], 16) != 0);
}

static void test_every_size_is_filled(void **state)
{
    uint8_t bytes[2000];

    (void)state;
    random_bytes(NULL, 0);
    for (size_t n = 16; n < 1900; n += 97) {
        memset(bytes, 0, sizeof bytes);
        random_bytes(bytes, n);
        assert_true(memcmp(bytes + n - 16, bytes + 1900, 16) != 0); /* those stay zero */
        assert_int_equal(bytes[n], 0);
    }
}

static void test_a_child_draws_its_own(void **state)
{
    uint8_t ours[32], theirs[32];
    int ends[2], status;
    pid_t child;

    (void)state;
    random_bytes(ours, 1); /* the buffer is full now, and the child gets a copy of it */
    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        random_bytes(theirs, sizeof theirs);
        _exit(write(ends[1], theirs, sizeof theirs) == sizeof theirs ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(read(ends[0], theirs, sizeof theirs), sizeof theirs);
    random_bytes(ours, sizeof ours);
    assert_true(memcmp(ours, theirs, sizeof ours) != 0);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_draw_repeats),
        cmocka_unit_test(test_every_size_is_filled),
        cmocka_unit_test(test_a_child_draws_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
