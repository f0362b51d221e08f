/* E-mail addresses: one spelling for one mailbox, and nothing a mail server would not take. */
#include "leadx/core/normalise.h"

#include "support.h"

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10

static struct pool *pool;

static void test_good_addresses(void **state)
{
    static const char *const cases[][2] = {
        {"anna@example.com", "anna@example.com"},
        {" Anna.Petrova@Example.COM ", "anna.petrova@example.com"},
        {"a+b_c-d.e@sub.example.co.uk", "a+b_c-d.e@sub.example.co.uk"},
        {"!#$%&'*+/=?^_`{|}~-@example.org", "!#$%&'*+/=?^_`{|}~-@example.org"},
        {"user@1and1.com", "user@1and1.com"},
        {"user@123.example", "user@123.example"},
        {"user@почта.рф", "user@xn--80a1acny.xn--p1ai"},
        {"user@ПОЧТА.РФ", "user@xn--80a1acny.xn--p1ai"},
        {"user@XN--80A1ACNY.xn--p1ai", "user@xn--80a1acny.xn--p1ai"},
        {"user@bücher.example", "user@xn--bcher-kva.example"},
        {"user@bu\u0308cher.example", "user@xn--bcher-kva.example"}, /* combining diaeresis */
        {"user@faß.de", "user@xn--fa-hia.de"},                       /* not "fass.de" */
        {"user@例え。テスト", "user@xn--r8jz45g.xn--zckzah"},
        {"x@a.b", "x@a.b"},
        {X60 "xxxx@example.com", X60 "xxxx@example.com"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *got = email_normalise(pool, slice_of(cases[i][0]));

        assert_non_null(got);
        assert_string_equal(got, cases[i][1]);
        assert_string_equal(email_normalise(pool, slice_of(got)), got);
    }
}

static void test_bad_addresses(void **state)
{
    static const struct slice cases[] = {
        SLICE(""),
        SLICE("   "),
        SLICE("anna"),
        SLICE("@example.com"),
        SLICE("anna@"),
        SLICE("anna@example"),
        SLICE("anna@@example.com"),
        SLICE("a@b@example.com"),
        SLICE(".anna@example.com"),
        SLICE("anna.@example.com"),
        SLICE("an..na@example.com"),
        SLICE("an na@example.com"),
        SLICE("anna@exam ple.com"),
        SLICE("\"anna\"@example.com"),
        SLICE("anna(comment)@example.com"),
        SLICE("анна@example.com"),
        SLICE("anna@[127.0.0.1]"),
        SLICE("anna@127.0.0.1"),
        SLICE("anna@example.123"),
        SLICE("anna@example..com"),
        SLICE("anna@.example.com"),
        SLICE("anna@example.com."),
        SLICE("anna@-example.com"),
        SLICE("anna@example-.com"),
        SLICE("anna@exam_ple.com"),
        SLICE("anna@xn--.com"),
        SLICE("anna@xn--a.com"),
        SLICE("anna@\xff.com"),
        SLICE("anna@exa\0mple.com"),
        SLICE("anna\0@example.com"),
        SLICE("anna@example.com\n.evil.com"),
        SLICE("Anna <anna@example.com>"),
        SLICE("anna@example.com,bob@example.com"),
        SLICE("mailto:anna@example.com,"),
        SLICE(X60 "xxxxx@example.com"),                         /* 65 before the @ */
        SLICE("a@" X60 "xxxx.com"),                             /* a label of 64 */
        SLICE("a@" X60 "." X60 "." X60 "." X60 "." X10 ".com"), /* 255 and more in all */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_null(email_normalise(pool, cases[i]));
}

static void test_length_limit_is_254(void **state)
{
    /* 1 + 1 + 4 × 61 + n: the last label fills up to the limit */
    static const char fits[] = "a@" X60 "." X60 "." X60 "." X60 "."
                               "abcdefgh";
    static const char over[] = "a@" X60 "." X60 "." X60 "." X60 "."
                               "abcdefghi";

    (void)state;
    assert_int_equal(sizeof fits - 1, 254);
    assert_non_null(email_normalise(pool, slice_of(fits)));
    assert_null(email_normalise(pool, slice_of(over)));
}

static void test_random_bytes_never_break_it(void **state)
{
    static const char alphabet[] = "a.@-_xn-\xd0\xb0\xe2\x80\x8d \"[]1";
    uint64_t seed = 3;
    char text[32];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        size_t n = (size_t)draw_below(&seed, sizeof text);
        const char *got;

        for (size_t j = 0; j < n; j++)
            text[j] = alphabet[draw_below(&seed, sizeof alphabet - 1)];
        got = email_normalise(pool, (struct slice){text, n});
        if (got != NULL)
            assert_string_equal(email_normalise(pool, slice_of(got)), got);
        pool_reset(pool);
    }
}

static void test_mask(void **state)
{
    (void)state;
    assert_string_equal(email_mask(pool, SLICE("anna@example.com")), "a***@e***.com");
    assert_string_equal(email_mask(pool, SLICE("nonsense")), "***");
    assert_string_equal(email_mask(pool, SLICE("")), "***");
}

static int make_pool(void **state)
{
    (void)state;
    pool = pool_new(0);
    return 0;
}

static int drop_pool(void **state)
{
    (void)state;
    pool_free(pool);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_addresses),
        cmocka_unit_test(test_bad_addresses),
        cmocka_unit_test(test_length_limit_is_254),
        cmocka_unit_test(test_random_bytes_never_break_it),
        cmocka_unit_test(test_mask),
    };

    return cmocka_run_group_tests(tests, make_pool, drop_pool);
}
