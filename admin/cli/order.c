/* leadx order: a buyer's standing orders. Creating one is in order_create.c, replaying
 * past traffic in order_replay.c. */
#include "order.h"

#include <stdio.h>
#include <string.h>

#include "call.h"
#include "command.h"
#include "pages.h"
#include "problem.h"

static int run(const struct args *a);

static const struct flag flags[] = {
    {"niche", "NAME", "create: the market it buys in"},
    {"name", "TEXT", "create: what you call it"},
    {"shared", "AMOUNT", "create: price of a shared lead, as 325.00 in the niche's currency"},
    {"exclusive", "AMOUNT", "create: price of a lead nobody else gets"},
    {"filter", "JSON", "create: {\"region\":{\"in\":[\"RU-MOW\"]},\"age\":{\"min\":25}}"},
    {"cap", "PER=COUNT", "create: at most so many leads per hour, day, week, month or total"},
    {"time-zone", "ZONE", "create: in which caps count, as Europe/Moscow"},
    {"days", "N", "replay: of the last so many days, 1 to 30; 7 without it"},
    {"change", "JSON", "replay: had it stood so: {\"caps\":[{\"per\":\"day\",\"count\":50}]}"},
    {NULL, NULL, NULL},
};

const struct command order_command = {
    .name = "order",
    .usage = "list\ncreate FILE|- | --niche N --shared AMOUNT [--name TEXT] [--filter JSON] "
             "[--cap day=50]\npause ID\nresume ID\nclose ID\nreplay ID [--days N] [--change JSON]",
    .summary = "List, create, pause, resume, close and replay standing orders",
    .help =
        "create takes the order as JSON from a file, or from the options. replay says what the "
        "order\n"
        "would have bought of the last days' leads, as it stands or changed; nothing is changed.\n",
    .flags = flags,
    .run = run,
};

static int list(struct connection *c, const struct args *a)
{
    static const char *const columns[] = {
        "id", "name", "niche", "state", "shared_price", "exclusive_price", NULL};

    return pages_print(c, a, "/v1/orders", columns,
                       "no orders yet; 'leadx order create' makes one");
}

/* pause, resume, close */
static int change(struct connection *c, const struct args *a, const char *verb, const char *id)
{
    char path[256];
    struct answer answer;

    if (!problem_id("order", id))
        return MISUSED;
    snprintf(path, sizeof path, "/v1/orders/%s/%s", id, verb);
    if (!call_or_say(c, "POST", path, NULL, NULL, &answer))
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        printf("order %s is %s\n", id,
               answer_text(&answer, "state") != NULL ? answer_text(&answer, "state") : "changed");
    answer_free(&answer);
    return DONE;
}

static int dispatch(struct connection *c, const struct args *a)
{
    const char *verb = args_word(a, 0), *object = args_word(a, 1);

    if (strcmp(verb, "list") == 0)
        return list(c, a);
    if (strcmp(verb, "create") == 0)
        return order_create(c, a, object);
    if (object != NULL &&
        (strcmp(verb, "pause") == 0 || strcmp(verb, "resume") == 0 || strcmp(verb, "close") == 0))
        return change(c, a, verb, object);
    if (object != NULL && strcmp(verb, "replay") == 0)
        return order_replay(c, a, object);
    return command_misused(&order_command);
}

static int run(const struct args *a)
{
    struct connection c = {0};
    int status = FAILED;

    if (a->n_words == 0)
        return command_misused(&order_command);
    if (connection_open(&c, a, WHO_BUYER))
        status = dispatch(&c, a);
    connection_close(&c);
    return status;
}
