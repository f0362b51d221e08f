/* The table of usual mobile numbers against libphonenumber: wherever the table says yes, the other
 * says the same. Every block of a thousandth of each range is tried, with numbers drawn from it, in
 * the forms people write; PHONE_ROUNDS numbers a block and form (1; 32 makes it millions). */
#include "phone_quick.h"

#include "phone.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 88172645463325252u;

static unsigned pick(unsigned n)
{
    return (unsigned)draw_below(&seed, n);
}

static unsigned long compared;

static void compare(const char *text, const char *region, bool expected)
{
    char quick[PHONE_E164_SIZE] = "", slow[PHONE_E164_SIZE] = "";
    bool yes = phone_quick(slice_of(text), region, quick);

    if (expected && !yes)
        fail_msg("%s in %s is not known", text, region == NULL ? "nowhere" : region);
    if (!yes)
        return;
    compared++;
    if (phone_read(text, strlen(text), region, slow, sizeof slow) != PHONE_READ_VALID ||
        strcmp(quick, slow) != 0)
        fail_msg("%s in %s: %s, but libphonenumber says %s", text,
                 region == NULL ? "nowhere" : region, quick, slow);
}

/* The same digits with what people put between them. */
static void scatter(const char *digits, char *out)
{
    static const char *const between[] = {" ", "-", " (", ") ", ")-"};

    for (const char *d = digits; *d != '\0'; d++) {
        *out++ = *d;
        if (*d == '+' || d[1] == '\0' || pick(4) != 0)
            continue;
        out += sprintf(out, "%s", between[pick(5)]);
    }
    *out = '\0';
}

static void compare_forms(const struct phone_plan *plan, const char *national)
{
    char text[64], scattered[256];

    snprintf(text, sizeof text, "+%s%s", plan->code, national);
    compare(text, pick(2) == 0 ? NULL : "RU", true);
    scatter(text, scattered);
    compare(scattered, "DE", true);
    if (plan->region == NULL)
        return;
    snprintf(text, sizeof text, "%s%s", plan->trunk, national);
    compare(text, plan->region, true);
    scatter(text, scattered);
    compare(scattered, plan->region, true);
}

static unsigned rounds(void)
{
    const char *set = getenv("PHONE_ROUNDS");

    return set == NULL ? 1 : (unsigned)atoi(set);
}

/* Fourth and fifth digits too: ranges are given out in such blocks. */
static void every_block(void **state)
{
    const unsigned blocks = rounds() > 1 ? 1000 : 20;

    (void)state;
    for (size_t p = 0; p < phone_plans_n; p++)
        for (const char *s = phone_plans[p].starts; *s != '\0'; s += s[2] == '\0' ? 2 : 3)
            for (unsigned i = 0; i < blocks * rounds(); i++) {
                char national[PHONE_E164_SIZE + 8];
                unsigned block = blocks == 1000 ? i % 1000 : pick(1000);

                snprintf(national, sizeof national, "%.2s%03u%06u", s, block, pick(1000000));
                national[phone_plans[p].digits] = '\0';
                compare_forms(&phone_plans[p], national);
            }
    print_message("%lu numbers alike\n", compared);
}

/* Near misses: whatever the table says yes to must be right, also outside its ranges. */
static void digits_at_random(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20000 * rounds(); i++) {
        const struct phone_plan *plan = &phone_plans[pick((unsigned)phone_plans_n)];
        char text[64], scattered[256];
        int n = sprintf(text, "%s%s", pick(2) == 0 ? "+" : "", pick(3) == 0 ? "" : plan->code);

        for (unsigned d = plan->digits - 1 + pick(4); d > 0; d--)
            n += sprintf(text + n, "%u", pick(10));
        scatter(text, scattered);
        compare(scattered, plan->region, false);
    }
}

static void strange_ones_are_left_alone(void **state)
{
    static const char *const texts[] = {"",
                                        "+",
                                        "+7",
                                        "++79991234567",
                                        "79991234567x",
                                        "+79991234567;ext=5",
                                        "+7999123456",
                                        "+799912345678",
                                        "(999)1234567",
                                        "+7.999.1234567",
                                        "+79991234567 ",
                                        "+7 999 123 45 67-",
                                        "+0079991234567",
                                        "89991234567890123456789",
                                        "+७९९९१२३४५६७",
                                        "+1 202 555 0143",
                                        "tel:+79991234567",
                                        "9991234567#"};
    char out[PHONE_E164_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (phone_quick(slice_of(texts[i]), "RU", out))
            fail_msg("%s should have been left alone", texts[i]);
    assert_false(phone_quick(slice_of("9991234567"), NULL, out));
    assert_false(phone_quick(slice_of("9991234567"), "DE", out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block),
        cmocka_unit_test(digits_at_random),
        cmocka_unit_test(strange_ones_are_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
