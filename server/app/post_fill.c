/* Fills a template of a post: JSON, form or XML.
 *
 * Its one rule: every value is escaped for where it stands, and one that is not there leaves its
 * field out. Called by app/delivery_message. */
#include "leadx/app/post_template.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/markup.h"

static const char *word_of(json_t *template, const char *name, const char *initial)
{
    const char *word = json_string_value(json_object_get(template, name));

    return word == NULL ? initial : word;
}

const char *post_method(json_t *template)
{
    return word_of(template, "method", "POST");
}

const char *post_content_type(json_t *template)
{
    const char *content = word_of(template, "content", "json");

    return strcmp(content, "form") == 0  ? "application/x-www-form-urlencoded"
           : strcmp(content, "xml") == 0 ? "application/xml; charset=utf-8"
                                         : "application/json";
}

static json_t *value_at(json_t *values, const char *path)
{
    while (path != NULL && *path != '\0' && values != NULL) {
        size_t n = strcspn(path, ".");

        values = json_is_object(values) ? json_object_getn(values, path, n) : NULL;
        path += n + (path[n] == '.');
    }
    return values;
}

/* The field's value, borrowed; NULL: leave it out. */
static json_t *field_value(json_t *field, json_t *values)
{
    json_t *value = json_object_get(field, "value");

    if (value == NULL)
        value = value_at(values, json_string_value(json_object_get(field, "from")));
    return json_is_null(value) ? NULL : value;
}

/* As one text: numbers and booleans in words, lists and objects as JSON. */
static void add_text(struct buf *out, json_t *value)
{
    char *text;

    if (json_is_string(value)) {
        buf_add(out, json_string_value(value), json_string_length(value));
        return;
    }
    text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (text != NULL)
        buf_add_str(out, text);
    free(text);
}

const char *post_text_at(struct pool *pool, json_t *values, const char *path)
{
    json_t *value = value_at(values, path);
    const char *text;
    struct buf b;

    if (value == NULL || json_is_null(value))
        return NULL;
    buf_init(&b, 8192);
    add_text(&b, value);
    text = b.overflow ? NULL : pool_copy(pool, buf_slice(&b));
    buf_free(&b);
    return text;
}

/* ---- form */

static void add_form_text(struct buf *out, struct slice s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (c != '\0' && strchr("*-._", c) != NULL)) {
            buf_add_char(out, (char)c);
        } else if (c == ' ') {
            buf_add_char(out, '+');
        } else {
            char three[3] = {'%', hex[c >> 4], hex[c & 15]};

            buf_add(out, three, sizeof three);
        }
    }
}

static void fill_form(struct buf *out, json_t *fields, json_t *values)
{
    json_t *field, *value;
    struct buf text;
    size_t i, n = 0;

    buf_init(&text, 0);
    json_array_foreach(fields, i, field)
    {
        value = field_value(field, values);
        if (value == NULL)
            continue;
        buf_clear(&text);
        add_text(&text, value);
        if (n++ > 0)
            buf_add_char(out, '&');
        add_form_text(out, slice_of(json_string_value(json_object_get(field, "name"))));
        buf_add_char(out, '=');
        add_form_text(out, buf_slice(&text));
    }
    buf_free(&text);
}

/* ---- JSON and XML: a tree of objects first */

/* Puts value at the dotted name, making the objects on the way; one that is no object gives way. */
static void tree_put(json_t *tree, const char *name, json_t *value)
{
    for (;;) {
        size_t n = strcspn(name, ".");
        json_t *next;

        if (name[n] == '\0') {
            json_object_set(tree, name, value);
            return;
        }
        next = json_object_getn(tree, name, n);
        if (!json_is_object(next)) {
            json_object_setn_new(tree, name, n, json_object());
            next = json_object_getn(tree, name, n);
        }
        tree = next;
        name += n + 1;
    }
}

static json_t *tree_of(json_t *fields, json_t *values)
{
    json_t *tree = json_object(), *field, *value;
    size_t i;

    json_array_foreach(fields, i, field)
    {
        value = field_value(field, values);
        if (value != NULL) {
            json_t *own = json_deep_copy(value); /* a later name may reach into it */

            tree_put(tree, json_string_value(json_object_get(field, "name")), own);
            json_decref(own);
        }
    }
    return tree;
}

static void fill_json(struct buf *out, json_t *fields, json_t *values)
{
    json_t *tree = tree_of(fields, values);
    char *text = json_dumps(tree, JSON_COMPACT | JSON_REAL_PRECISION(15));

    buf_add_str(out, text == NULL ? "{}" : text);
    free(text);
    json_decref(tree);
}

/* A key of the lead's own attributes may be no name for an element. */
static void add_xml_name(struct buf *out, const char *key)
{
    if (!((*key >= 'a' && *key <= 'z') || (*key >= 'A' && *key <= 'Z') || *key == '_'))
        buf_add_char(out, '_');
    for (; *key != '\0'; key++) {
        bool good = (*key >= 'a' && *key <= 'z') || (*key >= 'A' && *key <= 'Z') ||
                    (*key >= '0' && *key <= '9') || *key == '_' || *key == '-';

        buf_add_char(out, good ? *key : '_');
    }
}

static void add_xml(struct buf *out, const char *name, json_t *value)
{
    const char *key;
    json_t *inner;
    struct buf text;
    size_t i;

    if (json_is_array(value)) {
        json_array_foreach(value, i, inner)
        {
            add_xml(out, name, inner);
        }
        return;
    }
    buf_add_char(out, '<');
    add_xml_name(out, name);
    buf_add_char(out, '>');
    if (json_is_object(value)) {
        json_object_foreach(value, key, inner)
        {
            add_xml(out, key, inner);
        }
    } else if (!json_is_null(value)) {
        buf_init(&text, 0);
        add_text(&text, value);
        markup_text(out, buf_slice(&text));
        buf_free(&text);
    }
    buf_add_str(out, "</");
    add_xml_name(out, name);
    buf_add_char(out, '>');
}

static void fill_xml(struct buf *out, json_t *template, json_t *values)
{
    json_t *tree = tree_of(json_object_get(template, "fields"), values);

    buf_add_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    add_xml(out, word_of(template, "root", "lead"), tree);
    buf_add_char(out, '\n');
    json_decref(tree);
}

bool post_fill(struct buf *out, json_t *template, json_t *values)
{
    const char *content = word_of(template, "content", "json");
    json_t *fields = json_object_get(template, "fields");

    if (strcmp(content, "form") == 0)
        fill_form(out, fields, values);
    else if (strcmp(content, "xml") == 0)
        fill_xml(out, template, values);
    else
        fill_json(out, fields, values);
    return !out->overflow;
}
