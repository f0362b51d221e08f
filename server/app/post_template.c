/* Checks the template of a post before it is stored.
 *
 * Its one rule: what is stored can always be filled and sent: names are fit for their place, paths
 * begin at something we have, header names frame no message. Called by api/endpoints. */
#include "leadx/app/post_template.h"

#include <string.h>
#include <strings.h>

#include "leadx/base/utf8.h"

enum {
    FIELDS_MAX = 200,
    HEADERS_MAX = 20,
    NAME_MAX_LENGTH = 100,
    VALUE_MAX = 1000,
    WORDS_MAX = 20
};

static const char *const methods[] = {"POST", "PUT", "PATCH", NULL};
static const char *const contents[] = {"json", "form", "xml", NULL};
static const char *const roots[] = {"sale",   "lead",     "contact", "consent",
                                    "secret", "delivery", NULL};
/* Those that frame the message or are ours. */
static const char *const kept_headers[] = {"host",
                                           "content-length",
                                           "connection",
                                           "content-type",
                                           "transfer-encoding",
                                           "expect",
                                           "upgrade",
                                           "te",
                                           "trailer",
                                           "keep-alive",
                                           "proxy-connection",
                                           NULL};

static bool word_in(const char *const *words, const char *word)
{
    for (size_t i = 0; word != NULL && words[i] != NULL; i++)
        if (strcasecmp(words[i], word) == 0)
            return true;
    return false;
}

static bool text_good(json_t *value, size_t max)
{
    struct slice s = {json_string_value(value), json_string_length(value)};

    return s.p != NULL && s.n <= max && utf8_valid(s) && !utf8_has_forbidden(s) &&
           memchr(s.p, '\0', s.n) == NULL;
}

static void fault(struct faults *f, const char *base, const char *name, const char *why)
{
    fault_add(f, fault_pointer(f, base, name), "invalid_field", "%s", why);
}

static void only(struct faults *f, json_t *o, const char *base, const char *const *names)
{
    const char *key;
    json_t *value;

    json_object_foreach(o, key, value)
    {
        bool known = false;

        for (size_t i = 0; names[i] != NULL; i++)
            known = known || strcmp(names[i], key) == 0;
        if (!known)
            fault_add(f, fault_pointer(f, base, key), "unknown_field", "is not part of a template");
    }
}

/* Segments of letters, digits, '_' and '-', between full stops. */
static bool path_shape(const char *p)
{
    bool begun = false;

    for (; *p != '\0'; p++) {
        bool word = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                    (*p >= '0' && *p <= '9') || *p == '_' || *p == '-';

        if (!word && (*p != '.' || !begun))
            return false;
        begun = word;
    }
    return begun;
}

static bool path_good(json_t *path)
{
    const char *p = json_string_value(path);
    size_t n;

    if (!text_good(path, VALUE_MAX) || !path_shape(p))
        return false;
    n = strcspn(p, ".");
    for (size_t i = 0; roots[i] != NULL; i++)
        if (strlen(roots[i]) == n && strncmp(roots[i], p, n) == 0)
            return true;
    return false;
}

/* An element's name begins with a letter or '_', also after a full stop; "xml…" is reserved. */
static bool xml_name_good(const char *name)
{
    bool first = true;

    if (!path_shape(name))
        return false;
    for (const char *p = name; *p != '\0'; p++) {
        if (first && ((*p >= '0' && *p <= '9') || *p == '-' || strncasecmp(p, "xml", 3) == 0))
            return false;
        first = *p == '.';
    }
    return true;
}

