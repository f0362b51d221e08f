/* One sign-in: who is it, is the password right, is the code, then a session.
 *
 * Its one rule: an unknown address takes the same way as a wrong password: the same statement, the
 * same hashing, the same answer. The database decides once more in session_open, in one step: what
 * changed meanwhile is refused there. Called by api/session. */
#include "leadx/app/sign_in.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/mutation.h"
#include "leadx/app/password.h"
#include "leadx/app/person.h"
#include "leadx/app/second_factor.h"
#include "leadx/app/sign_in.sql.h"
#include "leadx/app/sign_in_throttle.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/pool.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"

enum sign_in_state {
    STATE_ASKED,   /* waits for the database to say who it is */
    STATE_HASHING, /* waits for a thread to compare the password */
    STATE_OPENING, /* waits for the session's row */
    STATE_DONE,
};

struct sign_in {
    enum sign_in_state state;
    struct pool *pool;
    bool by_link;
    struct slice password, code, device;
    const char *agent;
    uint8_t session[SHA256_SIZE], link[SHA256_SIZE];
    struct sign_in_try tried;
    bool found; /* somebody may sign in with it: */
    struct uuid person, org, family;
    const char *hash;            /* NULL: has no password */
    struct slice totp, totp_key; /* p NULL: no second factor */
    sign_in_done_fn done;
    uint64_t id;
};

static void set_state(struct sign_in *s, enum sign_in_state state)
{
    assert(state > s->state); /* they only follow each other */
    s->state = state;
}

static void count(enum sign_in_result result)
{
    static const char *const labels[] = {
        [SIGN_IN_DONE] = "result=\"done\"",
        [SIGN_IN_WRONG] = "result=\"wrong\"",
        [SIGN_IN_CODE_NEEDED] = "result=\"code_needed\"",
        [SIGN_IN_CODE_WRONG] = "result=\"code_wrong\"",
        [SIGN_IN_LINK_ENDED] = "result=\"link_ended\"",
        [SIGN_IN_SLOWER] = "result=\"slower\"",
        [SIGN_IN_BUSY] = "result=\"busy\"",
    };

    metric_add(metric_counter("leadx_sign_ins_total", "Tries to sign in, by what came of them.",
                              labels[result]),
               1);
}

static void end(struct sign_in *s, const struct sign_in_answer *answer)
{
    bool failed = answer->result == SIGN_IN_WRONG || answer->result == SIGN_IN_CODE_WRONG ||
                  answer->result == SIGN_IN_LINK_ENDED || answer->result == SIGN_IN_SLOWER;

    set_state(s, STATE_DONE);
    count(answer->result);
    if (!failed && s->by_link)
        throttle_give_back_address(s->tried.peer);
    else if (!failed)
        throttle_give_back(&s->tried);
    s->done(s->id, answer);
    mem_wipe((char *)s->password.p, s->password.n);
    pool_free(s->pool);
}

static void end_with(struct sign_in *s, enum sign_in_result result)
{
    end(s, &(struct sign_in_answer){.result = result});
}

/* ---- the session */

static enum sign_in_result refused(const struct mutation_answer *a)
{
    json_t *said = json_loadb(a->body.p, a->body.n, 0, NULL);
    const char *code = json_string_value(json_object_get(said, "code"));
    enum sign_in_result result = code == NULL                         ? SIGN_IN_BUSY
                                 : strcmp(code, "totp_required") == 0 ? SIGN_IN_CODE_NEEDED
                                 : strcmp(code, "totp_wrong") == 0    ? SIGN_IN_CODE_WRONG
                                 : strcmp(code, "link_ended") == 0    ? SIGN_IN_LINK_ENDED
                                 : strcmp(code, "sign_in_wrong") == 0 ? SIGN_IN_WRONG
                                                                      : SIGN_IN_BUSY;

    json_decref(said);
    return result;
}

static void on_opened(uint64_t id, const struct mutation_answer *a)
{
    struct sign_in *s = (struct sign_in *)(uintptr_t)id;
    char device[DEVICE_TOKEN + 1];

    if (a->db != DB_OK) {
        end_with(s, SIGN_IN_BUSY);
    } else if (a->status >= 400) {
        end_with(s, refused(a));
    } else {
        device_make(s->tried.account, device);
        end(s,
            &(struct sign_in_answer){.result = SIGN_IN_DONE, .session = a->body, .device = device});
    }
}

/* The digest of the hash that was compared: when it is another one by then, it was the wrong one.
 */
static void args_password(json_t *args, const char *hash)
{
    uint8_t digest[SHA256_SIZE];

    digest_sha256(slice_of(hash), digest);
    json_object_set_new(args, "password", person_hex(digest, sizeof digest));
}

static void open_session(struct sign_in *s, json_t *args)
{
    struct mutation m = {
        .org = s->org, .family = s->family, .key = s->person, .op = "session_open"};
    char *text;

    json_object_set_new(args, "hash", person_hex(s->session, sizeof s->session));
    json_object_set_new(args, "via", json_string(s->by_link ? "link" : "password"));
    json_object_set_new(args, "agent", json_string(s->agent));
    json_object_set_new(args, "minutes", json_integer(setting_int("session_minutes")));
    if (s->by_link)
        json_object_set_new(args, "link", person_hex(s->link, sizeof s->link));
    else
        args_password(args, s->hash);
    text = json_dumps(args, JSON_COMPACT);
    m.args = slice_of(text);
    set_state(s, STATE_OPENING);
    mutation_run(&m, on_opened, (uint64_t)(uintptr_t)s);
    free(text);
}

