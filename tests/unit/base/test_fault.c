/* Faults: copied, bounded, with pointers escaped as RFC 6901 says. */
#include "leadx/base/fault.h"

#include "support.h"

static void test_texts_are_copied(void **state)
{
    struct pool *pool = pool_new(0);
    char pointer[] = "/a", code[] = "missing_field";
    struct faults f;

    (void)state;
    faults_init(&f, pool);
    fault_add(&f, pointer, code, "Give a number from %d to %d.", 1, 16);
    pointer[1] = code[0] = 'x';
    assert_int_equal(f.n, 1);
    assert_string_equal(f.items[0].pointer, "/a");
    assert_string_equal(f.items[0].code, "missing_field");
    assert_string_equal(f.items[0].message, "Give a number from 1 to 16.");
    pool_free(pool);
}

static void test_a_message_stands_by_itself(void **state)
{
    char lengthy[200];
    struct pool *pool = pool_new(0);
    struct faults f;

    (void)state;
    memset(lengthy, 'x', sizeof lengthy);
    lengthy[0] = '/';
    lengthy[sizeof lengthy - 1] = '\0';
    faults_init(&f, pool);
    fault_add(&f, "/caps/0/per", "invalid_field", "must be a text");
    fault_add(&f, "", "invalid_field", "has too many fields.");
    fault_add(&f, lengthy, "unknown_field", "is not known here");
    fault_add(&f, "/niche", "unknown_niche", "There is no such niche");
    assert_string_equal(f.items[0].message, "Field \"caps/0/per\" must be a text.");
    assert_string_equal(f.items[1].message, "The body has too many fields.");
    assert_string_equal(f.items[2].message, "This field is not known here.");
    assert_string_equal(f.items[3].message, "There is no such niche.");
    pool_free(pool);
}

static void test_the_list_is_bounded(void **state)
{
    struct pool *pool = pool_new(0);
    struct faults f;
    size_t used;

    (void)state;
    faults_init(&f, pool);
    for (int i = 0; i < FAULTS_MAX; i++)
        fault_add(&f, "", "unknown_field", "No.");
    used = pool_used(pool);
    for (int i = 0; i < 1000; i++)
        fault_add(&f, "", "unknown_field", "No.");
    assert_int_equal(f.n, FAULTS_MAX);
    assert_int_equal(f.dropped, 1000);
    assert_int_equal(pool_used(pool), used);
    pool_free(pool);
}

static void test_pointers(void **state)
{
    struct pool *pool = pool_new(0);
    struct faults f;

    (void)state;
    faults_init(&f, pool);
    assert_string_equal(fault_pointer(&f, "", "contact"), "/contact");
    assert_string_equal(fault_pointer(&f, "/contact", "a/b~c"), "/contact/a~1b~0c");
    assert_string_equal(fault_pointer(&f, "/x", ""), "/x/");
    assert_string_equal(fault_pointer(&f, "", "~~//"), "/~0~0~1~1");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_copied),
        cmocka_unit_test(test_a_message_stands_by_itself),
        cmocka_unit_test(test_the_list_is_bounded),
        cmocka_unit_test(test_pointers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
