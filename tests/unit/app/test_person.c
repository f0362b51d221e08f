/* Browsers' names, tokens of links, and that what is sealed opens for its own row and use alone. */
#include "leadx/app/person.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support_vault.h"

static void test_what_a_person_knows_its_browser_by(void **state)
{
    static const struct {
        const char *agent, *said;
    } rows[] = {
        {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox on Linux"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
         "Edge on Windows"},
        {"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
         "Chrome on Android"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
         "Version/18.0 Mobile/15E148 Safari/604.1",
         "Safari on iPhone"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15",
         "Safari on macOS"},
        {"curl/7.88.1", "curl"},
        {"anna.petrova@example.com", "Browser"}, /* whatever somebody writes there stays out */
        {"", "unknown"},
    };
    char out[61];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(person_agent(slice_of(rows[i].agent), out), rows[i].said);
}

static void test_tokens(void **state)
{
    char token[PERSON_TOKEN + 1];
    uint8_t made[SHA256_SIZE], read[SHA256_SIZE];

    (void)state;
    person_token_make(token, made);
    assert_int_equal(strlen(token), PERSON_TOKEN);
    assert_true(person_token_digest(slice_of(token), read));
    assert_memory_equal(made, read, sizeof made);
    assert_false(person_token_digest((struct slice){token, PERSON_TOKEN - 1}, read));
    token[3] = '=';
    assert_false(person_token_digest(slice_of(token), read));
}

static void test_an_address_has_one_spelling(void **state)
{
    struct pool *pool = pool_new(0);
    uint8_t one[VAULT_TAG_SIZE], two[VAULT_TAG_SIZE];

    (void)state;
    person_print(person_email(pool, SLICE(" Anna@EXAMPLE.com ")), one);
    person_print(person_email(pool, SLICE("anna@example.com")), two);
    assert_memory_equal(one, two, sizeof one);
    person_print("anna@example.org", two);
    assert_memory_not_equal(one, two, sizeof one);
    assert_null(person_email(pool, SLICE("no address")));
    pool_free(pool);
}

static struct slice hex_of(json_t *sealed, struct pool *pool, const char *name)
{
    return slice_of(pool_printf(pool, "\\x%s", json_string_value(json_object_get(sealed, name))));
}

static void test_a_name_opens_for_its_person_alone(void **state)
{
    struct uuid anna = uuid_v7(1), bo = uuid_v7(2);
    struct pool *pool = pool_new(0);
    json_t *sealed = person_seal(&anna, SEAL_NAME, SLICE("Anna"));
    struct slice text = hex_of(sealed, pool, "sealed"), key = hex_of(sealed, pool, "key");

    (void)state;
    assert_true(slice_is(vault_unseal_hex(pool, SEAL_NAME, &anna, text, key), SLICE("Anna")));
    assert_null(vault_unseal_hex(pool, SEAL_NAME, &bo, text, key).p);
    assert_null(vault_unseal_hex(pool, SEAL_EMAIL, &anna, text, key).p);
    json_decref(sealed);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_person_knows_its_browser_by),
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_an_address_has_one_spelling),
        cmocka_unit_test(test_a_name_opens_for_its_person_alone),
    };

    return cmocka_run_group_tests(tests, vault_up, vault_down);
}
