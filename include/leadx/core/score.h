/* Score and temperature by additive, versioned rules; each lead keeps which rule gave which
 * points. */
#ifndef LEADX_CORE_SCORE_H
#define LEADX_CORE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCORE_VERSION = 1, SCORE_RULES_MAX = 12 };

struct score_input {
    bool phone_valid, email_valid, named, address_proof, consent_text, incentivised;
    int completeness; /* per cent of the niche's fields filled */
    bool declared_hot, declared_warm;
    bool purchased_list, cold_base; /* origin kinds that convert worse */
};

struct score {
    int total; /* 0 to 100 */
    struct {
        const char *rule; /* stable name */
        int points;
    } given[SCORE_RULES_MAX];
    size_t n;
};

void score_lead(const struct score_input *in, struct score *out);

enum temperature { TEMPERATURE_COLD, TEMPERATURE_WARM, TEMPERATURE_HOT };
const char *temperature_name(enum temperature t);
/* purchase_by_ms (INT64_MIN = not declared): now or past = hot, within two months (61 days) =
 * warm, later = cold. Else the declared word (NULL = none; an unknown word counts as none),
 * else by score: 70 and more hot, 40 and more warm. declared says that a declaration decided. */
enum temperature temperature_of(int64_t purchase_by_ms, const char *declared_word, int score,
                                int64_t now_ms, bool *declared);

#endif
