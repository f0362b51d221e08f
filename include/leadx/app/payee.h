/* Where a company's money is sent: a name and a bank account, checked before they are sealed. */
#ifndef LEADX_APP_PAYEE_H
#define LEADX_APP_PAYEE_H

#include <stdbool.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"

enum { PAYEE_NAME_MAX = 70, PAYEE_HINT_SIZE = 8 };

/* An account's number in its one spelling, from the pool: upper case, without blanks; SLICE_NONE:
 * none. 4 to 34 letters and digits (ISO 20022, Max34Text); what looks like an IBAN must be one
 * (ISO 13616: letters, check digits, modulo 97). */
struct slice payee_account(struct pool *pool, struct slice text);
/* The account is an IBAN. */
bool payee_is_iban(struct slice account);
/* A BIC (ISO 9362) of 8 or 11 characters. */
bool payee_bic_good(struct slice bic);
/* What is shown of an account: "…1234"; out: terminated. */
void payee_hint(struct slice account, char out[PAYEE_HINT_SIZE]);

#endif
