/* The mail of a delivery: what was bought, as plain text and as HTML.
 *
 * Its one rule: everything from outside is a value in a table, escaped; the contact stands in it
 * only where the endpoint asked for the full payload. The relay is the operator's, from the
 * settings. Called by app/delivery_message. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "delivery_room.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/markup.h"
#include "leadx/base/money.h"
#include "leadx/base/settings.h"
#include "leadx/core/mail.h"
#include "leadx/core/normalise.h"

enum { MAIL_MAX = 512 * 1024, PASSWORD_MAX = 1024, DEPTH_MAX = 4 };

static char smtp_password[PASSWORD_MAX];

/* ---- settings */

static bool password_read(const char *path, char *err, size_t err_size)
{
    FILE *file = fopen(path, "re");
    struct stat st;
    size_t n;

    if (file == NULL || fstat(fileno(file), &st) != 0) {
        snprintf(err, err_size, "smtp_password_file: %s: %s", path, strerror(errno));
        if (file != NULL)
            fclose(file);
        return false;
    }
    n = fread(smtp_password, 1, sizeof smtp_password - 1, file);
    fclose(file);
    smtp_password[n] = '\0';
    smtp_password[strcspn(smtp_password, "\r\n")] = '\0';
    if ((st.st_mode & 077) == 0 && smtp_password[0] != '\0')
        return true;
    snprintf(err, err_size, "smtp_password_file: %s must hold a password and be 0600", path);
    return false;
}

bool delivery_mail_start(char *err, size_t err_size)
{
    const char *url = setting_text("smtp_url"), *from = setting_text("smtp_from");
    struct pool *pool;
    bool good;

    if (url[0] == '\0')
        return true;
    if (strncmp(url, "smtp://", 7) != 0 && strncmp(url, "smtps://", 8) != 0) {
        snprintf(err, err_size, "smtp_url must begin with smtps:// or smtp://");
        return false;
    }
    pool = pool_new(0);
    good = email_normalise(pool, slice_of(from)) != NULL;
    pool_free(pool);
    if (!good) {
        snprintf(err, err_size, "smtp_from must be the address that mail comes from");
        return false;
    }
    return setting_text("smtp_password_file")[0] == '\0' ||
           password_read(setting_text("smtp_password_file"), err, err_size);
}

const char *delivery_mail_password(void)
{
    return smtp_password[0] == '\0' ? NULL : smtp_password;
}

/* ---- rows of text */

struct letter {
    struct buf plain, html;
};

static void add_row(struct letter *l, const char *name, struct slice value)
{
    buf_printf(&l->plain, "%s: ", name);
    buf_add_slice(&l->plain, value);
    buf_add_str(&l->plain, "\r\n");
    buf_add_str(&l->html, "<tr><th align=\"left\">");
    markup_text(&l->html, slice_of(name));
    buf_add_str(&l->html, "</th><td>");
    markup_text(&l->html, value);
    buf_add_str(&l->html, "</td></tr>\r\n");
}

static void add_json(struct letter *l, struct pool *pool, const char *name, json_t *value,
                     int depth)
{
    const char *key;
    json_t *inner;
    char *text;

    if (value == NULL || json_is_null(value))
        return;
    if (json_is_string(value)) {
        add_row(l, name, (struct slice){json_string_value(value), json_string_length(value)});
    } else if (json_is_object(value) && depth < DEPTH_MAX) {
        json_object_foreach(value, key, inner)
        {
            add_json(l, pool, pool_printf(pool, "%s.%s", name, key), inner, depth + 1);
        }
    } else {
        text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        add_row(l, name, slice_of(text));
        free(text);
    }
}

static void add_members(struct letter *l, struct pool *pool, json_t *from)
{
    const char *key;
    json_t *value;

    json_object_foreach(from, key, value)
    {
        add_json(l, pool, key, value, 0);
    }
}

static void add_price(struct letter *l, json_t *sale)
{
    json_t *price = json_object_get(sale, "price");
    const char *currency = json_string_value(json_object_get(price, "currency"));
    char text[64];

    if (currency == NULL)
        return;
    money_format(json_integer_value(json_object_get(price, "amount")), slice_of(currency), text,
                 sizeof text);
    add_row(l, "price", slice_of(text));
}

/* ---- the letter */

