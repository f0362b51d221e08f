/* A niche with a field of every type, as the server has it from its database. */
#ifndef TESTS_FUZZ_SUPPORT_NICHE_H
#define TESTS_FUZZ_SUPPORT_NICHE_H

#include <assert.h>
#include <stddef.h>

#include "leadx/app/niche.h"

static const char fields_text[] =
    "[{\"name\":\"region\",\"type\":\"region\",\"required\":true},"
    "{\"name\":\"country\",\"type\":\"country\"},"
    "{\"name\":\"age\",\"type\":\"integer\",\"min\":18,\"max\":99},"
    "{\"name\":\"income\",\"type\":\"decimal\"},{\"name\":\"owner\",\"type\":\"boolean\"},"
    "{\"name\":\"since\",\"type\":\"date\"},"
    "{\"name\":\"job\",\"type\":\"enum\",\"values\":[\"a\",\"b\",\"c\"]},"
    "{\"name\":\"note\",\"type\":\"text\",\"max\":50},{\"name\":\"code\",\"type\":\"postcode\"},"
    "{\"name\":\"tongue\",\"type\":\"language\"},{\"name\":\"phone2\",\"type\":\"phone\"},"
    "{\"name\":\"mail2\",\"type\":\"email\"},{\"name\":\"page\",\"type\":\"url\"},"
    "{\"name\":\"place\",\"type\":\"point\"}]";

static inline void schema_make(struct symbols *symbols, struct field_schema *out)
{
    struct pool *pool = pool_new(4096);
    json_t *fields = json_loads(fields_text, 0, NULL);
    struct faults faults;

    faults_init(&faults, pool);
    assert(niche_fields_read(fields, "/fields", symbols, &faults, out));
    json_decref(fields);
    pool_free(pool);
}

#endif
