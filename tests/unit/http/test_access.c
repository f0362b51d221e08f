/* Roles, scopes and suspension against actions: what must never be allowed, and what must. */
#include "leadx/http/access.h"

#include "support.h"

static bool may(unsigned roles, unsigned scopes, enum action action)
{
    struct caller c = {.roles = roles, .scopes = scopes, .active = true};

    return access_allowed(&c, action);
}

static void test_roles_keep_to_their_side(void **state)
{
    (void)state;
    assert_true(may(ROLE_SELLER, 0, ACTION_LEAD_POST));
    assert_false(may(ROLE_BUYER, 0, ACTION_LEAD_POST));
    assert_false(may(ROLE_ADMIN, 0, ACTION_LEAD_POST));
    assert_true(may(ROLE_BUYER, 0, ACTION_ORDER_WRITE));
    assert_false(may(ROLE_SELLER, 0, ACTION_ORDER_WRITE));
    assert_false(may(ROLE_SELLER, 0, ACTION_SALE_READ));
    assert_true(may(ROLE_SELLER, 0, ACTION_OFFER_JOIN));
    assert_false(may(ROLE_SELLER, 0, ACTION_OFFER_WRITE));
    assert_true(may(ROLE_SELLER | ROLE_BUYER, 0, ACTION_ORDER_WRITE));
}

static void test_only_the_operator_administers(void **state)
{
    (void)state;
    assert_false(may(ROLE_SELLER | ROLE_BUYER, 0, ACTION_ADMIN_READ));
    assert_false(may(ROLE_SELLER | ROLE_BUYER, 0, ACTION_ADMIN_WRITE));
    assert_true(may(ROLE_ADMIN, 0, ACTION_ADMIN_WRITE));
    assert_true(may(ROLE_AUDITOR, 0, ACTION_ADMIN_READ));
}

static void test_an_auditor_never_writes(void **state)
{
    static const enum action writes[] = {
        ACTION_LEAD_POST,  ACTION_LEAD_CHANGE, ACTION_ORDER_WRITE,      ACTION_OFFER_WRITE,
        ACTION_OFFER_JOIN, ACTION_ADMIN_WRITE, ACTION_SUPPRESSION_WRITE};

    (void)state;
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++)
        assert_false(may(ROLE_AUDITOR, 0, writes[i]));
}

static void test_scopes_only_narrow(void **state)
{
    (void)state;
    assert_true(may(ROLE_SELLER, SCOPE_LEADS_WRITE, ACTION_LEAD_POST));
    assert_false(may(ROLE_SELLER, SCOPE_LEADS_READ, ACTION_LEAD_POST));
    assert_false(may(ROLE_SELLER, SCOPE_LEADS_WRITE, ACTION_LEAD_READ));
    assert_false(may(ROLE_SELLER, SCOPE_ADMIN_WRITE, ACTION_ADMIN_WRITE));
    assert_false(may(ROLE_BUYER, SCOPE_ORDERS_READ, ACTION_SALE_READ));
    assert_true(may(ROLE_BUYER, SCOPE_MONEY_READ, ACTION_MONEY_READ));
    assert_true(may(ROLE_BUYER, SCOPE_MONEY_READ, ACTION_ANY));
    for (int action = ACTION_PUBLIC; action < ACTION_COUNT; action++)
        for (unsigned scopes = 1; scopes < 2048; scopes++)
            if (may(ROLE_SELLER | ROLE_BUYER | ROLE_ADMIN, scopes, (enum action)action))
                assert_true(may(ROLE_SELLER | ROLE_BUYER | ROLE_ADMIN, 0, (enum action)action));
}

