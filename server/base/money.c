/* Money: what ISO 4217 knows of a currency, how an amount is shown, what the exchange's fee is.
 *
 * Its one rule: integers of minor units from end to end. The table holds the active national
 * currencies (list one of ISO 4217 as of January 2026), not funds, metals or test codes: nobody can
 * be paid in those. */
#include "leadx/base/money.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

/* Five bytes each, sorted: code, digits after the point, separator. */
static const char currencies[] =
    "AED2 AFN2 ALL2 AMD2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BHD3 BIF0 BMD2 BND2 BOB2 BRL2 "
    "BSD2 BTN2 BWP2 BYN2 BZD2 CAD2 CDF2 CHF2 CLP0 CNY2 COP2 CRC2 CUP2 CVE2 CZK2 DJF0 DKK2 DOP2 "
    "DZD2 EGP2 ERN2 ETB2 EUR2 FJD2 FKP2 GBP2 GEL2 GHS2 GIP2 GMD2 GNF0 GTQ2 GYD2 HKD2 HNL2 HTG2 "
    "HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0 JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2 "
    "KZT2 LAK2 LBP2 LKR2 LRD2 LSL2 LYD3 MAD2 MDL2 MGA2 MKD2 MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 MWK2 "
    "MXN2 MYR2 MZN2 NAD2 NGN2 NIO2 NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 PGK2 PHP2 PKR2 PLN2 PYG0 QAR2 "
    "RON2 RSD2 RUB2 RWF0 SAR2 SBD2 SCR2 SDG2 SEK2 SGD2 SHP2 SLE2 SOS2 SRD2 SSP2 STN2 SVC2 SYP2 "
    "SZL2 THB2 TJS2 TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 UYU2 UZS2 VED2 VES2 VND0 "
    "VUV0 WST2 XAF0 XCD2 XCG2 XOF0 XPF0 YER2 ZAR2 ZMW2 ZWG2 ";

enum { ROW = 5, ROWS = (sizeof currencies - 1) / ROW };

static_assert((sizeof currencies - 1) % ROW == 0, "each row is five bytes");

int money_exponent(struct slice code)
{
    size_t low = 0, high = ROWS;

    if (code.n != 3)
        return -1;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = memcmp(code.p, currencies + mid * ROW, 3);

        if (order == 0)
            return currencies[mid * ROW + 3] - '0';
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return -1;
}

bool money_currency_known(struct slice code)
{
    return money_exponent(code) >= 0;
}

/* From the last digit to the first, into the end of text; returns where it begins. */
static char *digits_backwards(char *end, uint64_t amount, int exponent)
{
    char *to = end;
    int whole = 0;

    *to = '\0';
    for (int i = 0; i < exponent; i++, amount /= 10)
        *--to = (char)('0' + amount % 10);
    if (exponent > 0)
        *--to = '.';
    do {
        if (whole > 0 && whole % 3 == 0)
            *--to = ',';
        *--to = (char)('0' + amount % 10);
        amount /= 10;
        whole++;
    } while (amount > 0);
    return to;
}

void money_format(int64_t minor, struct slice code, char *out, size_t size)
{
    char text[40];
    int exponent = money_exponent(code);
    uint64_t amount = minor < 0 ? -(uint64_t)minor : (uint64_t)minor;
    char *start = digits_backwards(text + sizeof text - 1, amount, exponent < 0 ? 0 : exponent);

    snprintf(out, size, "%s%s %.*s", minor < 0 ? "-" : "", start, (int)code.n, code.p);
}

int64_t money_fee(int64_t price_minor, int bp, int64_t fixed_minor)
{
    /* price × bp passes int64 at the top of the range; taken apart it does not, and floors alike.
     */
    int64_t share;

    assert(price_minor >= 1 && price_minor <= MONEY_MAX);
    assert(bp >= 0 && bp <= 10000 && fixed_minor >= 0);
    share = price_minor / 10000 * bp + price_minor % 10000 * bp / 10000;
    return fixed_minor > price_minor - share ? price_minor : share + fixed_minor;
}
