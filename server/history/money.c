/* Money in and out: buyers pay in before their wallets are empty, sellers are paid once a week.
 *
 * Its one rule: every movement goes by the operation that a provider's report or an administrator's
 * click would go by, four eyes included. Called by history.c once a day, in the morning. */
#include <stdio.h>
#include <stdlib.h>

#include "leadx/app/endpoint.h"
#include "leadx/history/history.sql.h"
#include "room.h"

#define ROUBLES INT64_C(100)

enum { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY };

static void deposit(int party, int64_t amount)
{
    static int n;
    char reference[40];

    snprintf(reference, sizeof reference, "past-deposit-%d", ++n);
    agenda_add(past.now_ms,
               operation(NULL, "deposit",
                         json_pack("{s:s, s:I, s:s, s:s}", "org", past.parties[party].id, "amount",
                                   (json_int_t)amount, "currency", DEMO_CURRENCY, "reference",
                                   reference)));
}

/* An account at a bank that does not exist; what is stored is sealed. */
static void make_payee(int party)
{
    char text[160];
    json_t *args;

    snprintf(text, sizeof text, "{\"name\":\"%s\",\"account\":\"40702810%012d\",\"bic\":\"\"}",
             demo_orgs[party].name, 1000 + party);
    args = endpoint_seal(slice_of(text));
    json_object_set_new(args, "currency", json_string(DEMO_CURRENCY));
    snprintf(text, sizeof text, "…%04d", 1000 + party);
    json_object_set_new(args, "hint", json_string(text));
    operate_one(operation(&past.parties[party], "payee", args), NULL);
}

static bool has_wallet(int party)
{
    return demo_orgs[party].buys && demo_orgs[party].parent < 0;
}

void money_setup(void)
{
    for (int i = 0; i < DEMO_PARTIES; i++) {
        if (demo_orgs[i].sells)
            make_payee(i);
        if (has_wallet(i))
            deposit(i, (i == STRADA ? 60000 : 900000) * ROUBLES);
    }
    agenda_run();
}

static int64_t balances[DEMO_PARTIES];

static void take_balances(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++) {
        struct uuid org = result_uuid(res, row, 0);

        for (int i = 0; i < DEMO_PARTIES; i++)
            if (uuid_equal(&org, &past.parties[i].org))
                balances[i] = result_int64(res, row, 1);
    }
}

/* Strada pays in late and little: its orders sleep until Monday. */
static void top_up(int weekday)
{
    run(&stmt_history_wallets, NULL, 0, take_balances);
    for (int i = 0; i < DEMO_PARTIES; i++) {
        if (!has_wallet(i))
            continue;
        if (i == STRADA && weekday == MONDAY)
            deposit(i, 25000 * ROUBLES);
        else if (i != STRADA && balances[i] < 400000 * ROUBLES)
            deposit(i, 800000 * ROUBLES);
    }
    agenda_run();
}

static void by_desk(const struct stmt *stmt, int desk)
{
    run(stmt, (struct param[]){param_str(past.operator.id), param_str(past.desk[desk])}, 2, NULL);
}

void money_day(int weekday)
{
    top_up(weekday);
    switch (weekday) {
    case MONDAY:
        run(&stmt_history_payouts_ask, NULL, 0, NULL);
        break;
    case TUESDAY:
        by_desk(&stmt_history_payouts_approve, 0);
        by_desk(&stmt_history_payouts_approve, 1);
        break;
    case WEDNESDAY:
        by_desk(&stmt_history_payouts_send, 0);
        break;
    case THURSDAY:
        by_desk(&stmt_history_payouts_confirm, 0);
        break;
    default:
        break;
    }
}
