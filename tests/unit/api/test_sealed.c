/* What of a sealed contact and consent reaches whom: the seller, a buyer, the operator; and what is
 * shown when nothing opens. Rows and replies are stood in for. */
#include "sealed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <jansson.h>

#include "leadx/app/vault.h"
#include "leadx/base/digest.h"
#include "leadx/http/reply.h"
#include "support_vault.h"

static const char contact[] = "{\"first_name\":\"Anna\",\"phone\":\"+79991234567\"}";
static const char consent[] = "{\"text\":\"call me\",\"given_at\":\"2026-11-21T10:00:00Z\","
                              "\"ip\":\"203.0.113.7\",\"user_agent\":\"Firefox\"}";

static struct slice columns[5]; /* doc, contact, its key, consent, its key; p NULL = null */
static json_t *answer;

bool result_null(const struct db_result *res, int row, int column)
{
    (void)res;
    (void)row;
    return columns[column].p == NULL;
}

struct slice result_slice(const struct db_result *res, int row, int column)
{
    (void)res;
    (void)row;
    return columns[column];
}

void reply_json(struct request *r, int status, struct slice json)
{
    (void)r;
    assert_int_equal(status, 200);
    answer = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(answer);
}

void reply_error(struct request *r, enum error e, const char *detail)
{
    (void)r;
    (void)detail;
    fail_msg("error %d", (int)e);
}

static struct slice bytea(struct pool *pool, const uint8_t *p, size_t n)
{
    char *text = pool_alloc(pool, 2 * n + 3);

    memcpy(text, "\\x", 2);
    hex_encode(p, n, text + 2);
    return (struct slice){text, 2 * n + 2};
}

static void column_seal(struct pool *pool, enum seal_use use, const struct uuid *lead,
                        const char *text, int column)
{
    uint8_t sealed[1024], key[SEAL_WRAPPED_SIZE];
    struct slice plain = slice_of(text);

    seal(vault_sealer(), use, lead, plain, sealed, key);
    columns[column] = bytea(pool, sealed, plain.n + SEAL_OVERHEAD);
    columns[column + 1] = bytea(pool, key, sizeof key);
}

static void shown(enum sealed_view view, bool erased, const struct uuid *as)
{
    struct request r = {.pool = pool_new(0)};
    struct uuid lead = uuid_v7(1000);

    memset(columns, 0, sizeof columns);
    columns[0] = SLICE("{\"id\": 1}");
    column_seal(r.pool, SEAL_CONTACT, &lead, contact, 1);
    column_seal(r.pool, SEAL_CONSENT, &lead, consent, 3);
    if (erased)
        columns[2] = columns[4] = SLICE_NONE;
    json_decref(answer);
    sealed_reply(&r, as == NULL ? &lead : as, NULL, 1, view);
    pool_free(r.pool);
}

static const char *at(const char *object, const char *key)
{
    return json_string_value(json_object_get(json_object_get(answer, object), key));
}

static void the_seller_sees_what_it_brought(void **state)
{
    (void)state;
    shown(SEALED_WHOLE, false, NULL);
    assert_int_equal(json_integer_value(json_object_get(answer, "id")), 1);
    assert_string_equal(at("contact", "phone"), "+79991234567");
    assert_string_equal(at("consent", "ip"), "203.0.113.7");
}

static void a_buyer_sees_the_contact_and_the_words_of_consent(void **state)
{
    (void)state;
    shown(SEALED_BUYER, false, NULL);
    assert_string_equal(at("contact", "phone"), "+79991234567");
    assert_string_equal(at("consent", "text"), "call me");
    assert_string_equal(at("consent", "given_at"), "2026-11-21T10:00:00Z");
    assert_int_equal(json_object_size(json_object_get(answer, "consent")), 2);
}

static void the_operator_sees_masks(void **state)
{
    char *text;

    (void)state;
    shown(SEALED_MASKED, false, NULL);
    text = json_dumps(answer, 0);
    assert_null(strstr(text, "Anna"));
    assert_null(strstr(text, "1234567"));
    assert_null(strstr(text, "203.0.113.7"));
    assert_string_equal(at("contact", "first_name"), "A***");
    free(text);
}

static void the_erased_and_the_misplaced_are_null(void **state)
{
    struct uuid other = uuid_v7(2000);

    (void)state;
    for (int view = SEALED_WHOLE; view <= SEALED_MASKED; view++) {
        shown((enum sealed_view)view, true, NULL);
        assert_true(json_is_null(json_object_get(answer, "contact")));
        assert_true(json_is_null(json_object_get(answer, "consent")));
        shown((enum sealed_view)view, false, &other);
        assert_true(json_is_null(json_object_get(answer, "contact")));
    }
    json_decref(answer);
    answer = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seller_sees_what_it_brought),
        cmocka_unit_test(a_buyer_sees_the_contact_and_the_words_of_consent),
        cmocka_unit_test(the_operator_sees_masks),
        cmocka_unit_test(the_erased_and_the_misplaced_are_null),
    };

    return cmocka_run_group_tests_name("sealed", tests, vault_up, vault_down);
}
