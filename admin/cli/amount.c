/* Amounts between people and the interface, which speaks minor units.
 *
 * Its one rule: digits only, no floating point. Called by commands that take or show money. */
#include "amount.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/money.h"

bool amount_read(const char *text, const char *currency, int64_t *minor)
{
    int digits = money_exponent(slice_of(currency)), after = -1;
    int64_t value = 0;

    if (digits < 0 || !isdigit((unsigned char)*text))
        return false;
    for (; *text != '\0'; text++) {
        if (*text == '.' && after < 0) {
            after = 0;
            continue;
        }
        if (!isdigit((unsigned char)*text) || after == digits || value > MONEY_MAX)
            return false;
        value = value * 10 + (*text - '0');
        after += after >= 0;
    }
    for (after = after < 0 ? 0 : after; after < digits; after++)
        value *= 10;
    *minor = value;
    return value <= MONEY_MAX;
}

bool amount_read_or_say(const char *option, const char *text, const char *currency, int64_t *minor)
{
    if (amount_read(text, currency, minor))
        return true;
    if (money_exponent(slice_of(currency)) < 0)
        fprintf(stderr,
                "leadx: %s'%s' is no currency known here: three capitals, as in 325.00 RUB\n",
                option, currency);
    else
        fprintf(stderr,
                "leadx: %s'%s' is not an amount of %s: digits and a point, as in 325.00 RUB\n",
                option, text, currency);
    return false;
}

const char *amount_show(json_t *money, char *out, size_t size)
{
    json_t *amount = json_object_get(money, "amount");
    const char *currency = json_string_value(json_object_get(money, "currency"));

    if (json_is_integer(amount) && currency != NULL)
        money_format(json_integer_value(amount), slice_of(currency), out, size);
    else
        snprintf(out, size, "-");
    return out;
}

json_t *amount_make(int64_t minor, const char *currency)
{
    return json_pack("{s:I, s:s}", "amount", (json_int_t)minor, "currency", currency);
}
