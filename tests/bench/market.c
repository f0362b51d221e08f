/* A made-up market for the benchmarks: standing orders and leads as JSON lines. The same numbers
 * give the same lines.
 *
 *     market orders N [--seed S]
 *     market leads N [--seed S]
 *
 * What it copies of real markets: a few trades and places take most of the volume; an order asks
 * first where, then how old, then what else; prices lie around the trade's usual one. Nobody in it
 * exists, and nobody can be reached: leads carry no contact data. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRADES = 50, PLACES = 240, CAMPAIGNS = 400, SET_MAX = 30 };

static const char *const trades[] = {"roof",      "kitchen", "dentist", "loan",    "course",
                                     "car cover", "removal", "heating", "gardens", "windows"};
static const char *const countries[] = {"DE", "FR", "PL", "IT", "SE", "CZ"};
static const char *const tongues[] = {"de", "fr", "pl", "it", "sv"};
static const char *const heats[] = {"cold", "warm", "hot"};

static uint64_t state;

/* splitmix64 */
static uint64_t draw(void)
{
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static double share(void)
{
    return (double)(draw() >> 11) * 0x1p-53;
}

static bool chance(int per_cent)
{
    return draw() % 100 < (uint64_t)per_cent;
}

static int between(int low, int high)
{
    return low + (int)(draw() % (uint64_t)(high - low + 1));
}

/* Around 0, seldom beyond ± 2: the sum of twelve shares, nearly a normal distribution. */
static double spread(void)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += share();
    return sum;
}

/* 0 to n - 1, small numbers much more often: the density falls as 1/(x + 1). */
static int popular(int n)
{
    return (int)(pow((double)n + 1, share()) - 1) % n;
}

static void print_trade(int trade)
{
    printf("\"niche\":\"%s %d\"", trades[trade % 10], trade / 10 + 1);
}

static void print_place(int place)
{
    printf("\"%s-%02d\"", countries[place % 6], place / 6 + 1);
}

static void print_campaign(int campaign)
{
    printf("\"campaign-%d\"", campaign);
}

static void print_tongue(int tongue)
{
    printf("\"%s\"", tongues[tongue]);
}

static void print_heat(int heat)
{
    printf("\"%s\"", heats[heat]);
}

/* ---- orders ---------------------------------------------------------------------------------- */

/* Up to n different ones of `of`, in order. */
static void print_set(const char *name, const char *op, int n, int of, void (*print)(int which))
{
    bool in[CAMPAIGNS] = {false};
    const char *comma = "";

    for (int i = 0; i < n; i++)
        in[popular(of)] = true;
    printf("\"%s\":{\"%s\":[", name, op);
    for (int i = 0; i < of; i++)
        if (in[i]) {
            printf("%s", comma);
            print(i);
            comma = ",";
        }
    printf("]}");
}

static const char *comma_once(bool *begun)
{
    const char *comma = *begun ? "," : "";

    *begun = true;
    return comma;
}

static void print_filter(void)
{
    bool begun = false;

    if (chance(80)) {
        fputs(comma_once(&begun), stdout);
        print_set("place", "in", between(1, SET_MAX), PLACES, print_place);
    }
    if (chance(70)) {
        int from = between(18, 45);

        printf("%s\"years\":{\"min\":%d,\"max\":%d}", comma_once(&begun), from,
               from + between(8, 40));
    }
    if (chance(40))
        printf("%s\"earns\":{\"min\":%d}", comma_once(&begun), between(4, 30) * 5000);
    if (chance(50)) {
        fputs(comma_once(&begun), stdout);
        print_set("temperature", "in", between(1, 2), 3, print_heat);
    }
    if (chance(40))
        printf("%s\"score\":{\"min\":%d}", comma_once(&begun), between(10, 80));
    if (chance(20)) {
        fputs(comma_once(&begun), stdout);
        print_set("tongue", "in", between(1, 2), 5, print_tongue);
    }
    if (chance(10))
        printf("%s\"owner\":{\"is\":true}", comma_once(&begun));
    if (chance(10)) {
        fputs(comma_once(&begun), stdout);
        print_set("source", "not_in", between(1, 12), CAMPAIGNS, print_campaign);
    }
}

static void print_order(long n)
{
    int trade = popular(TRADES);
    double usual = 5000 + 3700 * (trade * 7 % TRADES);

    printf("{\"id\":%ld,", n);
    print_trade(trade);
    printf(",\"exclusive\":%s,\"price\":%d,\"filter\":{", chance(40) ? "true" : "false",
           (int)(usual * exp(0.35 * spread())));
    print_filter();
    puts("}}");
}

/* ---- leads ----------------------------------------------------------------------------------- */

static void print_lead(long n)
{
    int years = (int)(40 + 13 * spread());

    printf("{\"id\":%ld,", n);
    print_trade(popular(TRADES));
    printf(",\"kind\":\"%s\",\"place\":", chance(40) ? "targeted" : "consumer");
    print_place(popular(PLACES));
    printf(",\"years\":%d,\"earns\":%d,\"temperature\":", years < 18 ? 18 : years,
           (int)(66000 * exp(0.5 * spread())));
    print_heat(popular(3));
    printf(",\"score\":%d,\"tongue\":", between(0, 100));
    print_tongue(popular(5));
    printf(",\"owner\":%s,\"source\":", chance(40) ? "true" : "false");
    print_campaign(popular(CAMPAIGNS));
    puts("}");
}

int main(int argc, char **argv)
{
    bool orders = argc > 1 && strcmp(argv[1], "orders") == 0;
    bool leads = argc > 1 && strcmp(argv[1], "leads") == 0;

    if ((argc != 3 && argc != 5) || (!orders && !leads) ||
        (argc == 5 && strcmp(argv[3], "--seed") != 0)) {
        fputs("usage: market orders|leads N [--seed S]\n", stderr);
        return 2;
    }
    state = (argc == 5 ? strtoull(argv[4], NULL, 10) : 1) * 2 + (uint64_t)leads;
    for (long n = 1; n <= atol(argv[2]); n++)
        if (orders)
            print_order(n);
        else
            print_lead(n);
    return fflush(stdout) == 0 ? 0 : 1;
}
