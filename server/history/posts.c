/* Leads: written, posted and sold as any lead is, some at a time.
 *
 * Its one rule: what a sale came to is read from the answer its seller got, nowhere else. Called by
 * history.c. */
#include <assert.h>
#include <string.h>

#include "leadx/app/intake.h"
#include "leadx/base/log.h"
#include "leadx/demo/agency.h"
#include "room.h"

enum { POSTS_MAX = 256 }; /* at once: one batch of the sale */

static struct {
    struct demo_lead leads[POSTS_MAX];
    json_t *answers[POSTS_MAX];
    int64_t waiting;
} posting;

static const struct party *party_called(const char *alias)
{
    for (int i = 0; i < DEMO_PARTIES; i++)
        if (strcmp(demo_orgs[i].alias, alias) == 0)
            return &past.parties[i];
    return NULL;
}

/* Answers may come in any order: they are looked at in the order of the leads, afterwards. */
static void on_answer(uint64_t id, const struct intake_answer *answer)
{
    assert(id < POSTS_MAX);
    if (answer->db != DB_OK || answer->refusal != NULL)
        log_fatal("history", "a lead was not taken: %s",
                  answer->refusal != NULL ? answer->refusal : "the database does not answer");
    posting.answers[id] = json_loadb(answer->json.p, answer->json.n, 0, NULL);
    posting.waiting--;
}

static bool all_answered(void)
{
    return posting.waiting == 0;
}

static void post(uint64_t i)
{
    const struct demo_lead *lead = &posting.leads[i];
    const struct party *seller = &past.parties[demo_agencies[lead->agency].org];
    json_t *body = demo_past_lead_body(past.seed, lead, past.now_ms, past.offer);
    struct intake *in = intake_new(&seller->org, &seller->family);

    if (!intake_read(in, body, SLICE_NONE))
        log_fatal("history", "the lead %lld is not valid: %s %s", (long long)lead->number,
                  intake_faults(in)->items[0].pointer, intake_faults(in)->items[0].message);
    posting.waiting++;
    intake_run(in, on_answer, i);
    json_decref(body);
}

static void follow(const struct demo_lead *lead, json_t *answer)
{
    const struct demo_agency *agency = &demo_agencies[lead->agency];
    json_t *sale;
    size_t i;

    json_array_foreach(json_object_get(answer, "sales"), i, sale)
    {
        struct deal deal = {
            .sale = json_string_value(json_object_get(sale, "id")),
            .buyer = party_called(json_string_value(json_object_get(sale, "buyer"))),
            .seller = &past.parties[agency->org],
            .price = json_integer_value(json_object_get(json_object_get(sale, "price"), "amount")),
            .lead = lead->number,
            .slot = (int)i,
            .target = lead->target,
            .claims = lead->claims,
            .cheats = lead->claims > 150};

        past.sales++;
        if (deal.buyer != NULL)
            fate_plan(&deal);
    }
}

void posts(int64_t n)
{
    int part = (int)((past.now_ms - past.from_ms) * 1000 / ((past.days + 1) * (int64_t)DAY_MS));

    assert(n <= POSTS_MAX);
    for (int64_t i = 0; i < n; i++) {
        posting.leads[i] = demo_lead_draw(past.seed, past.leads++, &past.people, part);
        post((uint64_t)i);
    }
    wait_until(all_answered);
    for (int64_t i = 0; i < n; i++) {
        follow(&posting.leads[i], posting.answers[i]);
        json_decref(posting.answers[i]);
    }
}
