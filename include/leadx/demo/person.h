/* Invented people. Their mail addresses are under example.com, example.org and example.net, which
 * belong to nobody, and their numbers under +7 973, a mobile code that no network was given: valid
 * in form, ringing nowhere. */
#ifndef LEADX_DEMO_PERSON_H
#define LEADX_DEMO_PERSON_H

#include <jansson.h>
#include <stdint.h>

enum { DEMO_PEOPLE_MAX = 10000000 };

/* The contact of person number n (0 … DEMO_PEOPLE_MAX − 1), always the same; two numbers never
 * share a phone or an address. New reference. */
json_t *demo_person_contact(int64_t n);
/* Region, age, income, language, homeowner: what every niche asks for; new reference. */
json_t *demo_person_facts(int64_t n);

#endif
