/* Takes the spaces out of JSON text: PostgreSQL puts one behind each colon and comma, and our own
 * answers have none; what leaves the server looks the same wherever it was made.
 *
 * Its one rule: inside a string no byte is touched. Called on what the database answers. */
#include "leadx/base/json_compact.h"

#include <string.h>

/* From an opening quote to behind its closing one. */
static const char *string_end(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\' && p + 1 < end)
            p++;
    return p < end ? p + 1 : end;
}

size_t json_compact(char *json, size_t n)
{
    const char *p = json, *end = json + n;
    char *to = json;

    while (p < end) {
        const char *from = p;

        if (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') {
            p++;
            continue;
        }
        p = *p == '"' ? string_end(p, end) : p + 1;
        memmove(to, from, (size_t)(p - from));
        to += p - from;
    }
    return (size_t)(to - json);
}
