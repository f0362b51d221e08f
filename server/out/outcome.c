/* What came of a call: libcurl's many words for it in the few that decide what happens next.
 *
 * Its one rule: "nothing was sent" is said only when that is certain; everything else that went
 * wrong after the connection stood is "unknown whether it was taken". Called by fetch.c. */
#include "call.h"

#include "leadx/base/clock.h"

enum { RETRY_AFTER_MAX_S = 7 * 24 * 3600 };

void outcome_set(struct call *c, enum fetch_status status)
{
    c->result = (struct fetch_result){.status = status,
                                      .took_ms = (clock_measure_us() - c->started_us) / 1000};
}

/* Whether a byte of the request, or of a mail's text, left. */
static bool was_sent(struct call *c)
{
    long head = 0;
    curl_off_t body = 0;

    curl_easy_getinfo(c->easy, CURLINFO_REQUEST_SIZE, &head);
    curl_easy_getinfo(c->easy, CURLINFO_SIZE_UPLOAD_T, &body);
    return (c->mail_to == NULL && head > 0) || body > 0;
}

static enum fetch_status status_of(struct call *c, CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return FETCH_ANSWERED;
    case CURLE_FILESIZE_EXCEEDED:
        return FETCH_TOO_LARGE;
    case CURLE_COULDNT_RESOLVE_HOST:
        return FETCH_DNS;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return was_sent(c) ? FETCH_BROKEN : FETCH_REFUSED;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
        return FETCH_TLS;
    case CURLE_OPERATION_TIMEDOUT:
        return was_sent(c) ? FETCH_TIMEOUT : FETCH_CONNECT;
    default:
        return was_sent(c) ? FETCH_BROKEN : FETCH_CONNECT;
    }
}

static int64_t retry_after(struct call *c, int code)
{
    curl_off_t after_s = 0;

    if (code != 429 && code != 503)
        return 0;
    curl_easy_getinfo(c->easy, CURLINFO_RETRY_AFTER, &after_s);
    if (after_s < 0)
        return 0;
    return after_s > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : after_s;
}

void outcome_read(struct call *c, CURLcode code)
{
    long answered = 0;
    enum fetch_status status = status_of(c, code);

    curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &answered);
    if (c->too_large)
        status = FETCH_TOO_LARGE;
    else if (c->mail_to != NULL && status != FETCH_ANSWERED && answered >= 400)
        status = FETCH_REJECTED;
    else if (c->refused && status == FETCH_CONNECT)
        status = FETCH_REFUSED;
    outcome_set(c, status);
    c->result.code = (int)answered;
    c->result.body = buf_slice(&c->answer);
    c->result.retry_after_s = retry_after(c, c->result.code);
}
