/* How the demo market's agencies work: what each brings, from where, and what it is worth. */
#ifndef LEADX_DEMO_AGENCY_H
#define LEADX_DEMO_AGENCY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "leadx/demo/chance.h"
#include "leadx/demo/market.h"

struct demo_source {
    const char *name, *channel, *origin, *capture;
};

/* In so many of a thousand leads, where nothing else is said. */
struct demo_agency {
    enum demo_party org;
    int weight;              /* how much of the traffic is its */
    int niches[DEMO_NICHES]; /* how it spreads over the niches */
    struct demo_source sources[3];
    int twice;  /* the person was posted before */
    int quick;  /* posted within five minutes of the consent */
    int target; /* calls that are what was promised */
    int claims; /* sales that their buyers claim against */
};

enum { DEMO_AGENCIES = 6 };
extern const struct demo_agency demo_agencies[DEMO_AGENCIES];

/* The agency as it works then; part: how much of the history has passed, in per mille. Lumen's
 * leads turn bad at CHEAT_FROM. */
enum { CHEAT_FROM = 700 };
struct demo_agency demo_agency_at(int agency, int part);

/* One lead, before it is posted. */
struct demo_lead {
    int agency;         /* place in demo_agencies */
    int niche;          /* place in demo_niches */
    int64_t number;     /* of the lead, from 0 */
    int64_t person;     /* who it is about */
    bool targeted;      /* for the demo offer */
    int target, claims; /* its agency's at that time */
    int64_t consent_ago_s;
};

/* Lead number n of the history; people: how many persons were posted so far, of whom some come
 * again. */
struct demo_lead demo_lead_draw(uint64_t seed, int64_t n, int64_t *people, int part);
/* The body of POST /v1/leads; offer: the id that targeted ones name. New reference. */
json_t *demo_past_lead_body(uint64_t seed, const struct demo_lead *lead, int64_t now_ms,
                            const char *offer);

#endif
