/* Country, subdivision and language codes.
 *
 * Its one rule: only codes in their canonical case are known; readers decide whether to fold first.
 * Lists: ISO 3166-1 alpha-2 and ISO 639-1 as of 2023. Called by field_read, org and address
 * readers. */
#include "leadx/core/field.h"

#include "language.h"

/* Packed pairs, sorted. */
static const char countries[] =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCI"
    "CKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQ"
    "GRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLS"
    "LTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPG"
    "PHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTK"
    "TLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";
static const char languages[] =
    "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufaff"
    "fifjfofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrksku"
    "kvkwkylalblglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqu"
    "rmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivo"
    "wawoxhyiyozazhzu";

static bool pair_in(const char *list, size_t pairs, const char *code)
{
    size_t low = 0, high = pairs;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = memcmp(code, list + 2 * mid, 2);

        if (order == 0)
            return true;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return false;
}

bool country_known(struct slice code)
{
    return code.n == 2 && pair_in(countries, sizeof countries / 2, code.p);
}

bool region_ok(struct slice code)
{
    if (code.n < 4 || code.n > 6 || code.p[2] != '-' || !country_known((struct slice){code.p, 2}))
        return false;
    for (size_t i = 3; i < code.n; i++)
        if (!((code.p[i] >= 'A' && code.p[i] <= 'Z') || (code.p[i] >= '0' && code.p[i] <= '9')))
            return false;
    return true;
}

bool language_known(struct slice code)
{
    return code.n == 2 && pair_in(languages, sizeof languages / 2, code.p);
}
