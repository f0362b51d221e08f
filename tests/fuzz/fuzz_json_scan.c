/* The scans over outside text: what one says must fit what the others say, at every length. */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "leadx/base/json_scan.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool valid_by_steps(struct slice s)
{
    for (size_t i = 0, n; i < s.n; i += n)
        if ((n = utf8_sequence(s.p + i, s.n - i)) == 0)
            return false;
    return true;
}

static void check_timestamp(struct slice s)
{
    char text[TIMESTAMP_SIZE];
    int64_t ms, again;

    if (!timestamp_parse(s, &ms))
        return;
    assert(timestamp_parse(slice_of(timestamp_format(ms, text)), &again) && again == ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice s = {(const char *)data, size};
    enum json_scan_result shallow = json_scan(s, 4), deep = json_scan(s, SIZE_MAX);
    bool valid = utf8_valid(s);

    assert(valid == valid_by_steps(s));
    assert(deep != JSON_SCAN_TOO_DEEP);
    assert(shallow == JSON_SCAN_TOO_DEEP || shallow == deep);
    if (deep == JSON_SCAN_OK)
        assert(valid && memchr(data, 0, size) == NULL);
    if (deep == JSON_SCAN_UTF8)
        assert(!valid);
    if (valid)
        assert(utf8_length(s) <= size);
    else
        assert(utf8_has_forbidden(s));
    check_timestamp(s);
    return 0;
}
