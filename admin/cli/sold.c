/* Says in one line what the answer to a posted lead means. Called by post and demo. */
#include "sold.h"

#include <string.h>

#include "amount.h"

static void print_sales(FILE *out, json_t *sales)
{
    char price[64];
    size_t i;
    json_t *sale;

    json_array_foreach(sales, i, sale)
    {
        const char *buyer = json_string_value(json_object_get(sale, "buyer"));

        fprintf(out, "%s%s for %s%s", i == 0 ? " to " : " and ", buyer != NULL ? buyer : "a buyer",
                amount_show(json_object_get(sale, "price"), price, sizeof price),
                json_is_true(json_object_get(sale, "exclusive")) ? " exclusively" : "");
    }
}

void sold_print(FILE *out, const struct answer *a)
{
    char payout[64];
    const char *id = answer_text(a, "id"), *status = answer_text(a, "status");
    const char *code = answer_text(a, "code");

    fprintf(out, "%s %s", status != NULL ? status : "?", id != NULL ? id : "");
    print_sales(out, answer_get(a, "sales"));
    if (json_array_size(answer_get(a, "sales")) > 0)
        fprintf(out, ", payout %s", amount_show(answer_get(a, "payout"), payout, sizeof payout));
    else if (code != NULL)
        fprintf(out, ": %s", code);
    fputs(a->replayed ? " (answered before)\n" : "\n", out);
}
