/* UUIDs: the layout of version 7, their order, their text. */
#include "leadx/base/uuid.h"

#include "support.h"

static void test_layout(void **state)
{
    struct uuid u = uuid_v7(INT64_C(0x017f22e279b0)); /* the time of RFC 9562, appendix A.6 */

    (void)state;
    assert_int_equal(uuid_v7_ms(&u), INT64_C(0x017f22e279b0));
    assert_memory_equal(u.b, "\x01\x7f\x22\xe2\x79\xb0", 6);
    assert_int_equal(u.b[6] >> 4, 7);
    assert_int_equal(u.b[8] >> 6, 2);
    assert_false(uuid_is_nil(&u));
}

static void test_ids_of_one_millisecond_grow(void **state)
{
    int64_t now = INT64_C(1800000000000);
    struct uuid before = uuid_v7(now);

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct uuid u = uuid_v7(now);

        assert_true(uuid_compare(&before, &u) < 0);
        before = u;
    }
    assert_true(uuid_v7_ms(&before) - now < 20); /* borrowed from the milliseconds to come */
}

static void test_a_small_step_back_is_held(void **state)
{
    int64_t now = INT64_C(1900000000000);
    struct uuid before = uuid_v7(now);

    (void)state;
    for (int back = 1; back < 1000; back += 37) {
        struct uuid u = uuid_v7(now - back);

        assert_true(uuid_compare(&before, &u) < 0);
        before = u;
    }
}

static void test_another_time_is_carried(void **state)
{
    struct uuid now = uuid_v7(INT64_C(2000000000000)), history = uuid_v7(INT64_C(1700000000000));

    (void)state;
    assert_true(uuid_v7_ms(&now) >= INT64_C(2000000000000));
    assert_int_equal(uuid_v7_ms(&history), INT64_C(1700000000000));
}

static void test_text_and_back(void **state)
{
    struct uuid u, again;
    char text[UUID_TEXT];

    (void)state;
    assert_true(uuid_parse(SLICE("017F22E2-79B0-7CC3-98c4-dc0c0c07398f"), &u));
    assert_string_equal(uuid_format(&u, text), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    for (int i = 0; i < 1000; i++) {
        u = uuid_v7(i);
        assert_true(uuid_parse(slice_of(uuid_format(&u, text)), &again));
        assert_true(uuid_equal(&u, &again));
    }
}

static void test_other_texts_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017f22e279b0-7cc3-98c4-dc0c0c07398f00",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398}",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2_79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c-4dc0c0c07398f",
        "-17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
    };
    struct uuid u = {{9}};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(uuid_parse(slice_of(bad[i]), &u));
    assert_int_equal(u.b[0], 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_ids_of_one_millisecond_grow),
        cmocka_unit_test(test_a_small_step_back_is_held),
        cmocka_unit_test(test_another_time_is_carried),
        cmocka_unit_test(test_text_and_back),
        cmocka_unit_test(test_other_texts_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
