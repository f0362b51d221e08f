/* What may be a password, and what its hash says: on threads, collected by the loop. */
#include "leadx/app/password.h"

#include <poll.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "leadx/base/offload.h"

#define EMAIL SLICE("anna.petrova@example.com")

static void test_what_may_be_one(void **state)
{
    static const char *const good[] = {"four plain words", "длинные слова", "a1b2c3d4e5",
                                       "          .", "anna.petrova and ten more"};
    static const char *const bad[] = {"",
                                      "short",
                                      "123456789",
                                      "1234567890",
                                      "aaaaaaaaaa",
                                      "PASSWORD123",
                                      "anna.petrova@example.com",
                                      "anna.petrova1",
                                      "0123456789\xff\xfe"};
    char longest[PASSWORD_MAX + 2];

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_null(password_fault(slice_of(good[i]), EMAIL));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(password_fault(slice_of(bad[i]), EMAIL));
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = (char)('a' + i % 26);
    assert_null(password_fault((struct slice){longest, PASSWORD_MAX}, EMAIL));
    assert_non_null(password_fault((struct slice){longest, PASSWORD_MAX + 1}, EMAIL));
}

static struct {
    int n;
    bool good;
    char hash[PASSWORD_HASH];
} answer;

static void on_answer(uint64_t id, bool good, const char *hash, void *arg)
{
    (void)id;
    (void)arg;
    answer.n++;
    answer.good = good;
    if (hash != NULL)
        strcpy(answer.hash, hash);
}

static void wait_answer(void)
{
    struct pollfd fd = {.fd = offload_fd(), .events = POLLIN};
    int before = answer.n;

    while (answer.n == before) {
        assert_int_equal(poll(&fd, 1, 30000), 1);
        offload_collect();
    }
}

static bool verify(const char *password, const char *hash)
{
    assert_true(password_verify(slice_of(password), hash, on_answer, 0, NULL));
    wait_answer();
    return answer.good;
}

static void test_hashes(void **state)
{
    (void)state;
    assert_true(password_hash(SLICE("four plain words"), on_answer, 0, NULL));
    wait_answer();
    assert_true(answer.good);
    assert_memory_equal(answer.hash, "$argon2id$v=19$m=32768,t=2,p=1$", 31);
    assert_true(verify("four plain words", answer.hash));
    assert_false(verify("four plain wordz", answer.hash));
    assert_false(verify("four plain words", NULL)); /* nobody's */
    assert_false(verify("four plain words", "$argon2id$nonsense"));
}

static int up(void **state)
{
    (void)state;
    password_start();
    return 0;
}

static int down(void **state)
{
    (void)state;
    password_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_be_one),
        cmocka_unit_test_setup_teardown(test_hashes, up, down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
