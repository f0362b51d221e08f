/* A dispute's paths: all of them are walked, every act of every party at the first and the last
 * moment of every state, and silence. */
#include "leadx/core/dispute.h"

#include "support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

static const int64_t opened = 1000 * DAY;

static struct dispute fresh(void)
{
    return (struct dispute){.state = DISPUTE_OPEN, .opened_ms = opened, .passable = true};
}

static struct {
    size_t paths, ends[DISPUTE_OUTCOME_COUNT], withdrawn;
    int64_t longest_ms;
} walked;

static void ended(const struct dispute *d, int64_t now_ms)
{
    walked.paths++;
    walked.ends[d->outcome]++;
    walked.withdrawn += d->state == DISPUTE_WITHDRAWN;
    if (now_ms - opened > walked.longest_ms)
        walked.longest_ms = now_ms - opened;
    assert_int_equal(dispute_due_ms(d), INT64_MAX);
    assert_int_not_equal(d->outcome, DISPUTE_UNDECIDED);
    for (int party = 0; party < DISPUTE_PARTY_COUNT; party++)
        for (int act = 0; act < DISPUTE_ACT_COUNT; act++)
            assert_false(dispute_may(d, (enum dispute_party)party, (enum dispute_act)act, now_ms));
    assert_int_equal(d->outcome == DISPUTE_FOR_BUYER, d->refund_percent == 100);
    assert_int_equal(d->outcome == DISPUTE_FOR_SELLER, d->refund_percent == 0);
}

static void walk(const struct dispute *d, int64_t now_ms);

/* The acts that change nothing about what may come are done once a path. */
static bool worth_doing(const struct dispute *d, int party, enum dispute_act act)
{
    return act != DISPUTE_EVIDENCE ||
           (party == DISPUTE_SELLER && !d->shown && d->state <= DISPUTE_CONTESTED);
}

static void walk_acts(const struct dispute *d, int64_t now_ms)
{
    static const int percents[] = {0, 1, 50, 99, 100};

    for (int party = 0; party < DISPUTE_PARTY_COUNT; party++)
        for (int act = 0; act < DISPUTE_ACT_COUNT; act++)
            for (size_t i = 0; i < (act == DISPUTE_RULE ? COUNT(percents) : 1); i++) {
                struct dispute next = *d;
                bool may = dispute_may(d, (enum dispute_party)party, (enum dispute_act)act, now_ms);

                if (may && !worth_doing(d, party, (enum dispute_act)act))
                    continue;
                assert_int_equal(dispute_do(&next, (enum dispute_party)party, (enum dispute_act)act,
                                            percents[i], now_ms),
                                 may);
                if (may)
                    walk(&next, now_ms);
                else
                    assert_memory_equal(&next, d, sizeof next);
            }
}

static void walk(const struct dispute *d, int64_t now_ms)
{
    struct dispute silent = *d;
    int64_t due_ms = dispute_due_ms(d), end_ms;

    assert_int_not_equal(d->state, DISPUTE_ACCEPTED);
    if (due_ms == INT64_MAX) {
        ended(d, now_ms);
        return;
    }
    assert_true(due_ms > now_ms);
    dispute_left_alone(d, &end_ms);
    assert_true(end_ms - opened <= 15 * DAY);
    walk_acts(d, now_ms);
    if (now_ms < due_ms - 1)
        walk_acts(d, due_ms - 1);
    dispute_lapse(&silent, due_ms);
    walk(&silent, due_ms);
}

static void test_every_path_ends(void **state)
{
    struct dispute d = fresh();

    (void)state;
    walk(&d, opened);
    assert_true(walked.paths > 1000);
    for (int i = DISPUTE_FOR_BUYER; i < DISPUTE_OUTCOME_COUNT; i++)
        assert_true(walked.ends[i] > 0);
    assert_true(walked.withdrawn > 0);
    /* with 7 days to claim in: 22 days */
    assert_int_equal(walked.longest_ms, 15 * DAY - 1);
}

static void expect_alone(struct dispute d, enum dispute_outcome outcome, int64_t after_ms)
{
    int64_t end_ms;
    struct dispute end = dispute_left_alone(&d, &end_ms);

    assert_int_equal(end.outcome, outcome);
    assert_int_equal(end.state, DISPUTE_FINAL);
    assert_int_equal(end_ms - opened, after_ms);
}

static void test_silence_decides(void **state)
{
    struct dispute d = fresh();

    (void)state;
    expect_alone(d, DISPUTE_FOR_BUYER, 2 * DAY);
    assert_true(dispute_do(&d, DISPUTE_SELLER, DISPUTE_PASS_ON, 0, opened));
    expect_alone(d, DISPUTE_FOR_BUYER, 4 * DAY);
    assert_true(dispute_do(&d, DISPUTE_SELLER, DISPUTE_CONTEST, 0, opened + 3 * DAY));
    expect_alone(d, DISPUTE_FOR_BUYER, 2 * DAY + 7 * DAY + 3 * DAY);
    assert_true(dispute_do(&d, DISPUTE_SELLER, DISPUTE_EVIDENCE, 0, opened + 3 * DAY));
    expect_alone(d, DISPUTE_FOR_SELLER, 2 * DAY + 7 * DAY + 3 * DAY);
    assert_true(dispute_do(&d, DISPUTE_OPERATOR, DISPUTE_RULE, 30, opened + 4 * DAY));
    expect_alone(d, DISPUTE_SPLIT, 7 * DAY);
    assert_true(dispute_do(&d, DISPUTE_BUYER, DISPUTE_APPEAL, 0, opened + 5 * DAY));
    expect_alone(d, DISPUTE_SPLIT, 8 * DAY);
}

static void test_who_won_does_not_appeal(void **state)
{
    struct dispute d = fresh();

    (void)state;
    assert_true(dispute_do(&d, DISPUTE_SELLER, DISPUTE_CONTEST, 0, opened));
    assert_false(dispute_do(&d, DISPUTE_SELLER, DISPUTE_RULE, 0, opened));
    assert_true(dispute_do(&d, DISPUTE_OPERATOR, DISPUTE_RULE, 100, opened));
    assert_false(dispute_may(&d, DISPUTE_BUYER, DISPUTE_APPEAL, opened));
    assert_true(dispute_may(&d, DISPUTE_SELLER, DISPUTE_APPEAL, opened + 3 * DAY - 1));
    assert_false(dispute_may(&d, DISPUTE_SELLER, DISPUTE_APPEAL, opened + 3 * DAY));
}

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < DISPUTE_STATE_COUNT; i++)
        assert_int_equal(dispute_state_by_name(slice_of(dispute_state_name((enum dispute_state)i))),
                         i);
    for (int i = 1; i < DISPUTE_OUTCOME_COUNT; i++)
        assert_int_equal(
            dispute_outcome_by_name(slice_of(dispute_outcome_name((enum dispute_outcome)i))), i);
    assert_int_equal(dispute_state_by_name(SLICE("lost")), DISPUTE_STATE_COUNT);
    assert_int_equal(dispute_party_by_name(SLICE("operator")), DISPUTE_OPERATOR);
    assert_string_equal(dispute_act_name(DISPUTE_RULE), "ruling");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_path_ends),
        cmocka_unit_test(test_silence_decides),
        cmocka_unit_test(test_who_won_does_not_appeal),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
