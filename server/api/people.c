/* What the handlers of users, sessions and one's own account share.
 *
 * Its one rule: an address and a name are opened here and go into one reply, nowhere else. */
#include "people.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/person.h"
#include "leadx/app/vault.h"
#include "leadx/base/mem.h"

enum { SECRET_MAX = 800 };

const char *const people_locales[] = {"en", "ru", "es", "pt", "nb", NULL};

bool people_session(struct request *r)
{
    if (!uuid_is_nil(&r->caller.session))
        return true;
    reply_error(r, ERROR_FORBIDDEN, "Sign in as a person to do this; a key has nobody behind it.");
    return false;
}

bool people_secret(struct faults *f, json_t *o, const char *name, bool required, struct slice *out)
{
    json_t *value = json_object_get(o, name);
    const char *pointer = fault_pointer(f, "", name);

    if (value == NULL || json_is_null(value)) {
        if (required)
            fault_add(f, pointer, "missing_field", "is needed here");
        return !required;
    }
    if (!json_is_string(value) || json_string_length(value) == 0 ||
        json_string_length(value) > SECRET_MAX) {
        fault_add(f, pointer, "invalid_field", "must be a text of 1 to %d bytes", SECRET_MAX);
        return false;
    }
    *out = (struct slice){
        pool_copy(f->pool, (struct slice){json_string_value(value), json_string_length(value)}),
        json_string_length(value)};
    return true;
}

static void open_into(struct request *r, json_t *user, const char *name, enum seal_use use,
                      const struct uuid *person, const struct db_result *res, int row, int column)
{
    struct slice plain = SLICE_NONE;

    if (!result_null(res, row, column))
        plain = vault_unseal_hex(r->pool, use, person, result_slice(res, row, column),
                                 result_slice(res, row, column + 1));
    json_object_set_new(user, name, plain.p == NULL ? json_null() : json_stringn(plain.p, plain.n));
}

json_t *people_open(struct request *r, const struct db_result *res, int row, int first)
{
    struct slice doc = result_slice(res, row, 0);
    json_t *user = json_loadb(doc.p, doc.n, 0, NULL);
    struct uuid person = {0};

    uuid_parse(slice_of(json_string_value(json_object_get(user, "id"))), &person);
    open_into(r, user, "email", SEAL_EMAIL, &person, res, row, first);
    open_into(r, user, "name", SEAL_NAME, &person, res, row, first + 2);
    return user;
}

void people_seal_name(json_t *args, const struct uuid *person)
{
    json_t *name = json_object_get(args, "name");

    if (json_is_string(name))
        json_object_set_new(
            args, "name",
            person_seal(person, SEAL_NAME,
                        (struct slice){json_string_value(name), json_string_length(name)}));
    else
        json_object_del(args, "name");
}

void people_reply(struct request *r, int status, json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);

    reply_json(r, status, slice_of(text));
    mem_wipe(text, strlen(text));
    free(text);
    json_decref(value);
}
