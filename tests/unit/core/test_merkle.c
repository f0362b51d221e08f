/* Trees over rows: the published values, growing, and the way up from every leaf. */
#include "leadx/core/merkle.h"

#include <string.h>

#include "support.h"

/* The eight leaves that implementations of RFC 6962 are tested with, and the roots of the first n.
 */
static const char *const leaves[] = {"",
                                     "00",
                                     "10",
                                     "2021",
                                     "3031",
                                     "40414243",
                                     "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static void leaf_of(int i, uint8_t out[SHA256_SIZE])
{
    uint8_t bytes[16];
    size_t n = strlen(leaves[i]) / 2;

    assert_true(hex_decode(slice_of(leaves[i]), bytes, n));
    merkle_leaf((struct slice){(const char *)bytes, n}, out);
}

static void test_the_published_roots(void **state)
{
    struct merkle m = {0};
    uint8_t root[SHA256_SIZE], leaf[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    (void)state;
    for (size_t i = 0; i <= COUNT(leaves); i++) {
        merkle_root(&m, root);
        hex_encode(root, sizeof root, hex);
        assert_string_equal(hex, roots[i]);
        if (i == COUNT(leaves))
            break;
        leaf_of((int)i, leaf);
        merkle_add(&m, leaf);
    }
}

/* Leaf number i of a larger tree. */
static void numbered(size_t i, uint8_t out[SHA256_SIZE])
{
    merkle_leaf((struct slice){(const char *)&i, sizeof i}, out);
}

static void test_every_leaf_climbs_to_the_root(void **state)
{
    static uint8_t level[70][SHA256_SIZE];
    uint8_t path[MERKLE_LEVELS][SHA256_SIZE], leaf[SHA256_SIZE], up[SHA256_SIZE], root[SHA256_SIZE];

    (void)state;
    for (size_t n = 1; n <= COUNT(level); n++) {
        struct merkle m = {0};

        for (size_t i = 0; i < n; i++) {
            numbered(i, leaf);
            merkle_add(&m, leaf);
        }
        merkle_root(&m, root);
        for (size_t at = 0; at < n; at++) {
            size_t n_path;

            for (size_t i = 0; i < n; i++)
                numbered(i, level[i]);
            n_path = merkle_path(level, n, at, path);
            numbered(at, leaf);
            assert_true(merkle_climb(leaf, at, n, path, n_path, up));
            assert_memory_equal(up, root, sizeof root);
            if (n == 1)
                continue;
            assert_false(merkle_climb(leaf, at, n, path, n_path - 1, up));
            if (merkle_climb(leaf, (at + 1) % n, n, path, n_path, up))
                assert_memory_not_equal(up, root, sizeof root);
        }
    }
}

static void test_a_path_of_another_length_is_refused(void **state)
{
    uint8_t path[3][SHA256_SIZE] = {{0}}, leaf[SHA256_SIZE] = {0}, up[SHA256_SIZE];

    (void)state;
    assert_true(merkle_climb(leaf, 0, 1, path, 0, up));
    assert_false(merkle_climb(leaf, 0, 1, path, 1, up));
    assert_false(merkle_climb(leaf, 0, 0, path, 0, up));
    assert_false(merkle_climb(leaf, 5, 5, path, 1, up));
    assert_true(merkle_climb(leaf, 4, 5, path, 1, up));
    assert_false(merkle_climb(leaf, 4, 5, path, 2, up));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_roots),
        cmocka_unit_test(test_every_leaf_climbs_to_the_root),
        cmocka_unit_test(test_a_path_of_another_length_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
