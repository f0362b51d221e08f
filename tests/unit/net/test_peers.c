/* Connections counted by address: limits, /64s, mapped addresses, and that places come back. */
#include "leadx/net/peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "support.h"

static struct peer peer(const char *text)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct peer p;

    if (inet_pton(AF_INET, text, &in4.sin_addr) == 1) {
        peer_of(&p, (struct sockaddr *)&in4);
    } else {
        assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
        peer_of(&p, (struct sockaddr *)&in6);
    }
    return p;
}

static void test_counts_up_and_down(void **state)
{
    struct peer a = peer("203.0.113.7"), b = peer("203.0.113.8");

    (void)state;
    assert_string_equal(a.text, "203.0.113.7");
    assert_true(peers_enter(&a, 2));
    assert_true(peers_enter(&a, 2));
    assert_false(peers_enter(&a, 2));
    assert_true(peers_enter(&b, 2));
    peers_leave(&a);
    assert_true(peers_enter(&a, 2));
    peers_leave(&a);
    peers_leave(&a);
    peers_leave(&b);
}

static void test_a_64_is_one(void **state)
{
    struct peer a = peer("2001:db8::1"), b = peer("2001:db8::ffff:1"), c = peer("2001:db8:0:1::1");

    (void)state;
    assert_true(peers_enter(&a, 1));
    assert_false(peers_enter(&b, 1));
    assert_true(peers_enter(&c, 1));
    peers_leave(&a);
    peers_leave(&c);
}

static void test_a_mapped_address_is_the_ipv4_one(void **state)
{
    struct peer a = peer("::ffff:203.0.113.7"), b = peer("203.0.113.7");

    (void)state;
    assert_string_equal(a.text, "203.0.113.7");
    assert_true(peers_enter(&a, 1));
    assert_false(peers_enter(&b, 1));
    peers_leave(&a);
}

static void test_unix_sockets_are_not_counted(void **state)
{
    struct sockaddr un = {.sa_family = AF_UNIX};
    struct peer p;

    (void)state;
    peer_of(&p, &un);
    assert_string_equal(p.text, "unix");
    assert_true(peers_enter(&p, 1));
    assert_true(peers_enter(&p, 1));
    peers_leave(&p);
}

static void test_many_addresses(void **state)
{
    char text[32];

    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20000; i++) {
            struct peer p;

            snprintf(text, sizeof text, "10.0.%d.%d", i >> 8, i & 255);
            p = peer(text);
            if (round == 0)
                assert_true(peers_enter(&p, 1));
            else
                peers_leave(&p);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_up_and_down),
        cmocka_unit_test(test_a_64_is_one),
        cmocka_unit_test(test_a_mapped_address_is_the_ipv4_one),
        cmocka_unit_test(test_unix_sockets_are_not_counted),
        cmocka_unit_test(test_many_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
