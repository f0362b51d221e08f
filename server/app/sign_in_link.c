/* Who is it, a link for it, a mail.
 *
 * Its one rule: the asker was answered before any of this began, so that neither words nor time
 * tell whether anybody has the address. Called by api/sign_in_links. */
#include "leadx/app/sign_in_link.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/mutation.h"
#include "leadx/app/person.h"
#include "leadx/app/person_mail.h"
#include "leadx/app/sign_in.sql.h"
#include "leadx/app/sign_in_throttle.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/pool.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"

/* One link on its way; owned by whoever calls back next. */
struct wanted {
    struct pool *pool;
    const char *email;
    char locale[8], token[PERSON_TOKEN + 1];
};

static void end(struct wanted *w)
{
    mem_wipe(w->token, sizeof w->token);
    pool_free(w->pool);
}

static void on_stored(uint64_t id, const struct mutation_answer *a)
{
    struct wanted *w = (struct wanted *)(uintptr_t)id;

    if (a->db == DB_OK && a->status < 400)
        person_mail(w->email, w->locale, PERSON_MAIL_LINK, person_link(w->pool, w->token));
    end(w);
}

static void store(struct wanted *w, const struct db_result *res)
{
    struct mutation m = {.key = result_uuid(res, 0, 0),
                         .org = result_uuid(res, 0, 1),
                         .family = result_uuid(res, 0, 2),
                         .op = "user_link"};
    json_t *args = json_object();
    uint8_t digest[SHA256_SIZE];
    char text[UUID_TEXT], *json;

    person_token_make(w->token, digest);
    json_object_set_new(args, "user", json_string(uuid_format(&m.key, text)));
    json_object_set_new(args, "hash", person_hex(digest, sizeof digest));
    json_object_set_new(args, "minutes", json_integer(setting_int("sign_in_link_minutes")));
    json = json_dumps(args, JSON_COMPACT);
    m.args = slice_of(json);
    mutation_run(&m, on_stored, (uint64_t)(uintptr_t)w);
    free(json);
    json_decref(args);
}

static void on_person(uint64_t id, const struct db_result *res, void *arg)
{
    struct wanted *w = arg;
    struct slice locale;

    (void)id;
    if (res->status != DB_OK || result_rows(res) != 1) {
        end(w);
        return;
    }
    locale = result_slice(res, 0, 3);
    snprintf(w->locale, sizeof w->locale, "%.*s", (int)locale.n, locale.p);
    store(w, res);
}

void sign_in_link_send(struct slice email)
{
    struct pool *pool;
    struct wanted *w;
    struct sign_in_try tried = {0};
    struct param param;

    if (!person_mail_possible())
        return;
    pool = pool_new(0);
    w = pool_zero(pool, sizeof *w);
    w->pool = pool;
    w->email = person_email(pool, email);
    if (w->email == NULL) {
        end(w);
        return;
    }
    person_print(w->email, tried.account);
    if (throttle_take_mail(&tried, clock_mono_ms()) > 0) {
        end(w);
        return;
    }
    param = param_bytes((struct slice){(const char *)tried.account, VAULT_TAG_SIZE});
    dbpool_submit(&stmt_sign_in_mail, &param, 1, on_person, 0, w);
}
