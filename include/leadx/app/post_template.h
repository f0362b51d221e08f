/* Templated HTTP posts: how a buyer's own system wants a lead, and how its answer is read. */
#ifndef LEADX_APP_POST_TEMPLATE_H
#define LEADX_APP_POST_TEMPLATE_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/base/buf.h"
#include "leadx/base/fault.h"

/* {"method": "POST", "content": "json" | "form" | "xml", "root": "lead",
 *  "headers": [{"name", "value" | "from"}], "fields": [{"name", "value" | "from"}],
 *  "success": rule, "reject": rule};  rule: {"status": […], "text": "…",
 *  "json": {"path": "a.b", "is": […]}}, all of what it says must hold.
 * "from" is a path into {sale, lead, contact, consent, secret, delivery}; a full stop in a field's
 * name makes an object or element inside another. */

/* Checks a template; true: it can be stored. Faults point below base. */
bool post_template_check(struct faults *f, json_t *template, const char *base);

const char *post_method(json_t *template);
const char *post_content_type(json_t *template);
/* The body, from the values the paths lead to. What is null or not there is left out. false: it
 * became too large. */
bool post_fill(struct buf *out, json_t *template, json_t *values);
/* The text at a path as a header or form field carries it, in the pool; NULL when it is not there.
 */
const char *post_text_at(struct pool *pool, json_t *values, const char *path);

enum post_answer {
    POST_TAKEN,
    POST_REJECTED, /* for good: the same lead would be refused again */
    POST_FAILED,   /* to be tried again */
};
enum post_answer post_judge(json_t *template, int status, struct slice body);

#endif
