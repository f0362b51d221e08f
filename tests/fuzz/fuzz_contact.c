/* What people type as phone, e-mail and name: normalised is at rest, and fits what it is kept in.
 */
#include <assert.h>
#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "leadx/base/utf8.h"
#include "leadx/core/normalise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 2048, NAME_MAX_CHARS = 100 };

static void check_phone(struct pool *pool, struct slice s)
{
    static const char *const regions[] = {"RU", "US", "NO", "BR", "ZZ"};
    char out[PHONE_E164_SIZE], again[PHONE_E164_SIZE], country[3];

    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        if (phone_normalise(s, regions[i], out) == PHONE_UNPARSABLE)
            continue;
        assert(out[0] == '+' && strspn(out + 1, "0123456789") == strlen(out + 1));
        if (phone_normalise(s, regions[i], out) == PHONE_OK) {
            assert(phone_normalise(slice_of(out), "ZZ", again) == PHONE_OK);
            assert(strcmp(out, again) == 0);
        }
        phone_country(out, country);
        assert(strlen(country) == 2);
        assert(strlen(phone_mask(pool, slice_of(out))) > 0);
    }
}

static void check_email(struct pool *pool, struct slice s)
{
    const char *kept = email_normalise(pool, s), *again;

    if (kept == NULL)
        return;
    assert(strlen(kept) <= 254 && strchr(kept, '@') != NULL);
    for (const char *p = kept; *p != '\0'; p++)
        assert((unsigned char)*p > ' ' && (unsigned char)*p < 0x7f && !isupper((unsigned char)*p));
    again = email_normalise(pool, slice_of(kept));
    assert(again != NULL && strcmp(kept, again) == 0);
    email_mask(pool, slice_of(kept));
}

static void check_name(struct pool *pool, struct slice s)
{
    const char *kept = name_normalise(pool, s, NAME_MAX_CHARS), *again;

    if (kept == NULL)
        return;
    assert(utf8_valid(slice_of(kept)) && utf8_length(slice_of(kept)) <= NAME_MAX_CHARS);
    again = name_normalise(pool, slice_of(kept), NAME_MAX_CHARS);
    assert(again != NULL && strcmp(kept, again) == 0);
    name_mask(pool, slice_of(kept));
}

/* Texts come out of JSON: they are UTF-8 without NUL. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice s = {(const char *)data, size};
    struct pool *pool;

    if (size > INPUT_MAX || !utf8_valid(s) || memchr(data, 0, size) != NULL)
        return 0;
    pool = pool_new(4096);
    check_phone(pool, s);
    check_email(pool, s);
    check_name(pool, s);
    pool_free(pool);
    return 0;
}