static void test_a_suspended_org_only_reads(void **state)
{
    struct caller c = {.roles = ROLE_SELLER | ROLE_BUYER | ROLE_ADMIN, .active = false};

    (void)state;
    assert_true(access_allowed(&c, ACTION_LEAD_READ));
    assert_true(access_allowed(&c, ACTION_MONEY_READ));
    assert_true(access_allowed(&c, ACTION_ANY));
    assert_false(access_allowed(&c, ACTION_LEAD_POST));
    assert_false(access_allowed(&c, ACTION_LEAD_CHANGE));
    assert_false(access_allowed(&c, ACTION_ORDER_WRITE));
    assert_false(access_allowed(&c, ACTION_SUPPRESSION_WRITE));
    assert_false(access_allowed(&c, ACTION_ADMIN_WRITE));
}

static void test_a_suspended_org_says_what_concerns_it(void **state)
{
    struct caller c = {.roles = ROLE_BUYER, .active = false};

    (void)state;
    assert_true(access_allowed(&c, ACTION_OUTCOME_WRITE));
    assert_true(access_allowed(&c, ACTION_PARTY_WRITE));
    assert_true(access_allowed(&c, ACTION_DISPUTE_ANSWER));
    assert_false(access_allowed(&c, ACTION_ENDPOINT_WRITE));
}

static void test_an_applicant_sees_only_itself(void **state)
{
    struct caller c = {.roles = ROLE_SELLER | ROLE_BUYER, .active = false, .applied = true};

    (void)state;
    for (int action = ACTION_PUBLIC; action < ACTION_COUNT; action++)
        assert_int_equal(access_allowed(&c, (enum action)action),
                         action == ACTION_PUBLIC || action == ACTION_ANY ||
                             action == ACTION_PARTY_WRITE || action == ACTION_KEY_WRITE ||
                             action == ACTION_PEOPLE_READ || action == ACTION_PEOPLE_WRITE);
}

static struct caller person(unsigned roles, enum standing standing)
{
    return (struct caller){.roles = roles, .standing = standing, .active = true};
}

/* What a viewer may do, named one by one: whatever is added is not among it by itself. */
static void test_a_viewer_only_reads(void **state)
{
    static const enum action reads[] = {
        ACTION_PUBLIC,        ACTION_ANY,        ACTION_SESSION_END, ACTION_SELF_WRITE,
        ACTION_PEOPLE_READ,   ACTION_LEAD_READ,  ACTION_ORDER_READ,  ACTION_OFFER_READ,
        ACTION_DECISION_READ, ACTION_SALE_READ,  ACTION_MONEY_READ,  ACTION_ENDPOINT_READ,
        ACTION_DISPUTE_READ,  ACTION_SCORE_READ,
    };
    struct caller c = person(ROLE_SELLER | ROLE_BUYER, STANDING_VIEWER);

    (void)state;
    for (int action = ACTION_PUBLIC; action < ACTION_COUNT; action++) {
        bool read = false;

        for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
            read |= reads[i] == (enum action)action;
        assert_int_equal(access_allowed(&c, (enum action)action), read);
    }
}

static void test_each_standing_has_all_of_the_one_below(void **state)
{
    static const unsigned roles[] = {ROLE_SELLER, ROLE_BUYER, ROLE_ADMIN, ROLE_AUDITOR};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (int action = ACTION_PUBLIC; action < ACTION_COUNT; action++)
            for (int s = STANDING_VIEWER; s < STANDING_OWNER; s++) {
                struct caller less = person(roles[i], (enum standing)s),
                              more = person(roles[i], (enum standing)(s + 1));

                assert_true(access_allowed(&more, (enum action)action) >=
                            access_allowed(&less, (enum action)action));
            }
}

/* An owner may what a full key of its company may, and what only people do. */
static void test_an_owner_is_a_full_key_with_a_face(void **state)
{
    struct caller owner = person(ROLE_SELLER | ROLE_BUYER, STANDING_OWNER),
                  key = person(ROLE_SELLER | ROLE_BUYER, STANDING_KEY);

    (void)state;
    for (int action = ACTION_PUBLIC; action < ACTION_COUNT; action++)
        if (action == ACTION_SESSION_END || action == ACTION_SELF_WRITE) {
            assert_true(access_allowed(&owner, (enum action)action));
            assert_false(access_allowed(&key, (enum action)action));
        } else {
            assert_int_equal(access_allowed(&owner, (enum action)action),
                             access_allowed(&key, (enum action)action));
        }
}

