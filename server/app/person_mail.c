/* A link by mail, in the person's language.
 *
 * Its one rule: it is tried once and never stored: a link opens an account, so it does not wait in
 * an outbox; who got none asks again. Called by the handlers of users and of one-time links. */
#include "leadx/app/person_mail.h"

#include <stdint.h>
#include <string.h>

#include "delivery_room.h"
#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/pool.h"
#include "leadx/base/settings.h"
#include "leadx/base/uuid.h"
#include "leadx/core/mail.h"
#include "leadx/out/fetch.h"

enum { MAIL_MAX = 64 * 1024, LANGUAGES = 5 };

static const struct words {
    const char *locale, *subject[PERSON_MAIL_KINDS], *says[PERSON_MAIL_KINDS];
} words[LANGUAGES] = {
    {"en",
     {"You are invited to leadx", "Your link to sign in to leadx"},
     {"You were invited to work on leadx. This link signs you in, once:",
      "This link signs you in, once, for a few minutes. If you did not ask for it, do nothing:"}},
    {"ru",
     {"Вас пригласили в leadx", "Ссылка для входа в leadx"},
     {"Вас пригласили работать в leadx. Эта ссылка впустит вас один раз:",
      "Эта ссылка впустит вас один раз и действует несколько минут. Если вы её не просили, ничего "
      "не делайте:"}},
    {"es",
     {"Le han invitado a leadx", "Su enlace para entrar en leadx"},
     {"Le han invitado a trabajar en leadx. Este enlace le da acceso una sola vez:",
      "Este enlace le da acceso una sola vez, durante unos minutos. Si no lo ha pedido, no haga "
      "nada:"}},
    {"pt",
     {"Recebeu um convite para o leadx", "A sua ligação para entrar no leadx"},
     {"Foi convidado para trabalhar no leadx. Esta ligação dá-lhe acesso uma só vez:",
      "Esta ligação dá-lhe acesso uma só vez, durante alguns minutos. Se não a pediu, não faça "
      "nada:"}},
    {"nb",
     {"Du er invitert til leadx", "Lenken din for å logge inn på leadx"},
     {"Du er invitert til å arbeide i leadx. Denne lenken logger deg inn én gang:",
      "Denne lenken logger deg inn én gang og virker i noen minutter. Ba du ikke om den, trenger "
      "du ikke gjøre noe:"}},
};

bool person_mail_possible(void)
{
    return setting_text("smtp_url")[0] != '\0' && setting_text("public_url")[0] != '\0';
}

static void on_sent(uint64_t id, const struct fetch_result *result, void *arg)
{
    bool sent = result->status == FETCH_ANSWERED;

    (void)id;
    (void)arg;
    metric_add(metric_counter("leadx_person_mails_total", "Mails with a one-time link.",
                              sent ? "result=\"sent\"" : "result=\"failed\""),
               1);
    if (!sent)
        log_warn("mail", "a one-time link was not sent: the relay's answer was %d", result->code);
}

static const struct words *words_of(const char *locale)
{
    for (int i = 0; i < LANGUAGES; i++)
        if (strcmp(words[i].locale, locale) == 0)
            return &words[i];
    return &words[0];
}

/* A link of ours holds nothing that HTML would read otherwise. */
static void message_write(struct pool *pool, struct buf *out, const char *to, const struct words *w,
                          enum person_mail_kind kind, const char *link)
{
    struct uuid id = uuid_v7(clock_wall_ms());
    char boundary[2 * 16 + 1], text[UUID_TEXT];
    uint8_t chance[16];
    struct mail mail = {.from = setting_text("smtp_from"),
                        .to = to,
                        .from_name = SLICE("leadx"),
                        .subject = slice_of(w->subject[kind]),
                        .at_ms = clock_wall_ms(),
                        .boundary = boundary};

    random_bytes(chance, sizeof chance);
    hex_encode(chance, sizeof chance, boundary);
    mail.message_id = pool_printf(pool, "sign_%s@leadx", uuid_format(&id, text));
    mail.plain = slice_of(pool_printf(pool, "%s\r\n\r\n%s\r\n", w->says[kind], link));
    mail.html = slice_of(pool_printf(pool,
                                     "<!doctype html><html lang=\"%s\"><body><p>%s</p>\r\n"
                                     "<p><a href=\"%s\">%s</a></p></body></html>\r\n",
                                     w->locale, w->says[kind], link, link));
    mail_write(out, &mail);
}

void person_mail(const char *email, const char *locale, enum person_mail_kind kind,
                 const char *link)
{
    const char *to[] = {email, NULL};
    struct fetch_mail envelope = {.from = setting_text("smtp_from"), .to = to};
    struct pool *pool;
    struct buf out;

    if (!person_mail_possible())
        return;
    pool = pool_new(0);
    buf_init(&out, MAIL_MAX);
    message_write(pool, &out, email, words_of(locale), kind, link);
    struct fetch_request request = {
        .url = setting_text("smtp_url"),
        .body = buf_slice(&out),
        .mail = &envelope,
        .user = setting_text("smtp_user")[0] == '\0' ? NULL : setting_text("smtp_user"),
        .password = delivery_mail_password(),
        .own_relay = true,
        .answer_max = 4096};

    if (out.overflow || !fetch(&request, on_sent, 0, NULL))
        log_warn("mail", "a one-time link was not sent: too many calls are under way");
    buf_free(&out);
    pool_free(pool);
}
