/* leadx prices: what leads of a niche go for, what that is made of, and what buyers still want. */
#include <curl/curl.h>
#include <stdio.h>

#include "amount.h"
#include "call.h"
#include "command.h"

static int run(const struct args *a);

const struct command prices_command = {
    .name = "prices",
    .usage = "NICHE [REGION] [--as seller|buyer]",
    .summary = "Show what leads go for and what is still wanted",
    .help =
        "The benchmark is the median of 28 days of sales, once there are enough; before that, the\n"
        "operator's figure or one from a dated list. The guide is the benchmark times the\n"
        "niche's factors. A seller who asks less than suspicious_below waits for a review.\n"
        "REGION as ISO 3166-2 has it: RU-MOW.\n",
    .run = run,
};

static const char *text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static void print_money(const char *name, json_t *money, const char *remark)
{
    char amount[64];

    printf("  %-17s %20s  %s\n", name, amount_show(money, amount, sizeof amount), remark);
}

static void print_benchmark(json_t *benchmark)
{
    char remark[300];
    json_t *sample = json_object_get(benchmark, "sample");

    if (json_is_integer(sample))
        snprintf(remark, sizeof remark, "%s, %lld sales%s%s", text_of(benchmark, "text"),
                 (long long)json_integer_value(sample),
                 json_is_string(json_object_get(benchmark, "region")) ? " in " : "",
                 text_of(benchmark, "region"));
    else
        snprintf(remark, sizeof remark, "%s %s", text_of(benchmark, "text"),
                 text_of(benchmark, "noted_on"));
    print_money("benchmark", json_object_get(benchmark, "amount"), remark);
}

static void print_own(json_t *own)
{
    static const char *const kinds[] = {"shared", "exclusive"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        json_t *kind = json_object_get(own, kinds[i]);
        char remark[64];

        snprintf(remark, sizeof remark, "%lld sales in 28 days",
                 (long long)json_integer_value(json_object_get(kind, "sample")));
        print_money(kinds[i], json_object_get(kind, "median"), remark);
    }
}

static void print_prices(const struct answer *answer)
{
    json_t *factors = answer_get(answer, "factors"), *factor;
    size_t i;

    print_benchmark(answer_get(answer, "benchmark"));
    json_array_foreach(factors, i, factor)
        printf("  %-17s %18lld %%\n", text_of(factor, "name"),
               (long long)json_integer_value(json_object_get(factor, "percent")));
    print_money("guide", answer_get(answer, "guide"), "");
    print_money("suspicious_below", answer_get(answer, "suspicious_below"), "");
    print_own(answer_get(answer, "own"));
}

static void print_demand(const struct answer *answer)
{
    if (!json_is_integer(answer_get(answer, "left_today"))) {
        printf("  %-17s %20s  too few buyers to tell\n", "left today", "-");
        return;
    }
    printf("  %-17s %20lld  leads, for %lld buyers\n", "left today",
           (long long)json_integer_value(answer_get(answer, "left_today")),
           (long long)json_integer_value(answer_get(answer, "buyers")));
    print_money("going price", answer_get(answer, "going_price"), "median of what orders offer");
}

/* Asks for one of the two and prints it. */
static bool show(struct connection *c, const struct args *a, const char *what,
                 void (*print)(const struct answer *))
{
    char *niche = curl_easy_escape(NULL, a->words[0], 0),
         *region = curl_easy_escape(NULL, a->n_words > 1 ? a->words[1] : "", 0);
    char path[512];
    struct answer answer;
    bool good;

    snprintf(path, sizeof path, "/v1/%s?niche=%s%s%s", what, niche != NULL ? niche : "",
             a->n_words > 1 ? "&region=" : "", region != NULL ? region : "");
    curl_free(niche);
    curl_free(region);
    good = call_or_say(c, "GET", path, NULL, NULL, &answer);
    if (good && args_given(a, "json"))
        answer_print(&answer);
    else if (good)
        print(&answer);
    if (good)
        answer_free(&answer);
    return good;
}

static int run(const struct args *a)
{
    struct connection c = {0};
    int status = FAILED;

    if (a->n_words < 1 || a->n_words > 2)
        return command_misused(&prices_command);
    if (connection_open(&c, a, WHO_SELLER) && show(&c, a, "prices", print_prices) &&
        show(&c, a, "demand", print_demand))
        status = DONE;
    connection_close(&c);
    return status;
}