static void test_members_leave_money_people_and_keys_alone(void **state)
{
    struct caller c = person(ROLE_SELLER | ROLE_BUYER, STANDING_MEMBER);

    (void)state;
    assert_true(access_allowed(&c, ACTION_LEAD_POST));
    assert_true(access_allowed(&c, ACTION_ORDER_WRITE));
    assert_false(access_allowed(&c, ACTION_MONEY_WRITE));
    assert_false(access_allowed(&c, ACTION_PEOPLE_WRITE));
    assert_false(access_allowed(&c, ACTION_KEY_WRITE));
    assert_false(access_allowed(&c, ACTION_PARTY_WRITE));
}

static void test_who_looks_changes_nothing(void **state)
{
    struct caller c = person(ROLE_SELLER | ROLE_BUYER, STANDING_OWNER);

    (void)state;
    c.looking = true;
    for (int action = ACTION_PUBLIC; action < ACTION_COUNT; action++)
        if (access_allowed(&c, (enum action)action))
            assert_true(access_reads((enum action)action));
    assert_true(access_allowed(&c, ACTION_SESSION_END));
    assert_true(access_allowed(&c, ACTION_LEAD_READ));
    assert_false(access_allowed(&c, ACTION_SELF_WRITE));
    assert_false(access_allowed(&c, ACTION_LEAD_POST));
}

static void test_a_limited_key_accepts_no_terms(void **state)
{
    (void)state;
    assert_true(may(ROLE_SELLER, 0, ACTION_PARTY_WRITE));
    assert_false(may(ROLE_SELLER, SCOPE_LEADS_WRITE, ACTION_PARTY_WRITE));
    assert_false(may(ROLE_SELLER, 0, ACTION_OUTCOME_WRITE));
}

static void test_every_action_is_somebodys(void **state)
{
    (void)state;
    for (int action = ACTION_PUBLIC; action < ACTION_COUNT; action++) {
        struct caller c = person(ROLE_SELLER | ROLE_BUYER | ROLE_ADMIN, STANDING_OWNER);

        assert_true(access_allowed(&c, (enum action)action));
    }
}

static void test_scope_names(void **state)
{
    (void)state;
    for (unsigned scope = 1; scope <= SCOPE_OUTCOMES_WRITE; scope <<= 1)
        assert_int_equal(scope_by_name(scope_name((enum scope)scope)), scope);
    assert_int_equal(scope_by_name("leads"), 0);
    assert_int_equal(scope_by_name(""), 0);
}

static void test_error_table(void **state)
{
    (void)state;
    for (int e = 0; e < ERROR_COUNT; e++) {
        const struct error_row *row = error_row((enum error)e);

        assert_int_equal(error_by_code(row->code), e);
        assert_true(row->status >= 400 && row->status < 600);
        assert_true(strlen(row->sentence) > 10);
    }
    assert_int_equal(error_by_code("nothing"), ERROR_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles_keep_to_their_side),
        cmocka_unit_test(test_only_the_operator_administers),
        cmocka_unit_test(test_an_auditor_never_writes),
        cmocka_unit_test(test_scopes_only_narrow),
        cmocka_unit_test(test_a_suspended_org_only_reads),
        cmocka_unit_test(test_a_suspended_org_says_what_concerns_it),
        cmocka_unit_test(test_an_applicant_sees_only_itself),
        cmocka_unit_test(test_a_viewer_only_reads),
        cmocka_unit_test(test_each_standing_has_all_of_the_one_below),
        cmocka_unit_test(test_an_owner_is_a_full_key_with_a_face),
        cmocka_unit_test(test_members_leave_money_people_and_keys_alone),
        cmocka_unit_test(test_who_looks_changes_nothing),
        cmocka_unit_test(test_a_limited_key_accepts_no_terms),
        cmocka_unit_test(test_every_action_is_somebodys),
        cmocka_unit_test(test_scope_names),
        cmocka_unit_test(test_error_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
