/* A batch of payouts as files: amounts by their currency, names escaped, sums right. */
#include "leadx/app/payout_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
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
    check_has(&f, "<Nm>A + .B.</Nm>"); /* in euro: no other characters */
    check_has(&f, "<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>");
    check_has(&f, "<CdtrAcct><Id><Othr><Id>12345</Id></Othr></Id></CdtrAcct>");
    check_has(&f, "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>");
    check_has(&f, "<CdtrAgt><FinInstnId><BICFI>COBADEFF</BICFI></FinInstnId></CdtrAgt>");
    check_has(&f, "<CreDtTm>2025-11-21T10:00:00Z</CreDtTm>");
    check_has(&f, "<EndToEndId>01000000000000000000000000000000</EndToEndId>");
}

static void test_names_of_other_currencies_stand_as_written(void **state)
{
    struct payout_file f = file_of("RUB", 100, 200);

    (void)state;
    lines[1].name = SLICE("ООО «Ромашка» & Ко");
    check_has(&f, "<Nm>ООО «Ромашка» &amp; Ко</Nm>");
    check_has(&f, "<Nm>A &amp; &lt;B&gt;</Nm>");
}

/* How long what stands between <tag> and </tag> is at most. */
static size_t longest(const char *text, const char *tag)
{
    size_t most = 0;
    char open[40];

    snprintf(open, sizeof open, "<%s>", tag);
    for (const char *p = text; (p = strstr(p, open)) != NULL;) {
        p += strlen(open);
        most = strcspn(p, "<") > most ? strcspn(p, "<") : most;
    }
    return most;
}

/* Lengths of the message's types, and characters of the euro schemes, whatever payees are called.
 */
static void test_a_euro_file_holds_what_banks_take(void **state)
{
    static const char set[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ";
    struct payout_file f = file_of("EUR", 1, 99999999999);
    char name[400] = "";
    struct buf b;

    (void)state;
    for (int i = 0; i < 70; i++)
        strcat(name, "Щ");
    lines[0].name = slice_of(name);
    f.debtor = SLICE("Börse <Ω>");
    assert_null(payout_file_fault(&f));
    buf_init(&b, 0);
    payout_file_pain001(&b, &f);
    buf_add_char(&b, '\0');
    assert_in_range(longest(b.p, "Nm"), 60, 70);
    assert_in_range(longest(b.p, "MsgId"), 1, 35);
    assert_in_range(longest(b.p, "PmtInfId"), 1, 35);
    assert_in_range(longest(b.p, "EndToEndId"), 1, 35);
    assert_in_range(longest(b.p, "Ustrd"), 1, 140);
    assert_in_range(longest(b.p, "CtrlSum"), 1, 19);
    for (const char *p = b.p; (p = strstr(p, "<Nm>")) != NULL;) {
        p += 4;
        assert_int_equal(strspn(p, set), strcspn(p, "<"));
    }
    buf_free(&b);
}

static void test_what_banks_refuse_is_said_before(void **state)
{
    struct payout_file f = file_of("EUR", 100000000000, 1);

    (void)state;
    assert_non_null(strstr(payout_file_fault(&f), "999999999.99 EUR"));
    f = file_of("JPY", 100000000000, 1);
    assert_null(payout_file_fault(&f));
    f = file_of("KWD", 999999999999999999, 1);
    assert_non_null(strstr(payout_file_fault(&f), "CSV"));
    f = file_of("EUR", 1, 1);
    f.debtor = SLICE("取引所");
    assert_non_null(strstr(payout_file_fault(&f), "payout_debtor_name"));
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
        cmocka_unit_test(test_names_of_other_currencies_stand_as_written),
        cmocka_unit_test(test_a_euro_file_holds_what_banks_take),
        cmocka_unit_test(test_what_banks_refuse_is_said_before),
        cmocka_unit_test(test_nothing_runs_in_a_spreadsheet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
