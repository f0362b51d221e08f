/* The demo market's standing orders: what about fifty real ones look like.
 *
 * Its one rule, checked by a test: no shared or exclusive price passes Meridian's 100 per cent, so
 * that Meridian, who takes everything, is among the buyers of every lead. In insurance, the niche
 * that loads are measured in, the other filters are narrow on purpose: a lead of any of the large
 * regions, aged 25 to 64, sells to one buyer in two cases of five and to two or three in the
 * others. Orders of the past alone stand in past_orders.c. Called by the tool's demo_setup.c. */
#include "leadx/demo/market.h"

#define ALL "{}"
#define CAP_DAY(n) "[{\"per\":\"day\",\"count\":" #n "}]"
#define CAP_MONTH(n) "[{\"per\":\"month\",\"count\":" #n "}]"
#define BUDGET_DAY(n) "[{\"per\":\"day\",\"amount\":{\"amount\":" #n ",\"currency\":\"RUB\"}}]"
#define CENTRE "\"region\":{\"in\":[\"RU-MOW\",\"RU-MOS\"]}"
#define NORTH_WEST "\"region\":{\"in\":[\"RU-SPE\",\"RU-LEN\",\"RU-KGD\",\"RU-MUR\"]}"
#define SOUTH "\"region\":{\"in\":[\"RU-KDA\",\"RU-ROS\",\"RU-STA\",\"RU-VGG\"]}"
#define VOLGA "\"region\":{\"in\":[\"RU-NIZ\",\"RU-SAM\",\"RU-TA\",\"RU-BA\"]}"
#define AGE(min, max) "\"age\":{\"min\":" #min ",\"max\":" #max "}"
#define OWNER "\"homeowner\":{\"is\":true}"
#define HOT "\"temperature\":{\"in\":[\"hot\"]}"
#define RICH(n) "\"income\":{\"min\":" #n "}"

