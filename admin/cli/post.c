/* leadx post: brings leads to the exchange, one by one over one connection.
 *
 * Its one rule: a lead that is refused does not stop the ones behind it; the exit status tells. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "command.h"
#include "problem.h"
#include "sold.h"

static int run(const struct args *a);

const struct command post_command = {
    .name = "post",
    .usage = "[FILE|-]",
    .summary = "Post leads: one JSON object, an array of them, or one a line (NDJSON)",
    .help = "Reads FILE, or standard input. Each lead is posted on its own and answered on its own "
            "line;\n"
            "give each an external_id, and posting the same file again sells nothing twice.\n"
            "Exit status 1 when a lead was refused, or the server could not be reached.\n",
    .run = run,
};

struct batch {
    struct connection connection;
    bool json;
    unsigned long posted, refused;
    const char *name; /* of what is read, for people */
    bool lost;        /* the server cannot be reached: what is left stays unposted */
};

static void post_one(struct batch *b, json_t *lead)
{
    char what[32];
    struct answer answer;

    if (b->lost)
        return;
    bool taken = call(&b->connection, "POST", "/v1/leads", lead, NULL, &answer);
    b->posted++;
    b->refused += !taken;
    if (b->json && answer.status != 0) {
        answer_print(&answer);
    } else if (taken) {
        sold_print(stdout, &answer);
    } else {
        snprintf(what, sizeof what, "lead %lu", b->posted);
        problem_print_of(stderr, what, &answer);
    }
    b->lost = answer.status == 0;
    answer_free(&answer);
}

static void post_value(struct batch *b, json_t *value)
{
    size_t i;
    json_t *lead;

    if (!json_is_array(value)) {
        post_one(b, value);
        return;
    }
    json_array_foreach(value, i, lead) post_one(b, lead);
}

/* Values one after another, whatever separates them: constant memory for NDJSON of any length. */
static int post_all(struct batch *b, FILE *in)
{
    int c;

    while (!b->lost) {
        while ((c = getc(in)) == ' ' || c == '\t' || c == '\r' || c == '\n')
            ;
        if (c == EOF)
            break;
        ungetc(c, in);
        json_t *value = json_loadf(in, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, NULL);
        if (value == NULL) { /* Jansson's own text would quote somebody's data */
            fprintf(stderr, "leadx: lead %lu of %s is not JSON; %lu were posted\n", b->posted + 1,
                    b->name, b->posted);
            return FAILED;
        }
        post_value(b, value);
        json_decref(value);
    }
    if (b->posted > 1)
        fprintf(stderr, "%lu posted, %lu refused\n", b->posted, b->refused);
    return b->refused == 0 && b->posted > 0 ? DONE : FAILED;
}

static int run(const struct args *a)
{
    const char *name = a->n_words > 0 ? a->words[0] : "-";
    struct batch b = {.json = args_given(a, "json"),
                      .name = strcmp(name, "-") == 0 ? "standard input" : name};

    if (a->n_words > 1)
        return command_misused(&post_command);
    FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    if (in == NULL) {
        fprintf(stderr, "leadx: %s cannot be read: %m\n", name);
        return FAILED;
    }
    int status = FAILED;
    if (connection_open(&b.connection, a, WHO_SELLER))
        status = post_all(&b, in);
    connection_close(&b.connection);
    if (in != stdin)
        fclose(in);
    return status;
}
