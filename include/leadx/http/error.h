/* Client-visible errors: rows of one table, HTTP status, stable code, sentence
 * (server/http/error.c). */
#ifndef LEADX_HTTP_ERROR_H
#define LEADX_HTTP_ERROR_H

/* The code in the API is the enum's name without ERROR_, in lower case. */
enum error {
    ERROR_BAD_REQUEST, /* 400 the bytes are not HTTP as RFC 9112 has it; the connection closes */
    ERROR_KEY_MISSING, /* 400 Idempotency-Key is required here */
    ERROR_TWO_CREDENTIALS,     /* 400 a key and a session's cookie at once */
    ERROR_UNAUTHENTICATED,     /* 401 no credential, or one that is unknown, expired or revoked */
    ERROR_SESSION_ENDED,       /* 401 signed out, expired, or ended elsewhere */
    ERROR_SIGN_IN_WRONG,       /* 401 address or password: which is not told */
    ERROR_TOTP_REQUIRED,       /* 401 the password was right, or the link: now the second factor */
    ERROR_TOTP_WRONG,          /* 401 */
    ERROR_LINK_ENDED,          /* 401 a one-time link that was used, expired or never was */
    ERROR_FORBIDDEN,           /* 403 the role or scope may not do this */
    ERROR_CSRF,                /* 403 a session's change without its token */
    ERROR_CROSS_SITE,          /* 403 the browser says that another site asks */
    ERROR_LOOKING,             /* 403 the operator looks as a company, and changes nothing */
    ERROR_NOT_ADMITTED,        /* 403 an administrator has to admit the org to the niche */
    ERROR_NOT_FOUND,           /* 404 also another tenant's object */
    ERROR_METHOD_NOT_ALLOWED,  /* 405, with Allow */
    ERROR_REQUEST_TIMEOUT,     /* 408 */
    ERROR_CONFLICT,            /* 409 the object's state does not allow it */
    ERROR_IN_FLIGHT,           /* 409 the same request is still being worked on */
    ERROR_PRECONDITION_FAILED, /* 412 If-Match names another version */
    ERROR_BODY_TOO_LARGE,      /* 413 */
    ERROR_UNSUPPORTED_MEDIA,   /* 415 */
    ERROR_MALFORMED_JSON,      /* 422 not JSON, not UTF-8, too deep, duplicate key */
    ERROR_UNKNOWN_FIELD,       /* 422 */
    ERROR_MISSING_FIELD,       /* 422 */
    ERROR_INVALID_FIELD,       /* 422 */
    ERROR_UNKNOWN_NICHE,       /* 422 */
    ERROR_UNKNOWN_OFFER,       /* 422 */
    ERROR_CURRENCY_MISMATCH,   /* 422 */
    ERROR_NO_CONTACT_CHANNEL,  /* 422 */
    ERROR_CONSENT_MISSING,     /* 422 */
    ERROR_EXTERNAL_ID_REUSED,  /* 422 */
    ERROR_KEY_REUSED,          /* 422 same Idempotency-Key, other body */
    ERROR_SELLER_PAUSED,       /* 409 */
    ERROR_TOO_MANY_REQUESTS,   /* 429, with Retry-After */
    ERROR_HEAD_TOO_LARGE,      /* 431 */
    ERROR_INTERNAL,            /* 500 a bug of ours */
    ERROR_UNAVAILABLE,         /* 503, with Retry-After: database away or queues full */
    ERROR_VERSION_NOT_SUPPORTED, /* 505 neither HTTP/1.0 nor HTTP/1.1 */
    ERROR_COUNT
};

struct error_row {
    int status;
    const char *code;
    const char *sentence;
};

const struct error_row *error_row(enum error e);
/* The row with this code, or ERROR_COUNT. */
enum error error_by_code(const char *code);

#endif
