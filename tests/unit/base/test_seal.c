/* Sealing: opens for its row and use only, and not at all once a bit has changed. */
#include "leadx/base/seal.h"

#include "leadx/base/digest.h"

#include "support.h"

enum { PLAIN_MAX = 300 };

static const uint8_t master[SEAL_KEY_SIZE] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                              11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                              22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
static const struct uuid row = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
static const struct uuid other_row = {{9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};

struct box {
    uint8_t sealed[PLAIN_MAX + SEAL_OVERHEAD], wrapped[SEAL_WRAPPED_SIZE];
    size_t n; /* of sealed */
};

static void close_box(struct sealer *s, struct box *box, struct slice plain)
{
    box->n = plain.n + SEAL_OVERHEAD;
    seal(s, SEAL_CONTACT, &row, plain, box->sealed, box->wrapped);
}

static bool open_box(struct sealer *s, enum seal_use use, const struct uuid *id,
                     const struct box *box, uint8_t plain[PLAIN_MAX])
{
    return unseal(s, use, id, (struct slice){(const char *)box->sealed, box->n},
                  (struct slice){(const char *)box->wrapped, sizeof box->wrapped}, plain);
}

static void test_round_trip_of_every_length(void **state)
{
    struct sealer *s = sealer_new(master, 1);
    uint8_t plain[PLAIN_MAX], opened[PLAIN_MAX];
    struct box box;

    (void)state;
    random_bytes(plain, sizeof plain);
    for (size_t n = 0; n <= PLAIN_MAX; n++) {
        close_box(s, &box, (struct slice){(const char *)plain, n});
        assert_true(open_box(s, SEAL_CONTACT, &row, &box, opened));
        assert_memory_equal(opened, plain, n);
        if (n >= 16)
            assert_null(memmem(box.sealed, box.n, plain, n));
    }
    sealer_free(s);
    sealer_free(NULL);
}

/* Made by another implementation: what was sealed once must open for ever. */
static void test_a_value_sealed_elsewhere_opens(void **state)
{
    static const char sealed_hex[] =
        "01c8c9cacbcccdcecfd0d1d2d3bcda4a378fe6b5cf8592619f34c81358b37c11"
        "949efc57493ea4c8bb1f4b48495fc53d01c0";
    static const char wrapped_hex[] =
        "010732333435363738393a3b3c3da23e89a7ad55eb88016a84e92b9c8d8b12c6"
        "6df6f134dd90ad6775e737b219f150c3afcb261ddd6c64c95d67cefb33ab";
    struct sealer *s = sealer_new(master, 7);
    struct box box = {.n = (sizeof sealed_hex - 1) / 2};
    uint8_t opened[PLAIN_MAX];

    (void)state;
    assert_true(hex_decode(slice_of(sealed_hex), box.sealed, box.n));
    assert_true(hex_decode(slice_of(wrapped_hex), box.wrapped, sizeof box.wrapped));
    assert_true(open_box(s, SEAL_CONTACT, &row, &box, opened));
    assert_memory_equal(opened, "Иван +79161234567", box.n - SEAL_OVERHEAD);
    sealer_free(s);
}

static void expect_shut(struct sealer *s, enum seal_use use, const struct uuid *id,
                        const struct box *box)
{
    uint8_t opened[PLAIN_MAX];

    memset(opened, 0xee, sizeof opened);
    assert_false(open_box(s, use, id, box, opened));
    for (size_t i = 0; i + SEAL_OVERHEAD < box->n; i++)
        assert_int_equal(opened[i], 0); /* wiped */
}

static void test_another_row_use_or_master_does_not_open(void **state)
{
    static const uint8_t other_master[SEAL_KEY_SIZE] = {1};
    struct sealer *s = sealer_new(master, 1), *renumbered = sealer_new(master, 2);
    struct sealer *stranger = sealer_new(other_master, 1);
    struct box box, swapped;
    uint8_t opened[PLAIN_MAX];

    (void)state;
    close_box(s, &box, SLICE("somebody's phone"));
    expect_shut(s, SEAL_CONTACT, &other_row, &box);
    expect_shut(s, SEAL_CONSENT, &row, &box);
    expect_shut(renumbered, SEAL_CONTACT, &row, &box);
    expect_shut(stranger, SEAL_CONTACT, &row, &box);
    close_box(s, &swapped, SLICE("somebody else's.")); /* same row, but a key of its own */
    memcpy(swapped.wrapped, box.wrapped, sizeof box.wrapped);
    expect_shut(s, SEAL_CONTACT, &row, &swapped);
    assert_true(open_box(s, SEAL_CONTACT, &row, &box, opened)); /* the failures left no trace */
    sealer_free(s);
    sealer_free(renumbered);
    sealer_free(stranger);
}

static void test_no_changed_bit_opens(void **state)
{
    struct sealer *s = sealer_new(master, 1);
    struct box box;

    (void)state;
    close_box(s, &box, SLICE("+79161234567"));
    for (size_t bit = 0; bit < box.n * 8; bit++) {
        box.sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        expect_shut(s, SEAL_CONTACT, &row, &box);
        box.sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t bit = 0; bit < sizeof box.wrapped * 8; bit++) {
        box.wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
        expect_shut(s, SEAL_CONTACT, &row, &box);
        box.wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    sealer_free(s);
}

static void test_other_sizes_do_not_open(void **state)
{
    struct sealer *s = sealer_new(master, 1);
    uint8_t opened[PLAIN_MAX];
    struct box box;

    (void)state;
    close_box(s, &box, SLICE("+79161234567"));
    for (size_t n = 0; n < box.n; n++) /* cut */
        assert_false(unseal(s, SEAL_CONTACT, &row, (struct slice){(const char *)box.sealed, n},
                            (struct slice){(const char *)box.wrapped, sizeof box.wrapped}, opened));
    for (size_t n = 0; n < sizeof box.wrapped; n++)
        assert_false(unseal(s, SEAL_CONTACT, &row, (struct slice){(const char *)box.sealed, box.n},
                            (struct slice){(const char *)box.wrapped, n}, opened));
    assert_false(unseal(s, SEAL_CONTACT, &row, SLICE_NONE, SLICE_NONE, NULL));
    sealer_free(s);
}

static void test_the_same_text_never_looks_the_same(void **state)
{
    struct sealer *s = sealer_new(master, 1);
    struct box a, b;

    (void)state;
    close_box(s, &a, SLICE("+79161234567"));
    close_box(s, &b, SLICE("+79161234567"));
    assert_memory_not_equal(a.sealed + 1, b.sealed + 1, 12); /* nonce */
    assert_memory_not_equal(a.sealed + 13, b.sealed + 13, 12);
    assert_memory_not_equal(a.wrapped + 2, b.wrapped + 2, 12);
    assert_memory_not_equal(a.wrapped + 14, b.wrapped + 14, 32);
    sealer_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip_of_every_length),
        cmocka_unit_test(test_a_value_sealed_elsewhere_opens),
        cmocka_unit_test(test_another_row_use_or_master_does_not_open),
        cmocka_unit_test(test_no_changed_bit_opens),
        cmocka_unit_test(test_other_sizes_do_not_open),
        cmocka_unit_test(test_the_same_text_never_looks_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