const struct demo_order demo_orders[] = {
    {MERIDIAN, "construction", "Everything, construction", 100, 0, ALL, NULL},
    {MERIDIAN, "beauty_health", "Everything, beauty and health", 100, 0, ALL, NULL},
    {MERIDIAN, "finance", "Everything, finance", 100, 0, ALL, NULL},
    {MERIDIAN, "education", "Everything, education", 100, 0, ALL, NULL},
    {MERIDIAN, "insurance", "Everything, insurance", 100, 0, ALL, NULL},
    {MERIDIAN, "entertainment", "Everything, entertainment", 100, 0, ALL, NULL},

    {GRANIT, "construction", "Houses, centre", 95, 100, "{" CENTRE "," OWNER "}", CAP_DAY(400)},
    {GRANIT, "construction", "Flats, centre", 80, 0, "{" CENTRE "," AGE(25, 60) "}", CAP_DAY(600)},
    {GRANIT, "construction", "Roofs, Volga", 70, 0, "{" VOLGA "," OWNER "}", CAP_MONTH(3000)},
    {GRANIT, "finance", "Loans against a house", 90, 100, "{" OWNER "," AGE(25, 65) "}",
     CAP_DAY(300)},
    {GRANIT, "finance", "Loans, hot", 85, 0, "{" HOT "," RICH(60000) "}", CAP_DAY(500)},
    {GRANIT, "insurance", "Home insurance, centre", 92, 0, "{" CENTRE "," AGE(25, 38) "}",
     CAP_DAY(2000)},
    {GRANIT, "education", "Building trades", 60, 0, "{" AGE(18, 35) "}", CAP_MONTH(2000)},
    {GRANIT, "entertainment", "Family park", 75, 0, "{" CENTRE "," AGE(25, 45) "}", CAP_DAY(1000)},

    {GRANIT_SOUTH, "construction", "Houses, south", 90, 95, "{" SOUTH "," OWNER "}", CAP_DAY(200)},
    {GRANIT_SOUTH, "construction", "Everything else, south", 60, 0, "{" SOUTH "}", CAP_DAY(300)},
    {GRANIT_SOUTH, "insurance", "Home insurance, south", 88, 0, "{" SOUTH "," AGE(30, 50) "}",
     CAP_DAY(1500)},
    {GRANIT_SOUTH, "finance", "Loans, south", 70, 0, "{" SOUTH "," AGE(21, 60) "}",
     BUDGET_DAY(50000000)},
    {GRANIT_SOUTH, "entertainment", "Sea weekends", 80, 0, "{" SOUTH "}", CAP_DAY(800)},
    {GRANIT_SOUTH, "beauty_health", "Spa, south", 65, 0, "{" SOUTH "," AGE(25, 60) "}",
     CAP_DAY(150)},

    {VECTOR, "construction", "Kitchens", 75, 0, "{" AGE(28, 55) "," RICH(90000) "}", CAP_DAY(350)},
    {VECTOR, "construction", "Repairs, north-west", 85, 90, "{" NORTH_WEST "}", CAP_DAY(250)},
    {VECTOR, "beauty_health", "Dentists, centre", 90, 100, "{" CENTRE "," AGE(25, 70) "}",
     CAP_DAY(300)},
    {VECTOR, "beauty_health", "Dentists, north-west", 85, 0, "{" NORTH_WEST "}", CAP_DAY(200)},
    {VECTOR, "finance", "Cards", 80, 0, "{" AGE(21, 45) "}", CAP_DAY(900)},
    {VECTOR, "finance", "Mortgages", 95, 100, "{" AGE(25, 50) "," RICH(120000) "}",
     BUDGET_DAY(90000000)},
    {VECTOR, "education", "Languages, children", 85, 0, "{" AGE(30, 50) "}", CAP_DAY(300)},
    {VECTOR, "education", "Languages, adults", 80, 0, "{" AGE(18, 40) "," HOT "}", CAP_DAY(400)},
    {VECTOR, "education", "Programming", 95, 100, "{" AGE(18, 45) "," RICH(50000) "}",
     CAP_DAY(250)},
    {VECTOR, "insurance", "Homes of young owners", 95, 98, "{" OWNER "," AGE(25, 34) "}",
     CAP_DAY(3000)},
    {VECTOR, "insurance", "Travel, well-off", 90, 0, "{" RICH(250000) "}", CAP_DAY(500)},
    {VECTOR, "entertainment", "Concerts", 70, 0, "{" AGE(18, 35) "}", CAP_DAY(2000)},

    {LAGOON, "beauty_health", "Cosmetology", 85, 95, "{" AGE(25, 55) "," RICH(70000) "}",
     CAP_DAY(300)},
    {LAGOON, "beauty_health", "Fitness", 60, 0, "{" AGE(18, 40) "}", CAP_DAY(700)},
    {LAGOON, "beauty_health", "Clinics, Volga", 75, 0, "{" VOLGA "}", CAP_DAY(250)},
    {LAGOON, "beauty_health", "Check-ups", 80, 0, "{" AGE(40, 85) "}", BUDGET_DAY(30000000)},
    {LAGOON, "education", "Yoga teachers", 55, 0, "{" AGE(22, 50) "}", CAP_DAY(100)},
    {LAGOON, "education", "School preparation, Volga", 70, 0, "{" VOLGA "," AGE(30, 45) "}",
     CAP_DAY(150)},
    {LAGOON, "insurance", "Health, north-west and Volga", 85, 0,
     "{\"region\":{\"in\":[\"RU-SPE\",\"RU-NIZ\",\"RU-SAM\"]}," HOT "," AGE(42, 64) "}",
     CAP_DAY(2500)},
    {LAGOON, "insurance", "Health, pensioners", 70, 0, "{" AGE(65, 85) "}", CAP_DAY(400)},
    {LAGOON, "entertainment", "Quests", 65, 0, "{" AGE(18, 30) "," CENTRE "}", CAP_DAY(500)},
    {LAGOON, "entertainment", "Weekend trips", 85, 100, "{" RICH(80000) "}", CAP_DAY(400)},
    {LAGOON, "construction", "Bathhouses", 55, 0, "{" VOLGA "," OWNER "}", CAP_DAY(100)},
    {LAGOON, "finance", "Instalments for treatment", 50, 0, "{" AGE(25, 70) "}", CAP_DAY(200)},

    {VECTOR, "construction", "Design, English speaking", 80, 0,
     "{\"language\":{\"in\":[\"en\"]}," CENTRE "}", CAP_DAY(50)},
    {LAGOON, "education", "Summer camps, not from cold bases", 65, 0,
     "{\"origin_kind\":{\"not_in\":[\"cold_base\",\"purchased_list\"]}," AGE(28, 50) "}",
     CAP_DAY(200)},
    {GRANIT, "beauty_health", "Medical repair, warm", 50, 0,
     "{\"temperature\":{\"in\":[\"hot\",\"warm\"]}," NORTH_WEST "}", CAP_DAY(100)},
    {GRANIT_SOUTH, "education", "Crafts, south", 50, 0, "{" SOUTH "}", CAP_DAY(100)},
    {VECTOR, "entertainment", "Theatres, north-west", 90, 0, "{" NORTH_WEST "," AGE(30, 70) "}",
     CAP_DAY(300)},
};

const size_t demo_orders_count = sizeof demo_orders / sizeof demo_orders[0];

const struct demo_order demo_offer = {
    VECTOR, "insurance", "Car insurance on request", 0, 150, "{" AGE(21, 75) "}", NULL};
