/* A batch of payouts as files: amounts by their currency, names escaped, sums right. */
#include "leadx/app/payout_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct payout_line lines[2];

static struct payout_file file_of(const char *currency, int64_t first, int64_t second)
{
    lines[0] = (struct payout_line){.id = {{1}},
                                    .name = SLICE("A & <B>"),
                                    .account = SLICE("DE89370400440532013000"),
                                    .bic = SLICE("COBADEFF"),
                                    .amount = first};
    lines[1] = (struct payout_line){.id = {{2}},
                                    .name = SLICE("=cmd()"),
                                    .account = SLICE("12345"),
                                    .bic = SLICE(""),
                                    .amount = second};
    return (struct payout_file){.batch = {{3}},
                                .currency = slice_of(currency),
                                .made_ms = 1763719200000,
                                .debtor = SLICE("Us"),
                                .debtor_account = SLICE("98765"),
                                .debtor_bic = SLICE(""),
                                .lines = lines,
                                .n = 2};
}

static void check_has(const struct payout_file *f, const char *piece)
{
    struct buf b;

    buf_init(&b, 0);
    payout_file_pain001(&b, f);
    buf_add_char(&b, '\0');
    if (strstr(b.p, piece) == NULL)
        fail_msg("no %s in %s", piece, b.p);
    buf_free(&b);
}

static void test_amounts_follow_the_currency(void **state)
{
    static const struct {
        const char *currency;
        int64_t first, second;
        const char *said, *sum;
    } cases[] = {{"EUR", 12345, 5, ">123.45<", ">123.50<"},
                 {"EUR", 5, 1000000000000000, ">0.05<", ">10000000000000.05<"},
                 {"JPY", 12345, 5, ">12345<", ">12350<"},
                 {"KWD", 1, 12, ">0.001<", ">0.013<"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct payout_file f = file_of(cases[i].currency, cases[i].first, cases[i].second);

        check_has(&f, cases[i].said);
        check_has(&f, cases[i].sum);
    }
}

static void test_what_a_payment_file_says(void **state)
{
    struct payout_file f = file_of("EUR", 100, 200);

    (void)state;
    check_has(&f, "<Nm>A &amp; &lt;B&gt;</Nm>");
    check_has(&f, "<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>");
    check_has(&f, "<CdtrAcct><Id><Othr><Id>12345</Id></Othr></Id></CdtrAcct>");
    check_has(&f, "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>");
    check_has(&f, "<CdtrAgt><FinInstnId><BICFI>COBADEFF</BICFI></FinInstnId></CdtrAgt>");
    check_has(&f, "<CreDtTm>2025-11-21T10:00:00Z</CreDtTm>");
    check_has(&f, "<EndToEndId>01000000000000000000000000000000</EndToEndId>");
}

static void test_nothing_runs_in_a_spreadsheet(void **state)
{
    struct payout_file f = file_of("EUR", 100, 200);
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    payout_file_csv(&b, &f, CSV_SPREADSHEET);
    buf_add_char(&b, '\0');
    assert_non_null(strstr(b.p, "1.00"));
    assert_null(strstr(b.p, ";=cmd"));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts_follow_the_currency),
        cmocka_unit_test(test_what_a_payment_file_says),
        cmocka_unit_test(test_nothing_runs_in_a_spreadsheet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
