/* Commands with several verbs.
 *
 * Its one rule: what changes something carries a key made for this one run, so a call that is
 * repeated on its way is done once. Called by payout.c, top_up.c and
 * dispute.c. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/uuid.h"

int verbs_run(const struct command *command, const struct verb *verbs, size_t n,
              const struct args *a)
{
    struct connection c = {0};
    int status = FAILED;

    for (size_t i = 0; a->n_words > 0 && i < n; i++) {
        if (strcmp(a->words[0], verbs[i].name) != 0)
            continue;
        if (connection_open(&c, a, verbs[i].who))
            status = verbs[i].run(&c, a);
        connection_close(&c);
        return status;
    }
    return command_misused(command);
}

static void print_state(const char *said, const struct answer *answer)
{
    const char *state = answer_text(answer, "state");

    printf("%s %s%s%s\n", said, answer_text(answer, "id"), state == NULL ? "" : ": ",
           state == NULL ? "" : state);
}

int verb_call(struct connection *c, const char *path, json_t *body, struct answer *answer)
{
    struct uuid id = uuid_v7(clock_wall_ms());
    char key[UUID_TEXT];
    bool done = call_or_say(c, "POST", path, body, uuid_format(&id, key), answer);

    json_decref(body);
    return done ? DONE : FAILED;
}

int verb_post(struct connection *c, const struct args *a, const char *path, json_t *body,
              const char *said)
{
    struct answer answer;

    if (verb_call(c, path, body, &answer) != DONE)
        return FAILED;
    if (args_given(a, "json"))
        answer_print(&answer);
    else
        print_state(said, &answer);
    answer_free(&answer);
    return DONE;
}

void verb_flag(json_t *body, const struct args *a, const char *name)
{
    if (args_given(a, name))
        json_object_set_new(body, name, json_string(args_value(a, name)));
}
