/* Reads what a side of a dispute shows, and what an administrator rules.
 *
 * Its one rule: the words, links and attempts of a body go to the database sealed; in plain are
 * only counts. Called by disputes.c and dispute_desk.c. */
#include "dispute_terms.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/evidence.h"

enum {
    TEXT_MAX = 4000,
    NOTE_MAX = 500,
    URL_MAX = 2000,
    ATTEMPTS_MAX = 50,
    LINKS_MAX = 10,
    CALL_MAX_S = 86400,
    DAY_MS = 86400000
};

static const char *const channels[] = {"call", "sms", "email", "messenger", "visit", NULL};

static json_t *pieces(struct taking *t)
{
    json_t *list = json_object_get(t->args, "evidence");

    if (list == NULL) {
        list = json_array();
        json_object_set_new(t->args, "evidence", list);
    }
    return list;
}

static json_t *piece_add(struct taking *t, const char *kind, json_t *content)
{
    json_t *piece = json_object();

    json_object_set_new(piece, "kind", json_string(kind));
    json_object_set_new(piece, "content", content);
    json_array_append_new(pieces(t), piece);
    return piece;
}

static json_t *json_slice(struct slice s)
{
    return json_stringn(s.p, s.n);
}

/* A link is shown to people, never followed by us. */
static bool url_good(struct slice url)
{
    static const char scheme[] = "https://";
    const size_t n = sizeof scheme - 1;

    return url.n > n && memcmp(url.p, scheme, n) == 0 && memchr(url.p, ' ', url.n) == NULL &&
           memchr(url.p, '<', url.n) == NULL && memchr(url.p, '"', url.n) == NULL;
}

static bool read_url(struct taking *t, json_t *o, const char *base, struct slice *url)
{
    if (!read_text(&t->faults, o, base, "url", true, URL_MAX, url))
        return false;
    if (url_good(*url))
        return true;
    fault_add(&t->faults, fault_pointer(&t->faults, base, "url"), "invalid_field", "%s",
              "must be an https:// address");
    return false;
}

/* The member as an object with only these names in it; NULL when it is absent or wrong. */
static json_t *object_at(struct taking *t, json_t *value, const char *base,
                         const char *const *names)
{
    if (value == NULL || json_is_null(value))
        return NULL;
    if (!json_is_object(value)) {
        fault_add(&t->faults, base, "invalid_field", "%s", "must be an object");
        return NULL;
    }
    return read_only(&t->faults, value, base, names) ? value : NULL;
}

static void take_statement(struct taking *t)
{
    struct slice text = SLICE_NONE;

    if (read_text(&t->faults, t->from, t->base, "text", false, TEXT_MAX, &text) && text.p != NULL)
        piece_add(t, "statement", json_slice(text));
}

static void take_recording(struct taking *t)
{
    static const char *const names[] = {"url", "seconds", NULL};
    json_t *o = object_at(t, json_object_get(t->from, "recording"), "/recording", names), *piece;
    struct slice url;
    int64_t seconds;

    if (o == NULL || !read_url(t, o, "/recording", &url) ||
        !read_int(&t->faults, o, "/recording", "seconds", true, 0, CALL_MAX_S, &seconds))
        return;
    piece = piece_add(t, "recording", json_pack("{s:o}", "url", json_slice(url)));
    json_object_set_new(piece, "seconds", json_integer(seconds));
}

/* The member as a list of at most max; NULL when it is absent, empty or wrong. */
static json_t *list_at(struct taking *t, const char *name, size_t max)
{
    json_t *list = json_object_get(t->from, name);

    if (list == NULL || json_is_null(list))
        return NULL;
    if (json_is_array(list) && json_array_size(list) >= 1 && json_array_size(list) <= max)
        return list;
    take_fault(t, name, "invalid_field",
               pool_printf(t->faults.pool, "must be a list of 1 to %zu", max));
    return NULL;
}

static void take_links(struct taking *t)
{
    static const char *const names[] = {"url", "note", NULL};
    json_t *list = list_at(t, "links", LINKS_MAX), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *base = pool_printf(t->faults.pool, "/links/%zu", i);
        json_t *o = object_at(t, one, base, names);
        struct slice url, note = SLICE_NONE;

        if (o != NULL && read_url(t, o, base, &url) &&
            read_text(&t->faults, o, base, "note", false, NOTE_MAX, &note))
            piece_add(t, "link",
                      json_pack("{s:o,s:o}", "url", json_slice(url), "note",
                                note.p == NULL ? json_null() : json_slice(note)));
    }
}

