/* What a seller reads of a lead taken in: the text of the answer, written as it is sent.
 *
 * Its one rule: all of it is the exchange's own, ids, numbers, codes and aliases, so nothing here
 * can be personal data. Called by intake.c and intake_test.c. */
#include "intake_room.h"

void intake_answer_begin(struct buf *b, const char *id, const char *state, const char *code)
{
    buf_add_str(b, "{\"id\":\"");
    buf_add_str(b, id);
    buf_add_str(b, "\",\"status\":\"");
    buf_add_str(b, state);
    buf_add_str(b, "\",\"code\":");
    if (code[0] == '\0')
        buf_add_str(b, "null");
    else
        buf_add_json_string(b, slice_of(code));
    buf_add_str(b, ",\"sales\":[");
}

static void answer_money(struct buf *b, int64_t amount, const char *currency)
{
    buf_add_str(b, "{\"amount\":");
    buf_add_int(b, amount);
    buf_add_str(b, ",\"currency\":\"");
    buf_add_str(b, currency);
    buf_add_str(b, "\"}");
}

void intake_answer_sale(struct buf *b, bool first, const char *id, int64_t price,
                        const char *currency, bool exclusive, const char *alias)
{
    buf_add_str(b, first ? "{\"id\":\"" : ",{\"id\":\"");
    buf_add_str(b, id);
    buf_add_str(b, "\",\"price\":");
    answer_money(b, price, currency);
    buf_add_str(b,
                exclusive ? ",\"exclusive\":true,\"buyer\":" : ",\"exclusive\":false,\"buyer\":");
    buf_add_json_string(b, slice_of(alias));
    buf_add_char(b, '}');
}

void intake_answer_end(struct buf *b, const char *id, int64_t payout, const char *currency)
{
    buf_add_str(b, "],\"payout\":");
    answer_money(b, payout, currency);
    buf_add_str(b, ",\"decision\":");
    if (id == NULL) {
        buf_add_str(b, "null}");
        return;
    }
    buf_add_str(b, "\"/v1/leads/");
    buf_add_str(b, id);
    buf_add_str(b, "/decision\"}");
}