static bool header_name_good(const char *name)
{
    static const char token[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    return *name != '\0' && strspn(name, token) == strlen(name) && !word_in(kept_headers, name);
}

static bool printable(const char *s)
{
    for (; *s != '\0'; s++)
        if (*s < ' ' || *s > '~')
            return false;
    return true;
}

static void check_source(struct faults *f, json_t *one, const char *base, bool header)
{
    json_t *value = json_object_get(one, "value"), *from = json_object_get(one, "from");

    if ((value == NULL) == (from == NULL))
        fault(f, base, "from", "a field has either a value or a path it comes from");
    else if (from != NULL && !path_good(from))
        fault(f, base, "from",
              "must be a path such as contact.phone, lead.attributes.age or sale.id");
    else if (value != NULL &&
             (!text_good(value, VALUE_MAX) || (header && !printable(json_string_value(value)))))
        fault(f, base, "value", "must be a text of at most 1000 bytes");
}

static void check_one(struct faults *f, json_t *one, const char *base, const char *content)
{
    static const char *const names[] = {"name", "value", "from", NULL};
    json_t *name = json_object_get(one, "name");
    bool good = text_good(name, NAME_MAX_LENGTH) && json_string_length(name) > 0;

    only(f, one, base, names);
    if (good && content == NULL)
        good = header_name_good(json_string_value(name));
    else if (good && strcmp(content, "xml") == 0)
        good = xml_name_good(json_string_value(name));
    if (!good)
        fault(f, base, "name", "is no name that fits its place");
    check_source(f, one, base, content == NULL);
}

/* content NULL: headers. */
static void check_list(struct faults *f, json_t *template, const char *base, const char *list,
                       size_t min, size_t max, const char *content)
{
    json_t *all = json_object_get(template, list), *one;
    const char *pointer = fault_pointer(f, base, list);
    size_t i;

    if (all == NULL && min == 0)
        return;
    if (!json_is_array(all) || json_array_size(all) < min || json_array_size(all) > max) {
        fault(f, base, list, "must be a list of {\"name\", \"value\" or \"from\"}");
        return;
    }
    json_array_foreach(all, i, one)
    {
        if (json_is_object(one))
            check_one(f, one, pool_printf(f->pool, "%s/%zu", pointer, i), content);
        else
            fault(f, pointer, pool_printf(f->pool, "%zu", i), "must be an object");
    }
}

static bool rule_status_good(json_t *list)
{
    json_t *one;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) == 0 || json_array_size(list) > WORDS_MAX)
        return false;
    json_array_foreach(list, i, one)
    {
        if (!json_is_integer(one) || json_integer_value(one) < 200 || json_integer_value(one) > 599)
            return false;
    }
    return true;
}

static bool rule_json_good(json_t *rule)
{
    json_t *is = json_object_get(rule, "is"), *path = json_object_get(rule, "path"), *one;
    size_t i;

    if (!json_is_object(rule) || json_object_size(rule) != 2 || !text_good(path, VALUE_MAX) ||
        !path_shape(json_string_value(path)) || !json_is_array(is) || json_array_size(is) == 0 ||
        json_array_size(is) > WORDS_MAX)
        return false;
    json_array_foreach(is, i, one)
    {
        if (!text_good(one, VALUE_MAX) && !json_is_integer(one) && !json_is_boolean(one))
            return false;
    }
    return true;
}

static void check_rule(struct faults *f, json_t *template, const char *base, const char *name)
{
    static const char *const names[] = {"status", "text", "json", NULL};
    json_t *rule = json_object_get(template, name), *part;
    const char *pointer = fault_pointer(f, base, name);

    if (rule == NULL)
        return;
    if (!json_is_object(rule) || json_object_size(rule) == 0) {
        fault(f, base, name, "must be a rule with status, text or json");
        return;
    }
    only(f, rule, pointer, names);
    part = json_object_get(rule, "status");
    if (part != NULL && !rule_status_good(part))
        fault(f, pointer, "status", "must be a list of HTTP statuses");
    part = json_object_get(rule, "text");
    if (part != NULL && (!text_good(part, VALUE_MAX) || json_string_length(part) == 0))
        fault(f, pointer, "text", "must be a text that the answer holds");
    part = json_object_get(rule, "json");
    if (part != NULL && !rule_json_good(part))
        fault(f, pointer, "json", "must be {\"path\", \"is\": [values]}");
}

static const char *check_word(struct faults *f, json_t *template, const char *base,
                              const char *name, const char *const *words, const char *initial)
{
    const char *word = json_string_value(json_object_get(template, name));

    if (json_object_get(template, name) == NULL)
        return initial;
    for (size_t i = 0; word != NULL && words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return word;
    fault(f, base, name, "is none of the words it can be");
    return initial;
}

bool post_template_check(struct faults *f, json_t *template, const char *base)
{
    static const char *const names[] = {"method", "content", "root",   "headers",
                                        "fields", "success", "reject", NULL};
    size_t before = f->n + f->dropped;
    const char *content;
    json_t *root;

    if (!json_is_object(template)) {
        fault_add(f, base, "invalid_field", "must be an object");
        return false;
    }
    only(f, template, base, names);
    check_word(f, template, base, "method", methods, "POST");
    content = check_word(f, template, base, "content", contents, "json");
    root = json_object_get(template, "root");
    if (root != NULL &&
        (!text_good(root, NAME_MAX_LENGTH) || !xml_name_good(json_string_value(root)) ||
         strchr(json_string_value(root), '.') != NULL))
        fault(f, base, "root", "is no name for an XML element");
    check_list(f, template, base, "headers", 0, HEADERS_MAX, NULL);
    check_list(f, template, base, "fields", 1, FIELDS_MAX, content);
    check_rule(f, template, base, "success");
    check_rule(f, template, base, "reject");
    return f->n + f->dropped == before;
}
