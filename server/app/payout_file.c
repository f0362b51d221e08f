/* Writes a batch of payouts for the bank.
 *
 * Its one rule: every payout stands in a file under its own id without hyphens, so that the bank's
 * answer names the payout it is about. Called by the handler of payouts.
 *
 * pain.001.001.09, what we write of it, in its order:
 *   CstmrCdtTrfInitn
 *     GrpHdr: MsgId CreDtTm NbOfTxs CtrlSum InitgPty/Nm
 *     PmtInf: PmtInfId PmtMtd NbOfTxs CtrlSum ReqdExctnDt/Dt Dbtr/Nm DbtrAcct/Id DbtrAgt/FinInstnId
 *       CdtTrfTxInf: PmtId(EndToEndId) Amt/InstdAmt CdtrAgt/FinInstnId Cdtr/Nm CdtrAcct/Id
 *                    RmtInf/Ustrd */
#include "leadx/app/payout_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leadx/app/bank_text.h"
#include "leadx/app/payee.h"
#include "leadx/base/markup.h"
#include "leadx/base/money.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/utf8.h"

enum {
    DECIMAL_SIZE = 32,
    ID_SIZE = 33,
    DATE_LENGTH = 10,
    SECONDS_LENGTH = 19,
    NAME_MAX = 140, /* characters: Max140Text */
    EURO_NAME_MAX = 70,
};

/* The most of one euro payment, 999,999,999.99, and of any sum: 18 digits. */
#define EURO_MAX INT64_C(99999999999)
#define SUM_MAX INT64_C(999999999999999999)

/* "600.00"; the sum of a batch may be larger than any amount, so it is printed from 64 bits. */
static const char *decimal(int64_t minor, struct slice currency, char out[DECIMAL_SIZE])
{
    int exponent = money_exponent(currency);
    int n = snprintf(out, DECIMAL_SIZE - 1, "%0*" PRId64, exponent > 0 ? exponent + 1 : 1, minor);

    if (exponent > 0) {
        memmove(out + n - exponent + 1, out + n - exponent, (size_t)exponent + 1);
        out[n - exponent] = '.';
    }
    return out;
}

/* An id of at most 35 characters, as the message wants it. */
static const char *short_id(const struct uuid *id, char out[ID_SIZE])
{
    char text[UUID_TEXT], *to = out;

    uuid_format(id, text);
    for (const char *p = text; *p != '\0'; p++)
        if (*p != '-')
            *to++ = *p;
    *to = '\0';
    return out;
}

static int64_t sum_of(const struct payout_file *f)
{
    int64_t sum = 0;

    for (size_t i = 0; i < f->n; i++)
        sum += f->lines[i].amount;
    return sum;
}

/* ---- CSV */

void payout_file_csv(struct buf *out, const struct payout_file *f, enum csv_form form)
{
    static const char *const names[] = {"payout", "name", "account", "bic", "amount", "currency"};
    char id[ID_SIZE], amount[DECIMAL_SIZE];

    csv_begin(out, form);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_field(out, form, i == 0, slice_of(names[i]));
    csv_end_line(out);
    for (size_t i = 0; i < f->n; i++) {
        const struct payout_line *l = &f->lines[i];

        csv_field(out, form, true, slice_of(short_id(&l->id, id)));
        csv_field(out, form, false, l->name);
        csv_field(out, form, false, l->account);
        csv_field(out, form, false, l->bic);
        csv_field(out, form, false, slice_of(decimal(l->amount, f->currency, amount)));
        csv_field(out, form, false, f->currency);
        csv_end_line(out);
    }
}

/* ---- ISO 20022 */

static void element(struct buf *out, const char *name, struct slice text)
{
    buf_printf(out, "<%s>", name);
    markup_text(out, text);
    buf_printf(out, "</%s>", name);
}

static bool is_euro(const struct payout_file *f)
{
    return slice_is(f->currency, SLICE("EUR"));
}

/* Euro payments take the characters and lengths of the SEPA schemes; of other currencies a name is
 * written as its holder writes it. */
static void party(struct buf *out, const struct payout_file *f, const char *who, struct slice name)
{
    struct buf text;

    buf_init(&text, 0);
    if (is_euro(f))
        bank_text(&text, name, EURO_NAME_MAX);
    else
        buf_add_slice(&text, name);
    buf_printf(out, "<%s>", who);
    element(out, "Nm", buf_slice(&text));
    buf_printf(out, "</%s>\n", who);
    buf_free(&text);
}

