/* Reads the answer to a post by the template's rules.
 *
 * Its one rule: the answer is another's bytes: it is looked at, never kept, and what does not read
 * as the rule wants is a failure that is tried again. Called by app/delivery_outcome. */
#include "leadx/app/post_template.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/json_scan.h"

enum { ANSWER_DEPTH = 32 };

static json_t *answer_parse(struct slice body)
{
    if (json_scan(body, ANSWER_DEPTH) != JSON_SCAN_OK)
        return NULL;
    return json_loadb(body.p, body.n, JSON_DECODE_ANY, NULL);
}

/* A word of a rule and a value of an answer say the same: "true" is true, "1" is 1. */
static bool says(json_t *value, json_t *word)
{
    char *a = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    char *b = json_dumps(word, JSON_COMPACT | JSON_ENCODE_ANY);
    bool same = a != NULL && b != NULL && strcmp(a, b) == 0;

    if (!same && a != NULL && json_is_string(word) && !json_is_string(value))
        same = strcmp(a, json_string_value(word)) == 0;
    free(a);
    free(b);
    return same;
}

static bool json_holds(json_t *rule, struct slice body)
{
    json_t *answer = answer_parse(body), *at = answer, *word;
    const char *path = json_string_value(json_object_get(rule, "path"));
    bool holds = false;
    size_t i;

    while (*path != '\0' && at != NULL) {
        size_t n = strcspn(path, ".");

        at = json_is_object(at) ? json_object_getn(at, path, n) : NULL;
        path += n + (path[n] == '.');
    }
    json_array_foreach(json_object_get(rule, "is"), i, word)
    {
        holds = holds || (at != NULL && says(at, word));
    }
    json_decref(answer);
    return holds;
}

static bool status_holds(json_t *list, int status)
{
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (json_integer_value(one) == status)
            return true;
    }
    return false;
}

static bool rule_holds(json_t *rule, int status, struct slice body)
{
    json_t *list = json_object_get(rule, "status"), *text = json_object_get(rule, "text"),
           *json = json_object_get(rule, "json");

    if (list != NULL && !status_holds(list, status))
        return false;
    if (text != NULL && (body.n == 0 || memmem(body.p, body.n, json_string_value(text),
                                               json_string_length(text)) == NULL))
        return false;
    return json == NULL || json_holds(json, body);
}

enum post_answer post_judge(json_t *template, int status, struct slice body)
{
    json_t *reject = json_object_get(template, "reject"),
           *success = json_object_get(template, "success");
    bool fine = status >= 200 && status < 300;

    if (reject != NULL && rule_holds(reject, status, body))
        return POST_REJECTED;
    if (success != NULL && json_object_get(success, "status") != NULL)
        fine = true; /* the rule says which */
    return fine && (success == NULL || rule_holds(success, status, body)) ? POST_TAKEN
                                                                          : POST_FAILED;
}