static const char *heading(const struct delivery *d)
{
    return strcmp(d->event, "lead.sold") == 0           ? "You bought a lead"
           : strcmp(d->event, "consent.revoked") == 0   ? "A person took consent back"
           : strcmp(d->event, "sale.settled") == 0      ? "A purchase was settled"
           : strcmp(d->event, "endpoint.disabled") == 0 ? "An endpoint of yours was disabled"
           : delivery_of_wallet(d)                      ? "Your wallet runs low"
           : strcmp(d->event, "lead.closed") == 0       ? "A lead you bought was found defective"
           : strcmp(d->event, "dispute.opened") == 0    ? "A purchase is disputed"
           : strcmp(d->event, "dispute.contested") == 0 ? "A claim was contested"
           : strcmp(d->event, "dispute.ruled") == 0     ? "A dispute was ruled"
           : strcmp(d->event, "dispute.appealed") == 0  ? "A ruling was appealed"
           : strcmp(d->event, "dispute.final") == 0     ? "A dispute has ended"
           : strcmp(d->event, "dispute.withdrawn") == 0 ? "A claim was withdrawn"
           : strcmp(d->event, "outcome.reported") == 0  ? "A buyer reported on a lead of yours"
           : delivery_of_notice(d)                      ? "The exchange has a notice for you"
           : delivery_of_match(d)                       ? "New listings fit your search"
                                                        : "This is a test";
}

static const char *subject(const struct delivery *d)
{
    const char *niche = json_string_value(json_object_get(d->sale, "niche"));

    return niche == NULL || delivery_of_wallet(d) || delivery_of_notice(d)
               ? heading(d)
               : pool_printf(d->pool, "%s%s: %s", d->test ? "Test: " : "", heading(d), niche);
}

static void letter_sale(struct letter *l, const struct delivery *d)
{
    json_t *sale = d->sale;
    const char *id = json_string_value(json_object_get(sale, "id"));

    add_json(l, d->pool, "sale", json_object_get(sale, "id"), 0);
    add_json(l, d->pool, "niche", json_object_get(sale, "niche"), 0);
    add_json(l, d->pool, "sold_at", json_object_get(sale, "sold_at"), 0);
    add_price(l, sale);
    if (d->about != NULL)
        add_json(l, d->pool, delivery_about_name(d), d->about, 0);
    if (d->full && (d->test || strcmp(d->event, "lead.sold") == 0)) {
        add_members(l, d->pool, d->contact);
        add_json(l, d->pool, "attributes", json_object_get(d->lead_doc, "attributes"), 0);
    }
    if (id != NULL)
        add_row(l, "read it at",
                slice_of(pool_printf(d->pool, "%s/v1/sales/%s", setting_text("public_url"), id)));
}

static void letter_write(struct letter *l, const struct delivery *d)
{
    buf_printf(&l->plain, "%s\r\n\r\n", heading(d));
    buf_printf(&l->html, "<!doctype html><html><body><h1>%s</h1><table>\r\n", heading(d));
    if (delivery_of_wallet(d) || delivery_of_notice(d) || delivery_of_match(d))
        add_members(l, d->pool, d->about);
    else
        letter_sale(l, d);
    buf_add_str(&l->html, "</table></body></html>\r\n");
}

static void message_write(struct buf *out, const struct delivery *d, const struct letter *l)
{
    char id[UUID_TEXT], boundary[2 * 16 + 1];
    uint8_t chance[16];
    struct mail mail = {.from = setting_text("smtp_from"),
                        .to = d->address,
                        .from_name = SLICE("leadx"),
                        .subject = slice_of(subject(d)),
                        .at_ms = clock_wall_ms(),
                        .plain = buf_slice(&l->plain),
                        .html = buf_slice(&l->html),
                        .boundary = boundary,
                        .header = SLICE("X-Leadx-Event"),
                        .value = slice_of(d->event)};

    random_bytes(chance, sizeof chance);
    hex_encode(chance, sizeof chance, boundary);
    /* the same for every attempt: mail readers show a repeated one once */
    mail.message_id = pool_printf(d->pool, "msg_%s@leadx", uuid_format(&d->id, id));
    mail_write(out, &mail);
}

static const char *const *recipient(struct delivery *d)
{
    const char **to = pool_zero(d->pool, 2 * sizeof *to);

    to[0] = d->address;
    return to;
}

const char *delivery_mail(struct delivery *d)
{
    struct fetch_mail *envelope = pool_zero(d->pool, sizeof *envelope);
    struct letter l;
    struct buf out;
    bool fits;

    if (setting_text("smtp_url")[0] == '\0')
        return "the exchange sends no mail: the setting smtp_url is empty";
    buf_init(&l.plain, MAIL_MAX);
    buf_init(&l.html, MAIL_MAX);
    buf_init(&out, 4 * MAIL_MAX);
    letter_write(&l, d);
    message_write(&out, d, &l);
    fits = !l.plain.overflow && !l.html.overflow && !out.overflow;
    *envelope = (struct fetch_mail){.from = setting_text("smtp_from"), .to = recipient(d)};
    d->request = (struct fetch_request){
        .url = setting_text("smtp_url"),
        .body = {pool_copy(d->pool, buf_slice(&out)), out.n},
        .mail = envelope,
        .user = setting_text("smtp_user")[0] == '\0' ? NULL : setting_text("smtp_user"),
        .password = delivery_mail_password(),
        .own_relay = true,
        .answer_max = 4096,
        .peer = d->endpoint};
    buf_free(&l.plain);
    buf_free(&l.html);
    buf_free(&out);
    return fits ? NULL : "the message is too large";
}
