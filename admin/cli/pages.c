/* Follows "next" until the list ends.
 *
 * Its one rule: at most PAGES_MAX pages, so that a cursor that goes in circles cannot keep us. */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "table.h"

enum { PAGES_MAX = 500 };

static void page_path(struct connection *c, const char *path, const char *cursor, char *out,
                      size_t size)
{
    char *escaped = cursor != NULL ? curl_easy_escape(c->curl, cursor, 0) : NULL;

    snprintf(out, size, "%s%climit=200%s%s", path, strchr(path, '?') == NULL ? '?' : '&',
             escaped != NULL ? "&cursor=" : "", escaped != NULL ? escaped : "");
    curl_free(escaped);
}

json_t *pages_read(struct connection *c, const char *path)
{
    char at[1024];
    json_t *all = json_array();
    struct answer a;

    page_path(c, path, NULL, at, sizeof at);
    for (int i = 0; i < PAGES_MAX; i++) {
        if (!call_or_say(c, "GET", at, NULL, NULL, &a)) {
            json_decref(all);
            return NULL;
        }
        json_array_extend(all, answer_get(&a, "items"));
        const char *next = answer_text(&a, "next");
        if (next != NULL)
            page_path(c, path, next, at, sizeof at);
        answer_free(&a);
        if (next == NULL)
            break;
    }
    return all;
}

int pages_print(struct connection *c, const struct args *a, const char *path,
                const char *const *columns, const char *none)
{
    json_t *all = pages_read(c, path);

    if (all == NULL)
        return FAILED;
    if (args_given(a, "json")) {
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (json_array_size(all) == 0) {
        fprintf(stderr, "leadx: %s\n", none);
    } else {
        table_print(all, columns);
    }
    json_decref(all);
    return DONE;
}
