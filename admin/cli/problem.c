/* Turns refusals and failures into sentences a person can act on. Called by every command. */
#include "problem.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/uuid.h"

static const char * or (const char *text, const char *otherwise)
{
    return text != NULL ? text : otherwise;
}

static void print_faults(FILE *out, json_t *errors)
{
    size_t i;
    json_t *fault;

    json_array_foreach(errors, i, fault)
    {
        const char *pointer = json_string_value(json_object_get(fault, "pointer"));
        const char *code = json_string_value(json_object_get(fault, "code"));
        const char *message = json_string_value(json_object_get(fault, "message"));

        fprintf(out, "  %s: %s (%s)\n", or (pointer, "the body"), or (message, "is not accepted"),
                or (code, "no code"));
    }
}

/* The only fault's sentence, which names its field, is the whole problem's. */
static bool said_already(const char *sentence, json_t *errors)
{
    const char *message = json_string_value(json_object_get(json_array_get(errors, 0), "message"));

    return json_array_size(errors) == 1 && sentence != NULL && message != NULL &&
           strcmp(sentence, message) == 0;
}

void problem_print_of(FILE *out, const char *what, const struct answer *a)
{
    const char *code = answer_text(a, "code");
    const char *sentence = or (answer_text(a, "detail"), answer_text(a, "title"));

    if (a->status == 0) {
        fprintf(out, "%s: %s\n", what, a->failure);
        return;
    }
    fprintf(out, "%s: %s (%ld %s)\n", what, or (sentence, "the server refused"), a->status,
            or (code, "without a code"));
    if (!said_already(sentence, answer_get(a, "errors")))
        print_faults(out, answer_get(a, "errors"));
}

void problem_print(FILE *out, const struct answer *a)
{
    problem_print_of(out, "leadx", a);
}

/* What shows the ids of those that have no list under their own name. */
static const struct {
    const char *what, *shown_by;
} listed[] = {
    {"sale", "GET /v1/sales lists them"},
    {"listing", "leadx market list shows them"},
    {"batch", "leadx payout list shows them"},
    {"person", "leadx user list shows them"},
};

bool problem_id(const char *what, const char *id)
{
    struct uuid parsed;

    if (uuid_parse(slice_of(id), &parsed))
        return true;
    fprintf(stderr, "leadx: '%s' is no %s id; ", id, what);
    for (size_t i = 0; i < sizeof listed / sizeof listed[0]; i++)
        if (strcmp(listed[i].what, what) == 0) {
            fprintf(stderr, "%s.\n", listed[i].shown_by);
            return false;
        }
    fprintf(stderr, "leadx %s list shows them.\n", what);
    return false;
}

void problem_transport(const struct connection *c, CURLcode code, const char *curl_says, char *out,
                       size_t size)
{
    const char *says = *curl_says != '\0' ? curl_says : curl_easy_strerror(code);
    const char *ca = or (c->ca, "the system's authorities");
    const char *dir = getenv("LEADX_DIR"); /* set by ./leadx when it is not where up looks */

    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        snprintf(out, size, "the host of %s has no address. Check --url.", c->url);
        break;
    case CURLE_COULDNT_CONNECT:
        snprintf(out, size, "nobody answers at %s. Start the exchange with ./leadx up%s%s.", c->url,
                 dir != NULL ? " --dir " : "", or (dir, ""));
        break;
    case CURLE_OPERATION_TIMEDOUT:
        snprintf(out, size, "%s did not answer in time. Is the server overloaded or stopped?",
                 c->url);
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
        snprintf(out, size,
                 "the certificate of %s is not vouched for by %s (%s). Give the ca.pem of this "
                 "server with --ca.",
                 c->url, ca, says);
        break;
    case CURLE_SSL_CACERT_BADFILE:
        snprintf(out, size,
                 "%s is not a readable file of certificates. Give the right one with --ca.", ca);
        break;
    default:
        snprintf(out, size, "no answer from %s: %s", c->url, says);
    }
}
