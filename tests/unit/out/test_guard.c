/* Which addresses and which URLs pass: the special ranges with their edges, and every odd spelling
 * of an address that some program somewhere understands. */
#include "leadx/out/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "leadx/base/settings.h"
#include "support.h"

struct case_address {
    const char *text;
    bool allowed;
};

static const struct case_address v4[] = {
    /* edges of each special block, and what stands beside them */
    {"0.0.0.0", false},         {"0.0.0.1", false},         {"0.255.255.255", false},
    {"1.0.0.0", true},          {"1.1.1.1", true},          {"8.8.8.8", true},
    {"9.255.255.255", true},    {"10.0.0.0", false},        {"10.0.0.1", false},
    {"10.128.7.9", false},      {"10.255.255.255", false},  {"11.0.0.0", true},
    {"93.184.216.34", true},    {"100.63.255.255", true},   {"100.64.0.0", false},
    {"100.100.100.200", false}, {"100.127.255.255", false}, {"100.128.0.0", true},
    {"126.255.255.255", true},  {"127.0.0.0", false},       {"127.0.0.1", false},
    {"127.0.0.53", false},      {"127.1.2.3", false},       {"127.255.255.255", false},
    {"128.0.0.0", true},        {"169.253.255.255", true},  {"169.254.0.0", false},
    {"169.254.169.254", false}, {"169.254.170.2", false},   {"169.254.255.255", false},
    {"169.255.0.0", true},      {"172.15.255.255", true},   {"172.16.0.0", false},
    {"172.17.0.1", false},      {"172.24.1.2", false},      {"172.31.255.255", false},
    {"172.32.0.0", true},       {"191.255.255.255", true},  {"192.0.0.0", false},
    {"192.0.0.8", false},       {"192.0.0.9", false},       {"192.0.0.170", false},
    {"192.0.0.192", false},     {"192.0.0.255", false},     {"192.0.1.0", true},
    {"192.0.1.255", true},      {"192.0.2.0", false},       {"192.0.2.77", false},
    {"192.0.2.255", false},     {"192.0.3.0", true},        {"192.88.98.255", true},
    {"192.88.99.0", false},     {"192.88.99.1", false},     {"192.88.99.2", false},
    {"192.88.99.255", false},   {"192.88.100.0", true},     {"192.167.255.255", true},
    {"192.168.0.0", false},     {"192.168.1.1", false},     {"192.168.255.255", false},
    {"192.169.0.0", true},      {"198.17.255.255", true},   {"198.18.0.0", false},
    {"198.18.0.1", false},      {"198.19.255.255", false},  {"198.20.0.0", true},
    {"198.51.99.255", true},    {"198.51.100.0", false},    {"198.51.100.42", false},
    {"198.51.100.255", false},  {"198.51.101.0", true},     {"203.0.112.255", true},
    {"203.0.113.0", false},     {"203.0.113.9", false},     {"203.0.113.255", false},
    {"203.0.114.0", true},      {"223.255.255.255", true},  {"224.0.0.0", false},
    {"224.0.0.1", false},       {"233.252.0.1", false},     {"239.255.255.250", false},
    {"239.255.255.255", false}, {"240.0.0.0", false},       {"247.1.1.1", false},
    {"255.0.0.0", false},       {"255.255.255.254", false}, {"255.255.255.255", false},
};

