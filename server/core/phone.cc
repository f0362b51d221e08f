/* libphonenumber behind C.
 *
 * Its one rule: no exception leaves this file, and nothing but these functions is C++. The metadata
 * is loaded at the first call (some 15 ms). Called by phone_normalise.c. */
#include "phone.h"

#include <cstring>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace
{

constexpr size_t kTextMax = 64;       // longer is not a phone number; bounds the parser's work
constexpr size_t kE164DigitsMax = 15; // ITU-T E.164, section 6

bool Parse(const std::string &text, const std::string &region, PhoneNumber *number)
{
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();

    return util.Parse(text, region, number) == PhoneNumberUtil::NO_PARSING_ERROR;
}

} // namespace

extern "C" enum phone_read phone_read(const char *text, size_t n, const char *region, char *out,
                                      size_t size)
try {
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    std::string e164;

    if (n == 0 || n > kTextMax ||
        !Parse(std::string(text, n), region == nullptr ? "ZZ" : region, &number))
        return PHONE_READ_NOT;
    util.Format(number, PhoneNumberUtil::E164, &e164);
    if (e164.size() < 2 || e164.size() > kE164DigitsMax + 1 || e164.size() >= size)
        return PHONE_READ_NOT;
    std::memcpy(out, e164.c_str(), e164.size() + 1);
    return util.IsValidNumber(number) ? PHONE_READ_VALID : PHONE_READ_INVALID;
} catch (...) {
    return PHONE_READ_NOT;
}

extern "C" void phone_region(const char *e164, char out[3])
{
    std::memcpy(out, "ZZ", 3);
    try {
        PhoneNumber number;
        std::string region;

        if (!Parse(e164, "ZZ", &number))
            return;
        PhoneNumberUtil::GetInstance()->GetRegionCodeForNumber(number, &region);
        if (region.size() == 2) // "001" stands for numbers of no country
            std::memcpy(out, region.c_str(), 3);
    } catch (...) {
    }
}

extern "C" int phone_calling_code(const char *e164)
try {
    PhoneNumber number;

    return Parse(e164, "ZZ", &number) ? number.country_code() : 0;
} catch (...) {
    return 0;
}
