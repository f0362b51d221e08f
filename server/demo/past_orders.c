/* Standing orders that only the history knows: those of the advertisers who are not in the small
 * market, and Meridian's, which bought within limits before it began to buy everything.
 *
 * Its one rule: modest caps and prices apart from each other, so that orders do fill up, and who
 * wins is plain to see. Called by history/setup.c. */
#include "leadx/demo/market.h"

#define DAY(n) "[{\"per\":\"day\",\"count\":" #n "}]"
#define WEEK(n) "[{\"per\":\"week\",\"count\":" #n "}]"
#define MONEY(n) "[{\"per\":\"day\",\"amount\":{\"amount\":" #n ",\"currency\":\"RUB\"}}]"
#define IN_CENTRE "\"region\":{\"in\":[\"RU-MOW\",\"RU-MOS\"]}"
#define NOT_COLD "\"origin_kind\":{\"not_in\":[\"cold_base\",\"purchased_list\"]}"
#define AGED(min, max) "\"age\":{\"min\":" #min ",\"max\":" #max "}"

const struct demo_order demo_past_orders[] = {
    {MERIDIAN, "construction", "Repairs, large flats", 97, 0, "{\"area\":{\"min\":60}}", DAY(9)},
    {MERIDIAN, "finance", "Mortgages and refinancing", 93, 0,
     "{\"product\":{\"in\":[\"mortgage\",\"refinancing\"]}}", DAY(12)},
    {MERIDIAN, "insurance", "Car owners", 91, 0, "{\"cover\":{\"in\":[\"car\"]}}", DAY(15)},
    {MERIDIAN, "education", "Courses, Moscow", 88, 0, "{" IN_CENTRE "}", WEEK(40)},

    {AURORA, "beauty_health", "Implants and crowns", 98, 110,
     "{\"service\":{\"in\":[\"dentist\"]}," IN_CENTRE "}", DAY(6)},
    {AURORA, "beauty_health", "Check-ups over forty", 83, 0,
     "{\"service\":{\"in\":[\"check_up\"]}," AGED(40, 85) "}", DAY(8)},
    {AURORA, "insurance", "Health cover, clinics", 86, 0, "{\"cover\":{\"in\":[\"health\"]}}",
     DAY(10)},

    {BEREG, "finance", "Loans, careful", 88, 0, "{" NOT_COLD "," AGED(23, 65) "}", DAY(14)},
    {BEREG, "finance", "Cards for the young", 72, 0,
     "{\"product\":{\"in\":[\"card\"]}," AGED(18, 30) "}", DAY(10)},
    {BEREG, "education", "Student loans", 58, 0, "{" AGED(18, 27) "}", DAY(6)},

    {KVARTAL, "construction", "Kitchens and bathrooms", 92, 105,
     "{\"work\":{\"in\":[\"kitchen\",\"bathroom\"]}," IN_CENTRE "}", DAY(7)},
    {KVARTAL, "construction", "Whatever is left, centre", 55, 0, "{" IN_CENTRE "}", MONEY(600000)},

    {STRADA, "insurance", "Cars and homes", 94, 0, "{\"cover\":{\"in\":[\"car\",\"home\"]}}", NULL},
    {STRADA, "insurance", "Travel", 79, 0, "{\"cover\":{\"in\":[\"travel\"]}}", DAY(12)},
};

const size_t demo_past_orders_count = sizeof demo_past_orders / sizeof demo_past_orders[0];
