/* Lines of suppression lists: what is taken, which hash comes of it, what is refused with which
 * code. */
#include "leadx/app/suppression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "leadx/app/vault.h"
#include "support_vault.h"

static void refused(const char *line, const char *code)
{
    uint8_t hash[SUPPRESSION_SIZE];
    const char *got = suppression_read(slice_of(line), "RU", hash);

    if (got == NULL || strcmp(got, code) != 0)
        fail_msg("%s: expected %s, got %s", line, code, got == NULL ? "taken" : got);
}

static void hash_of(const char *line, uint8_t out[SUPPRESSION_SIZE])
{
    const char *fault = suppression_read(slice_of(line), "RU", out);

    if (fault != NULL)
        fail_msg("%s: %s", line, fault);
}

static void one_person_has_one_hash_however_it_is_written(void **state)
{
    uint8_t a[SUPPRESSION_SIZE], b[SUPPRESSION_SIZE];
    struct print print;

    (void)state;
    hash_of("{\"phone\":\"+7 999 123-45-67\"}", a);
    hash_of("{\"phone\":\"8 (999) 1234567\"}", b);
    assert_memory_equal(a, b, SUPPRESSION_SIZE);
    print_make(vault_prints(), CHANNEL_PHONE, SLICE("+79991234567"), &print);
    assert_memory_equal(a, print.suppress, SUPPRESSION_SIZE);
    assert_memory_not_equal(a, print.dedup, SUPPRESSION_SIZE);
    hash_of("{\"email\":\"Anna@Example.COM\"}", a);
    hash_of("{\"email\":\"anna@example.com\"}", b);
    assert_memory_equal(a, b, SUPPRESSION_SIZE);
}

static void a_hash_sent_is_the_hash_of_the_value(void **state)
{
    uint8_t a[SUPPRESSION_SIZE], b[SUPPRESSION_SIZE], sha[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1], line[200];

    (void)state;
    digest_sha256(SLICE("+79991234567"), sha);
    hex_encode(sha, sizeof sha, hex);
    snprintf(line, sizeof line, "{\"hash\":\"%s\",\"channel\":\"phone\"}", hex);
    hash_of(line, a);
    hash_of("{\"phone\":\"+79991234567\"}", b);
    assert_memory_equal(a, b, SUPPRESSION_SIZE);
}

static void what_is_wrong_has_its_code(void **state)
{
    (void)state;
    refused("", "malformed_json");
    refused("{", "malformed_json");
    refused("[]", "malformed_json");
    refused("\"+79991234567\"", "malformed_json");
    refused("{\"phone\":\"+79991234567\",\"phone\":\"+79991234568\"}", "malformed_json");
    refused("{\"phone\":\"\\u0000\"}", "malformed_json");
    refused("{\"phone\":{\"a\":{}}}", "malformed_json");
    refused("{}", "missing_field");
    refused("{\"name\":\"Anna\"}", "unknown_field");
    refused("{\"phone\":\"+79991234567\",\"channel\":\"phone\"}", "unknown_field");
    refused("{\"phone\":\"+79991234567\",\"email\":\"anna@example.com\"}", "invalid_field");
    refused("{\"phone\":79991234567}", "invalid_field");
    refused("{\"phone\":null}", "invalid_field");
    refused("{\"phone\":\"none\"}", "invalid_field");
    refused("{\"phone\":\"\"}", "invalid_field");
    refused("{\"phone\":\"+7 111\"}", "phone_invalid");
    refused("{\"email\":\"anna\"}", "invalid_field");
    refused("{\"email\":\"\"}", "invalid_field");
    refused("{\"hash\":\"00\",\"channel\":\"phone\"}", "invalid_field");
    refused("{\"hash\":\"00\"}", "missing_field");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_person_has_one_hash_however_it_is_written),
        cmocka_unit_test(a_hash_sent_is_the_hash_of_the_value),
        cmocka_unit_test(what_is_wrong_has_its_code),
    };

    return cmocka_run_group_tests_name("suppression", tests, vault_up, vault_down);
}
