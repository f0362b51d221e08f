/* A batch of payouts as a file for the bank: CSV, or ISO 20022 pain.001.001.09. Amounts are
 * decimals by the currency's exponent (ISO 4217). Beyond the payee's name, account and bank a file
 * names nobody. */
#ifndef LEADX_APP_PAYOUT_FILE_H
#define LEADX_APP_PAYOUT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "leadx/base/buf.h"
#include "leadx/base/csv.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

struct payout_line {
    struct uuid id;
    struct slice name, account, bic; /* bic: n = 0 where the payee gave none */
    int64_t amount;                  /* minor units */
};

struct payout_file {
    struct uuid batch;
    struct slice currency;
    int64_t made_ms;                                 /* when the batch was made */
    struct slice debtor, debtor_account, debtor_bic; /* the operator's own; bic may be empty */
    const struct payout_line *lines;
    size_t n;
};

void payout_file_csv(struct buf *out, const struct payout_file *f, enum csv_form form);
/* Why banks would refuse the file, as a sentence for the operator; NULL: nothing known speaks
 * against it. */
const char *payout_file_fault(const struct payout_file *f);
/* The elements stand in the order of the message's definition, which banks check. */
void payout_file_pain001(struct buf *out, const struct payout_file *f);

#endif