/* ---- attempts to reach the person */

static bool channel_known(struct slice word)
{
    for (size_t i = 0; channels[i] != NULL; i++)
        if (slice_is(word, slice_of(channels[i])))
            return true;
    return false;
}

/* One attempt into content; its time. false: faults were added. */
static bool attempt_read(struct taking *t, json_t *one, const char *base, json_t *content,
                         int64_t *at_ms)
{
    static const char *const names[] = {"at", "channel", "result", NULL};
    json_t *o = object_at(t, one, base, names);
    struct slice channel, result;

    if (o == NULL || !read_time(&t->faults, o, base, "at", true, at_ms) ||
        !read_text(&t->faults, o, base, "channel", true, 20, &channel) ||
        !read_text(&t->faults, o, base, "result", true, NOTE_MAX, &result))
        return false;
    if (!channel_known(channel)) {
        fault_add(&t->faults, fault_pointer(&t->faults, base, "channel"), "invalid_field", "%s",
                  "must be one of: call, sms, email, messenger, visit");
        return false;
    }
    json_array_append_new(content,
                          json_pack("{s:O,s:o,s:o}", "at", json_object_get(o, "at"), "channel",
                                    json_slice(channel), "result", json_slice(result)));
    return true;
}

/* On how many days; sorts the list. */
static int days_of(int64_t *at_ms, size_t n)
{
    int days = 0;

    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        while (k < i && at_ms[k] / DAY_MS != at_ms[i] / DAY_MS)
            k++;
        days += k == i;
    }
    return days;
}

static void take_attempts(struct taking *t)
{
    json_t *list = list_at(t, "attempts", ATTEMPTS_MAX), *content, *one, *piece;
    int64_t at_ms[ATTEMPTS_MAX];
    size_t i, n = 0;

    if (list == NULL)
        return;
    content = json_array();
    json_array_foreach(list, i, one)
    {
        n += attempt_read(t, one, pool_printf(t->faults.pool, "/attempts/%zu", i), content,
                          &at_ms[n]);
    }
    if (n == 0) {
        json_decref(content);
        if (t->faults.n == 0)
            take_fault(t, "attempts", "invalid_field", "must hold objects");
        return;
    }
    piece = piece_add(t, "attempts", content);
    json_object_set_new(piece, "attempts", json_integer((json_int_t)n));
    json_object_set_new(piece, "days", json_integer(days_of(at_ms, n)));
}

void take_evidence(struct taking *t)
{
    take_statement(t);
    take_attempts(t);
    take_recording(t);
    take_links(t);
}

/* ---- on to the database */

static json_t *sealed_pieces(json_t *plain)
{
    json_t *out = json_array(), *piece;
    size_t i;

    json_array_foreach(plain, i, piece)
    {
        json_t *one = evidence_seal(json_object_get(piece, "content"));

        json_object_update_missing(one, piece);
        json_object_del(one, "content");
        json_array_append_new(out, one);
    }
    return out;
}

static void on_done(uint64_t id, const struct mutation_answer *answer)
{
    struct request *r = request_find(id);

    if (r != NULL)
        mutation_reply(r, answer);
}

void dispute_start(struct taking *t, const char *op)
{
    json_t *args;

    if (!taking_good(t))
        return;
    args = json_copy(t->args);
    json_object_set_new(args, "evidence", sealed_pieces(json_object_get(t->args, "evidence")));
    mutation_start(t->r, op, args, t->args, on_done);
}

/* ---- rulings */

static int64_t percent_of(struct taking *t, const char *outcome)
{
    json_t *given = json_object_get(t->from, "refund_percent");
    int64_t percent = 0;

    if (strcmp(outcome, "split") == 0) {
        read_int(&t->faults, t->from, t->base, "refund_percent", true, 1, 99, &percent);
        return percent;
    }
    percent = strcmp(outcome, "buyer") == 0 ? 100 : 0;
    if (given != NULL && !json_is_null(given) && json_integer_value(given) != percent)
        take_fault(t, "refund_percent", "invalid_field",
                   "is said with a split only: 1 to 99 per cent back to the buyer");
    return percent;
}

void take_ruling(struct taking *t)
{
    static const char *const outcomes[] = {"buyer", "seller", "split", NULL};
    const char *outcome;

    take_word(t, "outcome", true, outcomes);
    take_text(t, "text", true, TEXT_MAX);
    outcome = json_string_value(json_object_get(t->args, "outcome"));
    if (outcome != NULL)
        json_object_set_new(t->args, "refund_percent", json_integer(percent_of(t, outcome)));
}