static const struct case_address v6[] = {
    {"::", false},
    {"::1", false},
    {"::2", false},
    {"::ffff", false},
    /* compatible: withdrawn, whatever is inside */
    {"::127.0.0.1", false},
    {"::10.0.0.1", false},
    {"::8.8.8.8", false},
    /* mapped: as the address inside */
    {"::ffff:8.8.8.8", true},
    {"::ffff:93.184.216.34", true},
    {"::ffff:0.0.0.0", false},
    {"::ffff:127.0.0.1", false},
    {"::ffff:7f00:1", false},
    {"::ffff:10.0.0.1", false},
    {"::ffff:100.64.0.1", false},
    {"::ffff:169.254.169.254", false},
    {"::ffff:172.16.0.1", false},
    {"::ffff:192.168.0.1", false},
    {"::ffff:224.0.0.1", false},
    {"::ffff:255.255.255.255", false},
    /* translated (SIIT) */
    {"::ffff:0:8.8.8.8", false},
    {"::ffff:0:127.0.0.1", false},
    {"::fffe:8.8.8.8", false},
    /* NAT64: as the address inside; the local prefix never */
    {"64:ff9b::8.8.8.8", true},
    {"64:ff9b::127.0.0.1", false},
    {"64:ff9b::7f00:1", false},
    {"64:ff9b::10.1.2.3", false},
    {"64:ff9b::169.254.169.254", false},
    {"64:ff9b::192.168.1.1", false},
    {"64:ff9b::255.255.255.255", false},
    {"64:ff9b::1:8.8.8.8", false},
    {"64:ff9b:0:0:0:1:808:808", false},
    {"64:ff9b:1::", false},
    {"64:ff9b:1::8.8.8.8", false},
    {"64:ff9b:1:ffff:ffff:ffff:ffff:ffff", false},
    {"64:ff9b:2::8.8.8.8", false},
    {"64:ff9a::8.8.8.8", false},
    /* discard-only, dummy */
    {"100::", false},
    {"100::1", false},
    {"100::ffff:ffff:ffff:ffff", false},
    {"100:0:0:1::1", false},
    {"200::1", false},
    {"1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
    /* global unicast begins */
    {"2000::", true},
    {"2000:ffff::1", true},
    /* 2001::/23 */
    {"2001::", false},
    {"2001::1", false},
    {"2001:0:4136:e378:8000:63bf:3fff:fdd2", false}, /* Teredo */
    {"2001:0:808:808:0:0:f7f7:f7f7", false},
    {"2001:1::1", false},
    {"2001:1::2", false},
    {"2001:2::1", false},
    {"2001:3::1", false},
    {"2001:4:112::1", false},
    {"2001:10::1", false},
    {"2001:20::1", false},
    {"2001:30::1", false},
    {"2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", false},
    {"2001:200::", true},
    {"2001:470::1", true},
    {"2001:4860:4860::8888", true},
    {"2001:db7:ffff::1", true},
    {"2001:db8::", false},
    {"2001:db8::1", false},
    {"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", false},
    {"2001:db9::1", true},
    /* 6to4 */
    {"2001:ffff::1", true},
    {"2002::", false},
    {"2002:7f00:1::", false},
    {"2002:a00:1::1", false},
    {"2002:808:808::1", false},
    {"2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
    {"2003::1", true},
    {"2400:cb00::1", true},
    {"2600:1f18::1", true},
    {"2606:4700:4700::1111", true},
    {"2620:fe::fe", true},
    {"2a00:1450::1", true},
    {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true},
    /* documentation, the second */
    {"3fff::", false},
    {"3fff::1", false},
    {"3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", false},
    {"3fff:1000::", true},
    /* outside of global unicast */
    {"4000::1", false},
    {"5f00::", false},
    {"5f00::1", false},
    {"5f00:ffff::1", false},
    {"8000::1", false},
    {"fbff::1", false},
    {"fc00::", false},
    {"fc00::1", false},
    {"fd00::1", false},
    {"fd00:ec2::254", false}, /* cloud metadata */
    {"fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
    {"fe00::1", false},
    {"fe80::", false},
    {"fe80::1", false},
    {"fe80::a9fe:a9fe", false},
    {"febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
    {"fec0::1", false},
    {"feff::1", false},
    {"ff00::", false},
    {"ff02::1", false},
    {"ff05::2", false},
    {"ff0e::1", false},
    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
};

/* Made with room for either family. */
static struct sockaddr_storage address_of(const char *text)
{
    struct sockaddr_storage out = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&out;

    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
    } else {
        assert_int_equal(inet_pton(AF_INET6, text, &six->sin6_addr), 1);
        six->sin6_family = AF_INET6;
    }
    return out;
}

static bool allows(const char *text)
{
    struct sockaddr_storage address = address_of(text);

    return guard_allows((struct sockaddr *)&address);
}

static void configure(const char *allow)
{
    char err[256] = "";

    if (!guard_configure(allow, err, sizeof err))
        fail_msg("%s", err);
}

static void cases_hold(const struct case_address *cases, size_t n)
{
    configure("");
    for (size_t i = 0; i < n; i++)
        if (allows(cases[i].text) != cases[i].allowed)
            fail_msg("%s should be %s", cases[i].text, cases[i].allowed ? "allowed" : "refused");
}

static void test_addresses(void **state)
{
    (void)state;
    cases_hold(v4, sizeof v4 / sizeof *v4);
    cases_hold(v6, sizeof v6 / sizeof *v6);
}

/* What is refused as IPv4 is refused inside IPv6, in every way of standing there. */
static void test_refused_inside_too(void **state)
{
    static const char *const inside[] = {"::ffff:%s", "64:ff9b::%s", "::%s", "::ffff:0:%s",
                                         "64:ff9b:1::%s"};
    char text[64];

    (void)state;
    configure("");
    for (size_t i = 0; i < sizeof v4 / sizeof *v4; i++)
        for (size_t k = 0; k < sizeof inside / sizeof *inside; k++) {
            snprintf(text, sizeof text, inside[k], v4[i].text);
            if (allows(text) != (v4[i].allowed && k < 2))
                fail_msg("%s is judged otherwise", text);
        }
}

static void test_other_families(void **state)
{
    struct sockaddr_un file = {.sun_family = AF_UNIX, .sun_path = "/tmp/x"};
    struct sockaddr none = {.sa_family = AF_UNSPEC};

    (void)state;
    configure("0.0.0.0/0, ::/0");
    assert_false(guard_allows((struct sockaddr *)&file));
    assert_false(guard_allows(&none));
}

static void test_allowed_by_setting(void **state)
{
    (void)state;
    configure("127.0.0.0/8, ::1/128,10.20.30.0/30 ,fd00::/8,192.168.7.7");
    assert_true(allows("127.0.0.1"));
    assert_true(allows("127.255.0.1"));
    assert_true(allows("::ffff:127.0.0.1"));
    assert_true(allows("::1"));
    assert_true(allows("10.20.30.3"));
    assert_true(allows("fd12::1"));
    assert_true(allows("192.168.7.7"));
    assert_true(allows("8.8.8.8"));
    assert_false(allows("::2"));
    assert_false(allows("10.20.30.4"));
    assert_false(allows("10.20.29.255"));
    assert_false(allows("fc00::1"));
    assert_false(allows("192.168.7.8"));
    assert_false(allows("64:ff9b::127.0.0.1"));
    configure("");
    assert_false(allows("127.0.0.1"));
    /* one family's zero network is not the other's */
    configure("::/0");
    assert_true(allows("fe80::1"));
    assert_false(allows("127.0.0.1"));
    assert_false(allows("::ffff:127.0.0.1"));
}

static void test_settings_that_do_not_read(void **state)
{
    static const char *const bad[] = {
        "10.0.0.0/33", "10.0.0.0/",      "10.0.0.0/-1",  "10.0.0.0/8x", "10.0.0.1/8",
        "10.0.0",      "::/129",         "::1/64",       "localhost",   "10.0.0.0/08.",
        "1.2.3.4/ 8",  "127.0.0.1/0x8",  "fe80::1%eth0", "[::1]",       "*",
        "10.0.0.0 /8", "10.0.0.0/8;::1",
    };
    char err[256];

    (void)state;
    configure("127.0.0.1");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err[0] = '\0';
        if (guard_configure(bad[i], err, sizeof err))
            fail_msg("%s is taken for a network", bad[i]);
        assert_non_null(strstr(err, "outbound_allow"));
    }
    assert_true(allows("127.0.0.1")); /* nothing was changed */
    configure(" , ,127.0.0.2,");
}

/* --- URLs --- */

static const char *const urls_good[] = {
    "https://example.com",
    "https://example.com/",
    "HTTPS://EXAMPLE.com/Path?q=1&r=%20x",
    "https://example.com?q",
    "https://example.com:8443/hook",
    "https://example.com:65535",
    "https://a-b.c_d.example/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://[2606:4700:4700::1111]:444/",
    "https://[::ffff:8.8.8.8]/",
    "https://xn--e1afmkfd.xn--p1ai/",
    "https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/hook",
    "https://m\u00fcller.example:8443/",
    "https://example.com/path/127.0.0.1//../x",
    "https://1.example",
    "https://123.45.67.89.example.com/",
    "https://0x7f.example/",
    "https://localhost/", /* a name: judged by its addresses */
};

static const char *const urls_bad[] = {
    "",
    "https://",
    "https:///path",
    "https:/example.com",
    "https:example.com",
    "//example.com/",
    "example.com",
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "smtp://example.com/",
    "smtps://example.com/",
    "javascript:alert(1)",
    " https://example.com/",
    "https://example.com/ ",
    "https://exa mple.com/",
    "https://example.com/a b",
    "https://example.com/\t",
    "https://exam\tple.com/",
    "https://example.com\n/",
    "https://example.com/\r\nHost: x",
    "https://example.com/\x7f",
    "https://example.com/#part",
    "https://example.com#@127.0.0.1/",
    /* user info */
    "https://user@example.com/",
    "https://user:pass@example.com/",
    "https://@example.com/",
    "https://example.com@127.0.0.1/",
    "https://127.0.0.1@example.com/",
    "https://example.com%40127.0.0.1/",
    /* backslashes */
    "https://example.com\\@127.0.0.1/",
    "https:\\\\example.com\\",
    "https://127.0.0.1\\.example.com/",
    /* ports */
    "https://example.com:",
    "https://example.com:/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://example.com:443443/",
    "https://example.com:-1/",
    "https://example.com:+443/",
    "https://example.com:0x1bb/",
    "https://example.com:443:443/",
    "https://example.com: 443/",
    "https://:443/",
    /* labels */
    "https://.example.com/",
    "https://example..com/",
    "https://example.com./",
    "https://127.0.0.1./",
    "https://-a.example/",
    "https://a-.example/",
    "https://exa$mple.com/",
    "https://exa,mple.com/",
    "https://*.example.com/",
    "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com/",
    /* escapes in the host */
    "https://%31%32%37.0.0.1/",
    "https://127.0.0.1%00.example.com/",
    "https://example%2ecom/",
    "https://localhost%2f/",
    "https://[::1%25lo]/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    /* loopback and friends, as they are and in disguise */
    "https://127.0.0.1/",
    "https://127.0.0.1:8443/",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0.0.0.0/",
    "https://255.255.255.255/",
    "https://0/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7F000001/",
    "https://0x7f.1/",
    "https://0x7f.0.0.1/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://0177.0.0.01/",
    "https://127.0.0.01/",
    "https://127.0.0.1.1/",
    "https://127.0.0.256/",
    "https://1.2.3/",
    "https://08.8.8.8/",
    "https://4294967296/",
    "https://0x/",
    "https://a.0x/",
    "https://example.127/",
    "https://example.0x7f/",
    "https://127.0.0.0x1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[::1/",
    "https://::1/",
    "https://[::1]x/",
    "https://[::1]:/",
    "https://[127.0.0.1]/",
    "https://[example.com]/",
    "https://[]/",
    "https://[[::1]]/",
    "https://[v1.a]/",
    "https://a[::1]/",
    /* other dots, other digits, other letters */
    "https://127\u30020\u30020\u30021/",
    "https://127\uff0e0\uff0e0\uff0e1/",
    "https://127\uff610\uff610\uff611/",
    "https://\uff11\uff12\uff17.\uff10.\uff10.\uff11/",
    "https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
    "https://\uff10\uff58\uff17\uff46.1/",
    "https://8\u30028\u30028\u30028/",
    "https://\uff3b::1\uff3d/",
    "https://example.com\u2044@127.0.0.1/",
    "https://example.com\uff0f.evil.example/",
    "https://exam\u202eple.com/",
    "https://example.com\uff20127.0.0.1/",
    "https://example.com\uff1a443/",
    "https://\xff\xfe.example/",
    "https://\xc0\xaf.example/",
    "https://\xed\xa0\x80.example/",
    /* escapes and characters in the rest */
    "https://example.com/%",
    "https://example.com/%2",
    "https://example.com/%zz",
    "https://example.com/<x>",
    "https://example.com/\"",
    "https://example.com/{a}",
    "https://example.com/a|b",
    "https://example.com/a\\b",
    "https://example.com/a^b",
    "https://example.com/`",
    "https://example.com/\u043f",
};

static bool passes(const char *url)
{
    const char *why = NULL;
    bool does = guard_url(slice_of(url), &why);

    assert_true(does || why != NULL);
    return does;
}

static void test_urls(void **state)
{
    (void)state;
    configure("");
    for (size_t i = 0; i < sizeof urls_good / sizeof *urls_good; i++)
        if (!passes(urls_good[i]))
            fail_msg("%s is refused", urls_good[i]);
    for (size_t i = 0; i < sizeof urls_bad / sizeof *urls_bad; i++)
        if (passes(urls_bad[i]))
            fail_msg("%s is taken", urls_bad[i]);
}

static void test_url_with_a_nul(void **state)
{
    const char *why;

    (void)state;
    assert_false(guard_url(SLICE("https://example.com\0.evil.example/"), &why));
    assert_false(guard_url(SLICE("https://example.com/\0"), &why));
    assert_false(guard_url(SLICE_NONE, &why));
}

static void test_url_length(void **state)
{
    char url[2002] = "https://example.com/";

    (void)state;
    memset(url + strlen(url), 'a', 2000 - strlen(url));
    assert_int_equal(strlen(url), 2000);
    assert_true(passes(url));
    url[2000] = 'a';
    assert_false(passes(url));
}

static void test_plain_only_by_setting(void **state)
{
    (void)state;
    configure("");
    setting("outbound_plain", "true");
    assert_true(passes("http://example.com/"));
    assert_false(passes("http://127.0.0.1/"));
    assert_false(passes("smtp://example.com/"));
    setting("outbound_plain", "false");
    assert_false(passes("http://example.com/"));
}

static void test_literals_by_setting(void **state)
{
    (void)state;
    configure("127.0.0.0/8");
    assert_true(passes("https://127.0.0.1:8443/"));
    assert_true(passes("https://[::ffff:127.0.0.1]/"));
    assert_false(passes("https://[::1]/"));
    assert_false(passes("https://2130706433/")); /* the spelling stays refused */
    configure("");
}

/* Whatever passes with a literal address has one the guard allows: tried with random spellings. */
static void test_random_hosts(void **state)
{
    static const char letters[] = "0123456789012345678901x.:[]abf%@/\\-";
    char url[64];

    (void)state;
    configure("");
    srand(42);
    for (int i = 0; i < 200000; i++) {
        size_t n = (size_t)snprintf(url, sizeof url, "https://"), length = 1 + (size_t)rand() % 16;
        const char *why;

        for (size_t k = 0; k < length; k++)
            url[n++] = letters[(size_t)rand() % (sizeof letters - 1)];
        url[n] = '\0';
        if (guard_url(slice_of(url), &why) && strncmp(url, "https://127.", 12) == 0 &&
            strspn(url + 8, "0123456789.") == strcspn(url + 8, ":/"))
            fail_msg("%s is taken", url);
    }
}

static int set_up(void **state)
{
    char err[256];

    (void)state;
    assert_true(settings_load(NULL, err, sizeof err));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_refused_inside_too),
        cmocka_unit_test(test_other_families),
        cmocka_unit_test(test_allowed_by_setting),
        cmocka_unit_test(test_settings_that_do_not_read),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_url_with_a_nul),
        cmocka_unit_test(test_url_length),
        cmocka_unit_test(test_plain_only_by_setting),
        cmocka_unit_test(test_literals_by_setting),
        cmocka_unit_test(test_random_hosts),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
