/* Client-visible errors: one row each, status, stable code, a sentence that says what to do.
 *
 * Rule: codes are an interface and never change; sentences may. reply.c prints them; api/ and app/
 * name them. */
#include "leadx/http/error.h"

#include <assert.h>
#include <string.h>

static const struct error_row rows[ERROR_COUNT] = {
    [ERROR_BAD_REQUEST] = {400, "bad_request", "Send a request as RFC 9112 describes it."},
    [ERROR_KEY_MISSING] = {400, "key_missing",
                           "Send an Idempotency-Key header of 1 to 255 visible ASCII characters; "
                           "repeat it when you repeat the request."},
    [ERROR_UNAUTHENTICATED] = {401, "unauthenticated",
                               "Send a valid key as 'Authorization: Bearer lx_…'; this one is "
                               "missing, unknown, expired or revoked."},
    [ERROR_TWO_CREDENTIALS] = {400, "two_credentials",
                               "Send either a key or the cookie of a session, not both."},
    [ERROR_SESSION_ENDED] = {401, "session_ended", "Sign in again; this session has ended."},
    [ERROR_SIGN_IN_WRONG] = {401, "sign_in_wrong",
                             "Check the e-mail address and the password; together they are not "
                             "right."},
    [ERROR_TOTP_REQUIRED] = {401, "totp_required",
                             "Send code too: six digits of your authenticator, or a recovery "
                             "code."},
    [ERROR_TOTP_WRONG] = {401, "totp_wrong",
                          "Send the code that the authenticator shows now; one works only once."},
    [ERROR_LINK_ENDED] = {401, "link_ended", "Ask for a new link; this one works no more."},
    [ERROR_CSRF] = {403, "csrf",
                    "Send X-CSRF-Token with what GET /v1/me says in csrf for this session."},
    [ERROR_CROSS_SITE] = {403, "cross_site",
                          "Send this from a page of the exchange itself; the browser says that "
                          "another site asks."},
    [ERROR_LOOKING] = {403, "looking", "Stop looking as this company to change something."},
    [ERROR_FORBIDDEN] = {403, "forbidden",
                         "Use a key or a person whose organisation, role and scopes allow this "
                         "action."},
    [ERROR_NOT_ADMITTED] = {403, "not_admitted",
                            "Ask the exchange to admit your company to this niche."},
    [ERROR_NOT_FOUND] = {404, "not_found", "Check the address; there is nothing here for you."},
    [ERROR_METHOD_NOT_ALLOWED] = {405, "method_not_allowed",
                                  "Use one of the methods that the Allow header names."},
    [ERROR_REQUEST_TIMEOUT] = {408, "request_timeout", "Send the request again, without pauses."},
    [ERROR_CONFLICT] = {409, "conflict",
                        "Read the object again; its state does not allow this now."},
    [ERROR_IN_FLIGHT] = {409, "in_flight",
                         "Wait for the first request with this key; it is still being worked on."},
    [ERROR_PRECONDITION_FAILED] = {412, "precondition_failed",
                                   "Read the object again and repeat with its current ETag."},
    [ERROR_BODY_TOO_LARGE] = {413, "body_too_large", "Send a smaller body, or several requests."},
    [ERROR_UNSUPPORTED_MEDIA] = {415, "unsupported_media",
                                 "Send the body as application/json in UTF-8."},
    [ERROR_MALFORMED_JSON] = {422, "malformed_json",
                              "Send one JSON value in UTF-8, without duplicate keys, NUL "
                              "characters or deep nesting."},
    [ERROR_UNKNOWN_FIELD] = {422, "unknown_field", "Remove the fields that are named."},
    [ERROR_MISSING_FIELD] = {422, "missing_field", "Add the fields that are named."},
    [ERROR_INVALID_FIELD] = {422, "invalid_field", "Correct the fields that are named."},
    [ERROR_UNKNOWN_NICHE] = {422, "unknown_niche", "Use a niche that GET /v1/niches lists."},
    [ERROR_UNKNOWN_OFFER] = {422, "unknown_offer",
                             "Use an offer that GET /v1/offers lists and that admits you."},
    [ERROR_CURRENCY_MISMATCH] = {422, "currency_mismatch", "Use the currency of the niche."},
    [ERROR_NO_CONTACT_CHANNEL] = {422, "no_contact_channel",
                                  "Send a phone number or an e-mail address of the person."},
    [ERROR_CONSENT_MISSING] = {422, "consent_missing",
                               "Send the person's consent: its text and when it was given."},
    [ERROR_EXTERNAL_ID_REUSED] = {422, "external_id_reused",
                                  "Use a new external_id; this one was used with another body."},
    [ERROR_KEY_REUSED] = {422, "key_reused",
                          "Use a new Idempotency-Key; this one was used with another body."},
    [ERROR_SELLER_PAUSED] = {409, "seller_paused", "Ask the exchange why your sales are paused."},
    [ERROR_TOO_MANY_REQUESTS] = {429, "too_many_requests",
                                 "Wait for the seconds that Retry-After names."},
    [ERROR_HEAD_TOO_LARGE] = {431, "head_too_large",
                              "Send fewer or shorter header fields, or a shorter address."},
    [ERROR_INTERNAL] = {500, "internal",
                        "Send the request again later; the fault is ours and was logged."},
    [ERROR_UNAVAILABLE] = {503, "unavailable",
                           "Send the request again after the seconds that Retry-After names."},
    [ERROR_VERSION_NOT_SUPPORTED] = {505, "version_not_supported", "Use HTTP/1.1."},
};

const struct error_row *error_row(enum error e)
{
    assert(e < ERROR_COUNT && rows[e].code != NULL);
    return &rows[e];
}

enum error error_by_code(const char *code)
{
    for (int e = 0; e < ERROR_COUNT; e++)
        if (strcmp(rows[e].code, code) == 0)
            return (enum error)e;
    return ERROR_COUNT;
}
