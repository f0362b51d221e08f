/* Judges how an attempt ended.
 *
 * Its one rule: the words are from this table; nothing the other side sent is kept, because it may
 * hold the person's data. Called by app/delivery and app/delivery_test. */
#include <stdio.h>

#include "delivery_room.h"
#include "leadx/app/post_template.h"

static const struct {
    const char *outcome, *note;
} failures[] = {
    [FETCH_ANSWERED] = {"status", "the answer is no success"},
    [FETCH_REFUSED] = {"refused", "the address is not one that is called"},
    [FETCH_DNS] = {"dns", "the name has no address"},
    [FETCH_CONNECT] = {"connect", "nobody takes the connection there"},
    [FETCH_TLS] = {"tls", "the certificate or the handshake failed"},
    [FETCH_TIMEOUT] = {"timeout", "no answer in time"},
    [FETCH_TOO_LARGE] = {"too_large", "the answer is too large"},
    [FETCH_BROKEN] = {"broken", "the connection broke, or the answer was no HTTP"},
    [FETCH_REJECTED] = {"rejected", "the mail server did not take it"},
};

static bool is_success(int code)
{
    return code >= 200 && code < 300;
}

static enum post_answer answer_of(const struct delivery *d, const struct fetch_result *r)
{
    if (d->kind == DELIVERY_EMAIL)
        return r->status == FETCH_ANSWERED ? POST_TAKEN : POST_FAILED;
    /* A webhook's receiver said yes in its head already, whatever book it sends after it. */
    if (d->kind == DELIVERY_WEBHOOK)
        return (r->status == FETCH_ANSWERED || r->status == FETCH_TOO_LARGE) && is_success(r->code)
                   ? POST_TAKEN
                   : POST_FAILED;
    return r->status == FETCH_ANSWERED ? post_judge(d->template, r->code, r->body) : POST_FAILED;
}

static const char *note_of(const struct delivery *d, const struct fetch_result *r)
{
    if (r->status != FETCH_ANSWERED)
        return failures[r->status].note;
    if (r->code >= 300 && r->code < 400)
        return "the answer is a redirect, which is not followed";
    if (is_success(r->code) && d->kind == DELIVERY_POST)
        return "the answer is not what the template calls a success";
    return failures[r->status].note;
}

struct delivery_outcome delivery_judge(const struct delivery *d, const struct fetch_result *r)
{
    struct delivery_outcome o = {.code = r->code, .took_ms = r->took_ms};

    switch (answer_of(d, r)) {
    case POST_TAKEN:
        o.end = END_DONE;
        o.outcome = "delivered";
        return o;
    case POST_REJECTED:
        o.end = END_DEAD;
        o.outcome = "rejected";
        o.note = "the answer is what the template calls a rejection";
        return o;
    default:
        o.end = END_AGAIN;
        o.retry_after_s = r->retry_after_s;
    }
    if (r->status == FETCH_ANSWERED && r->code == 410 && d->kind != DELIVERY_EMAIL) {
        o.outcome = "gone";
        o.note = "410: the receiver is gone; the endpoint is disabled";
    } else {
        o.outcome = failures[r->status].outcome;
        o.note = note_of(d, r);
    }
    return o;
}