static void account(struct buf *out, const char *whose, struct slice number)
{
    buf_printf(out, "<%s><Id>", whose);
    if (payee_is_iban(number)) {
        element(out, "IBAN", number);
    } else {
        buf_add_str(out, "<Othr>");
        element(out, "Id", number);
        buf_add_str(out, "</Othr>");
    }
    buf_printf(out, "</Id></%s>\n", whose);
}

/* The debtor's agent has to be there: a bank nobody named is "NOTPROVIDED". */
static void agent(struct buf *out, const char *whose, struct slice bic, bool needed)
{
    if (bic.n == 0 && !needed)
        return;
    buf_printf(out, "<%s><FinInstnId>", whose);
    if (bic.n > 0)
        element(out, "BICFI", bic);
    else
        buf_add_str(out, "<Othr><Id>NOTPROVIDED</Id></Othr>");
    buf_printf(out, "</FinInstnId></%s>\n", whose);
}

static void transaction(struct buf *out, const struct payout_file *f, const struct payout_line *l)
{
    char id[ID_SIZE], amount[DECIMAL_SIZE];

    short_id(&l->id, id);
    buf_printf(out, "<CdtTrfTxInf>\n<PmtId><EndToEndId>%s</EndToEndId></PmtId>\n", id);
    buf_printf(out, "<Amt><InstdAmt Ccy=\"%.*s\">%s</InstdAmt></Amt>\n", (int)f->currency.n,
               f->currency.p, decimal(l->amount, f->currency, amount));
    agent(out, "CdtrAgt", l->bic, false);
    party(out, f, "Cdtr", l->name);
    account(out, "CdtrAcct", l->account);
    buf_printf(out, "<RmtInf><Ustrd>Payout %s</Ustrd></RmtInf>\n</CdtTrfTxInf>\n", id);
}

/* How many and how much, in head and body alike. */
static void totals(struct buf *out, const struct payout_file *f)
{
    char sum[DECIMAL_SIZE];

    buf_printf(out, "<NbOfTxs>%zu</NbOfTxs><CtrlSum>%s</CtrlSum>\n", f->n,
               decimal(sum_of(f), f->currency, sum));
}

const char *payout_file_fault(const struct payout_file *f)
{
    int64_t sum = 0;

    if (!bank_text_good(f->debtor) && is_euro(f))
        return "payout_debtor_name has letters that euro payments cannot carry: write it in Latin.";
    if (utf8_length(f->debtor) > NAME_MAX)
        return "payout_debtor_name is longer than 140 characters.";
    for (size_t i = 0; i < f->n; i++) {
        if (is_euro(f) && f->lines[i].amount > EURO_MAX)
            return "A payout is more than 999999999.99 EUR, the most of one euro payment: cancel "
                   "it "
                   "and have it asked for in parts.";
        if (f->lines[i].amount > SUM_MAX - sum)
            return "The batch is more than a payment file can say; write it as CSV.";
        sum += f->lines[i].amount;
    }
    return NULL;
}

void payout_file_pain001(struct buf *out, const struct payout_file *f)
{
    char id[ID_SIZE], made[TIMESTAMP_SIZE];

    short_id(&f->batch, id);
    timestamp_format(f->made_ms, made);
    buf_add_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\n"
                     "<CstmrCdtTrfInitn>\n<GrpHdr>\n");
    buf_printf(out, "<MsgId>%s</MsgId><CreDtTm>%.*sZ</CreDtTm>\n", id, SECONDS_LENGTH, made);
    totals(out, f);
    party(out, f, "InitgPty", f->debtor);
    buf_printf(out, "</GrpHdr>\n<PmtInf>\n<PmtInfId>%s</PmtInfId><PmtMtd>TRF</PmtMtd>\n", id);
    totals(out, f);
    buf_printf(out, "<ReqdExctnDt><Dt>%.*s</Dt></ReqdExctnDt>\n", DATE_LENGTH, made);
    party(out, f, "Dbtr", f->debtor);
    account(out, "DbtrAcct", f->debtor_account);
    agent(out, "DbtrAgt", f->debtor_bic, true);
    for (size_t i = 0; i < f->n; i++)
        transaction(out, f, &f->lines[i]);
    buf_add_str(out, "</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n");
}
