/* What doctor finds out about a running server: certificate, readiness, clock. Called by doctor.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "doctor.h"
#include "leadx/base/timestamp.h"

enum { DAY_S = 86400, CERTIFICATE_DAYS = 14, CLOCK_S = 5 };

/* "Expire date:Nov 22 01:12:00 2027 GMT" of the first certificate in the chain; 0: not known. */
static time_t certificate_end(CURL *curl)
{
    static const char name[] = "Expire date:";
    struct curl_certinfo *info = NULL;
    struct tm tm = {0};

    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &info) != CURLE_OK || info == NULL ||
        info->num_of_certs < 1)
        return 0;
    for (struct curl_slist *line = info->certinfo[0]; line != NULL; line = line->next)
        if (strncmp(line->data, name, sizeof name - 1) == 0 &&
            strptime(line->data + sizeof name - 1, "%b %d %H:%M:%S %Y", &tm) != NULL)
            return timegm(&tm);
    return 0;
}

void doctor_certificate(struct doctor *d)
{
    char what[128];
    time_t end = certificate_end(d->connection.curl);
    long days = (long)((end - time(NULL)) / DAY_S);

    if (end == 0) {
        doctor_note("the certificate's end could not be read");
    } else if (days < CERTIFICATE_DAYS) {
        snprintf(what, sizeof what, "the server's certificate ends in %ld days", days);
        doctor_bad(d, what, "Start again with ./leadx up, which renews it.");
    } else {
        doctor_ok("TLS is verified; the certificate is good for %ld days", days);
    }
}

static void check_clock(struct doctor *d, const struct answer *ready)
{
    char what[128];
    int64_t theirs;
    const char *now = answer_text(ready, "now");

    if (now == NULL || json_is_object(answer_get(ready, "test_clock")) ||
        !timestamp_parse(slice_of(now), &theirs))
        return;
    long apart = labs((long)(theirs / 1000 - (int64_t)time(NULL)));
    if (apart > CLOCK_S) {
        snprintf(what, sizeof what, "the server's clock and this one are %ld seconds apart", apart);
        doctor_bad(d, what, "Set both by NTP (timedatectl set-ntp true).");
    } else {
        doctor_ok("the clocks agree to %ld s", apart);
    }
}

/* {"llhttp": "6.0.10", "schema": 6, …}: each thing the server tells of itself, nested ones too. */
static void print_details(json_t *object, const char *indent)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

        if (strcmp(name, "status") != 0 && !json_is_null(value))
            printf("%s%s %s\n", indent, name,
                   json_is_string(value) ? json_string_value(value) : text);
        free(text);
    }
}

static void check_ready(struct doctor *d)
{
    struct answer a;

    if (call(&d->connection, "GET", "/readyz", NULL, NULL, &a)) {
        doctor_ok("the server is ready");
        check_clock(d, &a);
        if (json_is_object(answer_get(&a, "test_clock")))
            doctor_note("it runs on a test clock: a cluster made for tests");
    } else {
        doctor_bad(
            d, "the server runs, but is not ready",
            "Usually its database is away: look at log/postgresql.log and at the server's log.");
    }
    print_details(a.body, "           ");
    answer_free(&a);
}

bool doctor_server(struct doctor *d)
{
    struct answer a;

    if (!call(&d->connection, "GET", "/healthz", NULL, NULL, &a) && a.status == 0) {
        doctor_bad(d, a.failure, "Nothing else can be asked until the server answers.");
        answer_free(&a);
        return false;
    }
    answer_free(&a);
    doctor_ok("the server answers at %s", d->connection.url);
    doctor_certificate(d);
    check_ready(d);
    return true;
}
