/* What is promised of the demo market holds by its data: benchmarks and loads rely on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "leadx/demo/market.h"

static void meridian_takes_everything_in_every_niche(void **state)
{
    (void)state;
    for (size_t n = 0; n < DEMO_NICHES; n++) {
        size_t found = 0;

        for (size_t i = 0; i < demo_orders_count; i++) {
            const struct demo_order *o = &demo_orders[i];

            if (o->buyer == MERIDIAN && strcmp(o->niche, demo_niches[n].name) == 0) {
                found++;
                assert_string_equal(o->filter, "{}");
                assert_null(o->caps);
                assert_true(o->shared > 0);
            }
        }
        assert_int_equal(found, 1);
    }
}

/* With any limit of buyers, and against any exclusive bid, Meridian stays among the buyers: nobody
 * offers more, on equal value the shared sale wins, and of equal prices the family idle longest. */
static void nobody_outbids_meridian(void **state)
{
    (void)state;
    for (size_t i = 0; i < demo_orders_count; i++) {
        const struct demo_order *o = &demo_orders[i];

        if (o->buyer != MERIDIAN) {
            assert_true(o->shared < 100);
            assert_true(o->exclusive <= 100);
            assert_non_null(o->caps);
        }
    }
}

static void every_order_is_well_formed(void **state)
{
    (void)state;
    assert_in_range(demo_orders_count, 45, 55);
    for (size_t i = 0; i < demo_orders_count; i++) {
        const struct demo_niche *niche = demo_niche_find(demo_orders[i].niche);
        json_t *body = demo_order_body(&demo_orders[i]);

        assert_non_null(niche);
        assert_non_null(json_object_get(body, "filter"));
        /* the floor of a shared sale is a fifth of the benchmark, of an exclusive one half */
        assert_true(demo_orders[i].shared >= 20);
        assert_true(demo_orders[i].exclusive == 0 || demo_orders[i].exclusive >= 50);
        if (demo_orders[i].caps != NULL)
            assert_true(json_is_array(json_object_get(body, "caps")));
        json_decref(body);
    }
}

static void names_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < demo_orders_count; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(demo_orders[i].buyer == demo_orders[k].buyer &&
                         strcmp(demo_orders[i].name, demo_orders[k].name) == 0);
}

static void the_buyers_wallet_is_deep(void **state)
{
    (void)state;
    assert_true(demo_orgs[MERIDIAN].deposit >= INT64_C(2000000000000));
    assert_int_equal(demo_orgs[GRANIT_SOUTH].parent, GRANIT);
}

static void the_bodies_are_json(void **state)
{
    (void)state;
    for (size_t n = 0; n < DEMO_NICHES; n++) {
        json_t *body = demo_niche_body(&demo_niches[n]);

        assert_in_range(json_array_size(json_object_get(body, "fields")), 6, 7);
        json_decref(body);
    }
    json_t *lead = demo_lead_body(), *offer = demo_offer_body();
    assert_non_null(json_object_get(lead, "consent"));
    assert_non_null(json_object_get(offer, "filter"));
    json_decref(lead);
    json_decref(offer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meridian_takes_everything_in_every_niche),
        cmocka_unit_test(nobody_outbids_meridian),
        cmocka_unit_test(every_order_is_well_formed),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(the_buyers_wallet_is_deep),
        cmocka_unit_test(the_bodies_are_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
