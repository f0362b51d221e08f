/* Six agencies, each with its ways: the careful, the large, the cheap, and Lumen, who cheats.
 *
 * Its one rule: a lead is a function of seed, number and how far the history went; what the market
 * makes of it is not decided here. Called by history/posts.c. */
#include "leadx/demo/agency.h"

#include <stdio.h>
#include <string.h>

#include "leadx/base/timestamp.h"
#include "leadx/demo/person.h"

/* The order of niches is that of demo_niches: construction, beauty and health, finance, education,
 * insurance, entertainment. */
const struct demo_agency demo_agencies[DEMO_AGENCIES] = {
    {ORBITA,
     28,
     {4, 4, 3, 3, 6, 2},
     {{"orbita-search", "web/search", "nets", "form"},
      {"orbita-landing", "web/landing", "nets", "form"},
      {"orbita-referral", "people/referral", "seeds", "call"}},
     .twice = 25,
     .quick = 820,
     .target = 800,
     .claims = 16},
    {VOLNA,
     22,
     {2, 5, 2, 4, 3, 5},
     {{"volna-social", "web/social", "nets", "form"},
      {"volna-video", "web/video", "nets", "form"},
      {"volna-quiz", "web/quiz", "nets", "quiz"}},
     .twice = 35,
     .quick = 750,
     .target = 720,
     .claims = 22},
    {POLARIS,
     17,
     {3, 2, 5, 2, 5, 1},
     {{"polaris-context", "web/search", "nets", "form"},
      {"polaris-partners", "web/partners", "nets", "form"},
      {"polaris-call", "phone/inbound", "nets", "call"}},
     .twice = 30,
     .quick = 880,
     .target = 780,
     .claims = 17},
    {TROPA,
     13,
     {3, 3, 3, 3, 3, 3},
     {{"tropa-exchange", "web/partners", "purchased_list", "import"},
      {"tropa-cold", "phone/outbound", "cold_base", "call"},
      {"tropa-landing", "web/landing", "nets", "form"}},
     .twice = 80,
     .quick = 260,
     .target = 600,
     .claims = 38},
    {LUMEN,
     14,
     {0, 0, 6, 0, 5, 0},
     {{"lumen-landing", "web/landing", "nets", "form"},
      {"lumen-push", "web/push", "nets", "form"},
      {"lumen-bonus", "web/incentive", "nets", "form"}},
     .twice = 30,
     .quick = 800,
     .target = 760,
     .claims = 18},
    {VERSTA,
     6,
     {5, 2, 0, 4, 0, 0},
     {{"versta-journal", "web/content", "seeds", "form"},
      {"versta-events", "people/events", "seeds", "form"},
      {"versta-letters", "mail/newsletter", "spears", "form"}},
     .twice = 8,
     .quick = 680,
     .target = 900,
     .claims = 8},
};

/* From then on Lumen sells made-up people and others' leads. */
struct demo_agency demo_agency_at(int agency, int part)
{
    struct demo_agency a = demo_agencies[agency];

    if (a.org == LUMEN && part >= CHEAT_FROM) {
        a.weight = a.weight * 3 / 2;
        a.twice = 300;
        a.target = 320;
        a.claims = 220;
    }
    return a;
}

static int agency_draw(struct chance *c, int part)
{
    int weights[DEMO_AGENCIES];

    for (int i = 0; i < DEMO_AGENCIES; i++)
        weights[i] = demo_agency_at(i, part).weight;
    return chance_weighted(c, weights, DEMO_AGENCIES);
}

struct demo_lead demo_lead_draw(uint64_t seed, int64_t n, int64_t *people, int part)
{
    struct chance c = chance_of(seed, 2 * (uint64_t)n);
    struct demo_lead lead = {.number = n, .agency = agency_draw(&c, part)};
    struct demo_agency a = demo_agency_at(lead.agency, part);
    bool again = chance_permille(&c, a.twice) && *people > 200;

    lead.niche = chance_weighted(&c, a.niches, DEMO_NICHES);
    lead.person = again ? *people - 1 - chance_below(&c, 200) : (*people)++;
    lead.target = a.target;
    lead.claims = a.claims;
    lead.targeted = a.org == ORBITA && strcmp(demo_niches[lead.niche].name, "insurance") == 0 &&
                    chance_permille(&c, 150);
    lead.consent_ago_s =
        chance_permille(&c, a.quick) ? chance_range(&c, 15, 280) : chance_range(&c, 400, 40000);
    return lead;
}

/* What the niche asks for beside the person: its own fields, filled by chance. */
static void own_facts(struct chance *c, const struct demo_niche *niche, json_t *facts)
{
    json_t *fields = json_loads(niche->own, 0, NULL), *field;
    size_t i;

    json_array_foreach(fields, i, field)
    {
        const char *name = json_string_value(json_object_get(field, "name"));
        json_t *values = json_object_get(field, "values");

        if (!chance_permille(c, 850))
            continue;
        if (values != NULL)
            json_object_set(
                facts, name,
                json_array_get(values, (size_t)chance_below(c, (int64_t)json_array_size(values))));
        else if (json_object_get(field, "max") != NULL)
            json_object_set_new(facts, name,
                                json_integer(strcmp(name, "area") == 0
                                                 ? chance_range(c, 18, 240)
                                                 : 10000 * chance_range(c, 3, 500)));
        else
            json_object_set_new(facts, name, json_boolean(chance_permille(c, 400)));
    }
    json_decref(fields);
}

static json_t *facts_of(struct chance *c, const struct demo_lead *lead)
{
    static const char *const temperatures[] = {"hot", "warm", "cold"};
    static const int weights[] = {5, 3, 2};
    json_t *facts = demo_person_facts(lead->person);

    own_facts(c, &demo_niches[lead->niche], facts);
    json_object_set_new(facts, "temperature",
                        json_string(temperatures[chance_weighted(c, weights, 3)]));
    return facts;
}

static json_t *source_of(struct chance *c, const struct demo_agency *a)
{
    static const char *const campaigns[] = {"autumn", "brand", "new-region", "retarget"};
    const struct demo_source *s = &a->sources[chance_weighted(c, (int[]){5, 3, 2}, 3)];

    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", s->name, "channel", s->channel,
                     "origin_kind", s->origin, "capture_kind", s->capture, "campaign",
                     campaigns[chance_below(c, 4)]);
}

static json_t *consent_of(const struct demo_lead *lead, int64_t now_ms)
{
    char given[TIMESTAMP_SIZE], text[120];

    snprintf(text, sizeof text, "I agree to be called about my request: %s.",
             demo_niches[lead->niche].title);
    timestamp_format(now_ms - 1000 * lead->consent_ago_s, given);
    return json_pack("{s:s, s:s, s:s}", "text", text, "given_at", given, "recipients", "any");
}

json_t *demo_past_lead_body(uint64_t seed, const struct demo_lead *lead, int64_t now_ms,
                            const char *offer)
{
    struct chance c = chance_of(seed, 2 * (uint64_t)lead->number + 1);
    char external[40];

    snprintf(external, sizeof external, "past-%lld", (long long)lead->number);
    json_t *body = json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o}", "niche", demo_niches[lead->niche].name, "external_id",
        external, "contact", demo_person_contact(lead->person), "attributes", facts_of(&c, lead),
        "source", source_of(&c, &demo_agencies[lead->agency]), "consent", consent_of(lead, now_ms));
    if (lead->targeted) {
        json_object_set_new(body, "kind", json_string("targeted"));
        json_object_set_new(body, "offer", json_string(offer));
    }
    return body;
}
