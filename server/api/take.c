/* See take.h. Its one rule: nothing gets into args unchecked, and nothing of the body is lost
 * silently: what no take asks for was refused as unknown. Called by the handlers that write. */
#include "take.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/base/money.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/utf8.h"

bool taking_begin(struct taking *t, struct request *r, const char *const *names)
{
    *t = (struct taking){.r = r, .base = ""};
    faults_init(&t->faults, r->pool);
    t->from = body_read(r, false);
    if (t->from == NULL)
        return false;
    t->args = json_object();
    read_only(&t->faults, t->from, t->base, names);
    return true;
}

bool taking_good(struct taking *t)
{
    json_decref(t->from);
    t->from = NULL;
    if (t->faults.n == 0)
        return true;
    json_decref(t->args);
    reply_faults(t->r, &t->faults);
    return false;
}

void taking_end(struct taking *t, const char *op)
{
    if (taking_good(t))
        mutate_reply(t->r, op, t->args);
}

void take_fault(struct taking *t, const char *name, const char *code, const char *why)
{
    fault_add(&t->faults, fault_pointer(&t->faults, t->base, name), code, "%s", why);
}

/* Whether there is a value to check; null is taken over at once. */
static bool present(struct taking *t, const char *name)
{
    json_t *value = json_object_get(t->from, name);

    if (json_is_null(value))
        json_object_set_new(t->args, name, json_null());
    return value != NULL && !json_is_null(value);
}

static void set_slice(struct taking *t, const char *name, struct slice s)
{
    json_object_set_new(t->args, name, json_stringn(s.p, s.n));
}

void take_text(struct taking *t, const char *name, bool required, size_t max)
{
    struct slice text;

    if (read_text(&t->faults, t->from, t->base, name, required, max, &text) && present(t, name))
        set_slice(t, name, text);
}

void take_int(struct taking *t, const char *name, bool required, int64_t min, int64_t max)
{
    int64_t value;

    if (read_int(&t->faults, t->from, t->base, name, required, min, max, &value) &&
        present(t, name))
        json_object_set_new(t->args, name, json_integer(value));
}

void take_bool(struct taking *t, const char *name, bool required)
{
    bool value;

    if (read_bool(&t->faults, t->from, t->base, name, required, &value) && present(t, name))
        json_object_set_new(t->args, name, json_boolean(value));
}

static bool is_word(struct slice text, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (slice_is(text, slice_of(words[i])))
            return true;
    return false;
}

static const char *words_sentence(struct pool *pool, const char *const *words)
{
    const char *said = "must be one of:";

    for (size_t i = 0; words[i] != NULL; i++)
        said = pool_printf(pool, "%s%s %s", said, i == 0 ? "" : ",", words[i]);
    return said;
}

void take_word(struct taking *t, const char *name, bool required, const char *const *words)
{
    struct slice text;

    if (!read_text(&t->faults, t->from, t->base, name, required, 60, &text) || !present(t, name))
        return;
    if (is_word(text, words))
        set_slice(t, name, text);
    else
        take_fault(t, name, "invalid_field", words_sentence(t->faults.pool, words));
}

static bool text_ok(struct slice text, size_t max)
{
    return text.p != NULL && text.n > 0 && utf8_length(text) <= max && !utf8_has_forbidden(text);
}

void take_words(struct taking *t, const char *name, size_t n_max, const char *const *words,
                size_t max)
{
    json_t *list = json_object_get(t->from, name), *value;
    const char *pointer = fault_pointer(&t->faults, t->base, name);
    size_t i;

    if (!present(t, name))
        return;
    if (!json_is_array(list) || json_array_size(list) > n_max) {
        fault_add(&t->faults, pointer, "invalid_field", "must be a list of at most %zu texts",
                  n_max);
        return;
    }
    json_array_foreach(list, i, value)
    {
        struct slice text = {json_string_value(value), json_string_length(value)};

        if (words != NULL ? !is_word(text, words) : !text_ok(text, max))
            fault_add(&t->faults, pool_printf(t->faults.pool, "%s/%zu", pointer, i),
                      "invalid_field", "%s",
                      words != NULL ? words_sentence(t->faults.pool, words) : "must be a text");
    }
    json_object_set(t->args, name, list);
}

void take_uuid(struct taking *t, const char *name, bool required)
{
    struct uuid id;
    char text[UUID_TEXT];

    if (read_uuid(&t->faults, t->from, t->base, name, required, &id) && present(t, name))
        set_slice(t, name, slice_of(uuid_format(&id, text)));
}

void take_time(struct taking *t, const char *name, bool required)
{
    int64_t ms;
    char text[TIMESTAMP_SIZE];

    if (read_time(&t->faults, t->from, t->base, name, required, &ms) && present(t, name))
        set_slice(t, name, slice_of(timestamp_format(ms, text)));
}

/* An amount as people write it, in the currency of money. */
static const char *money_said(struct taking *t, json_t *money, int64_t minor)
{
    char text[64];

    money_format(minor, slice_of(json_string_value(json_object_get(money, "currency"))), text,
                 sizeof text);
    return pool_strdup(t->faults.pool, text);
}

void take_money(struct taking *t, const char *name, bool required, const char *currency,
                int64_t min, int64_t max)
{
    json_t *money = json_object_get(t->from, name);
    int64_t minor;

    if (!read_money_from(&t->faults, t->from, t->base, name, required, currency, min, &minor) ||
        !present(t, name))
        return;
    if (minor > max)
        take_fault(t, name, "invalid_field",
                   pool_printf(t->faults.pool, "may be at most %s", money_said(t, money, max)));
    json_object_set_new(t->args, name, json_integer(minor));
    if (currency == NULL)
        json_object_set(t->args, "currency", json_object_get(money, "currency"));
}

bool taking_nothing(struct request *r)
{
    static const char *const none[] = {NULL};
    struct faults faults;
    json_t *body = body_read(r, true);
    bool ok;

    if (body == NULL)
        return false;
    faults_init(&faults, r->pool);
    ok = read_only(&faults, body, "", none);
    json_decref(body);
    if (!ok)
        reply_faults(r, &faults);
    return ok;
}

void args_uuid(json_t *args, const char *name, const struct uuid *id)
{
    char text[UUID_TEXT];

    json_object_set_new(args, name, json_string(uuid_format(id, text)));
}

void args_word(json_t *args, const char *name, const char *word)
{
    json_object_set_new(args, name, json_string(word));
}