/* ---- the second factor */

static void second_factor(struct sign_in *s)
{
    json_t *args = json_object();
    int64_t wait_ms = 0;

    if (s->totp.p != NULL && s->code.n == 0) {
        end_with(s, SIGN_IN_CODE_NEEDED);
    } else if (s->totp.p != NULL &&
               (wait_ms = throttle_take_code(&s->tried, clock_mono_ms())) > 0) {
        end(s, &(struct sign_in_answer){.result = SIGN_IN_SLOWER, .wait_ms = wait_ms});
    } else if (s->totp.p != NULL &&
               !second_factor_read(s->pool, &s->person, s->code, s->totp, s->totp_key, args)) {
        end_with(s, SIGN_IN_CODE_WRONG);
    } else {
        open_session(s, args);
    }
    json_decref(args);
}

/* ---- the password */

static void on_compared(uint64_t id, bool good, const char *hash, void *arg)
{
    struct sign_in *s = arg;

    (void)id;
    (void)hash;
    if (good && s->found)
        second_factor(s);
    else
        end_with(s, SIGN_IN_WRONG);
}

static void compare(struct sign_in *s)
{
    if (s->by_link) {
        second_factor(s);
        return;
    }
    set_state(s, STATE_HASHING);
    if (!password_verify(s->password, s->hash, on_compared, 0, s))
        end_with(s, SIGN_IN_BUSY);
}

/* ---- who it is */

static struct slice column(struct sign_in *s, const struct db_result *res, int i)
{
    struct slice text = result_slice(res, 0, i);

    if (result_null(res, 0, i))
        return SLICE_NONE;
    return (struct slice){pool_copy(s->pool, text), text.n};
}

static void on_person(uint64_t id, const struct db_result *res, void *arg)
{
    struct sign_in *s = arg;

    (void)id;
    if (res->status != DB_OK) {
        end_with(s, SIGN_IN_BUSY);
        return;
    }
    s->found = result_rows(res) == 1;
    if (s->found) {
        s->person = result_uuid(res, 0, 0);
        s->org = result_uuid(res, 0, 1);
        s->family = result_uuid(res, 0, 2);
        s->hash = column(s, res, 3).p;
        s->totp = column(s, res, 4);
        s->totp_key = column(s, res, 5);
        /* who came by a link is counted, and its browser marked, as if it had said its address */
        hex_decode(result_slice(res, 0, 6), s->tried.account, VAULT_TAG_SIZE);
        device_read(&s->tried, s->device);
    }
    if (!s->found && s->by_link)
        end_with(s, SIGN_IN_LINK_ENDED);
    else
        compare(s);
}

static struct slice copied(struct pool *pool, struct slice text)
{
    return (struct slice){pool_copy(pool, text), text.n};
}

/* What is no address has a hash too: it is tried, and counted, like one that nobody has. */
static void account_of(struct sign_in *s, struct slice email)
{
    const char *address = person_email(s->pool, email);

    person_print(address != NULL ? address : pool_copy(s->pool, email), s->tried.account);
}

static void ask_database(struct sign_in *s)
{
    struct slice bytes = s->by_link
                             ? (struct slice){(const char *)s->link, sizeof s->link}
                             : (struct slice){(const char *)s->tried.account, VAULT_TAG_SIZE};
    struct param param = param_bytes(bytes);

    dbpool_submit(s->by_link ? &stmt_sign_in_link : &stmt_sign_in_person, &param, 1, on_person, 0,
                  s);
}

void sign_in(const struct sign_in_ask *ask, sign_in_done_fn done, uint64_t id)
{
    struct pool *pool = pool_new(0);
    struct sign_in *s = pool_zero(pool, sizeof *s);
    int64_t wait_ms = 0;

    *s = (struct sign_in){.pool = pool,
                          .by_link = ask->link.n > 0,
                          .password = copied(pool, ask->password),
                          .code = copied(pool, ask->code),
                          .device = copied(pool, ask->device),
                          .agent = pool_strdup(pool, ask->agent),
                          .tried.peer = pool_strdup(pool, ask->peer),
                          .done = done,
                          .id = id};
    memcpy(s->session, ask->session, sizeof s->session);
    if (s->by_link && !person_token_digest(ask->link, s->link)) {
        end_with(s, SIGN_IN_LINK_ENDED);
        return;
    }
    if (!s->by_link) {
        account_of(s, ask->email);
        device_read(&s->tried, s->device);
    }
    wait_ms = s->by_link ? throttle_take_address(s->tried.peer, clock_mono_ms())
                         : throttle_take(&s->tried, clock_mono_ms());
    if (wait_ms > 0)
        end(s, &(struct sign_in_answer){.result = SIGN_IN_SLOWER, .wait_ms = wait_ms});
    else
        ask_database(s);
}
