/* What each refusal of the gate is called, which error it becomes, and what the client is told.
 *
 * Rule: one row a refusal; the sentence says what to do and repeats none of the client's bytes. */
#include <assert.h>

#include "leadx/http/gate.h"

static const struct {
    const char *name;
    enum error error;
    const char *sentence;
} rows[GATE_COUNT] = {
    [GATE_OK] = {"ok", ERROR_BAD_REQUEST, ""},
    [GATE_MORE] = {"more", ERROR_REQUEST_TIMEOUT, "Send the whole request head without pauses."},
    [GATE_BLANK] = {"blank", ERROR_BAD_REQUEST, "Begin with a request line, not with empty lines."},
    [GATE_HEAD_LARGE] = {"head_large", ERROR_HEAD_TOO_LARGE,
                         "Keep the request line and all header fields within 16 KiB."},
    [GATE_FIELDS_MANY] = {"fields_many", ERROR_HEAD_TOO_LARGE, "Send at most 64 header fields."},
    [GATE_BARE_LF] = {"bare_lf", ERROR_BAD_REQUEST, "End every line of the head with CR LF."},
    [GATE_METHOD] = {"method", ERROR_BAD_REQUEST, "Begin the request line with a method name."},
    [GATE_TARGET] = {"target", ERROR_BAD_REQUEST,
                     "Send a request target that starts with '/', percent-encoded where needed."},
    [GATE_VERSION_FORM] = {"version_form", ERROR_BAD_REQUEST,
                           "End the request line with HTTP/1.1, after one space."},
    [GATE_VERSION_OTHER] = {"version_other", ERROR_VERSION_NOT_SUPPORTED, "Use HTTP/1.1."},
    [GATE_NAME] = {"name", ERROR_BAD_REQUEST,
                   "Write header fields as a name, a colon right after it, and a value."},
    [GATE_VALUE] = {"value", ERROR_BAD_REQUEST, "Remove control bytes from header values."},
    [GATE_FOLDED] = {"folded", ERROR_BAD_REQUEST, "Write each header field on one line."},
    [GATE_HOST_MISSING] = {"host_missing", ERROR_BAD_REQUEST, "Send a Host header."},
    [GATE_HOST_TWICE] = {"host_twice", ERROR_BAD_REQUEST, "Send Host once."},
    [GATE_HOST_FORM] = {"host_form", ERROR_BAD_REQUEST,
                        "Send a host name or address in Host, with a port where needed."},
    [GATE_LENGTH_TWICE] = {"length_twice", ERROR_BAD_REQUEST, "Send Content-Length once."},
    [GATE_LENGTH_FORM] = {"length_form", ERROR_BAD_REQUEST,
                          "Send Content-Length as digits and nothing else."},
    [GATE_CODING_TWICE] = {"coding_twice", ERROR_BAD_REQUEST, "Send Transfer-Encoding once."},
    [GATE_CODING_FORM] = {"coding_form", ERROR_BAD_REQUEST,
                          "Use chunked as the only transfer coding."},
    [GATE_CODING_LENGTH] = {"coding_length", ERROR_BAD_REQUEST,
                            "Send either Content-Length or Transfer-Encoding, not both."},
    [GATE_CODING_OLD] = {"coding_old", ERROR_BAD_REQUEST,
                         "Use HTTP/1.1 for a body in chunks, or send Content-Length."},
    [GATE_SECOND_OPINION] = {"second_opinion", ERROR_BAD_REQUEST,
                             "Check how the request is framed; it can be read in two ways."},
    [GATE_CHUNK] = {"chunk", ERROR_BAD_REQUEST,
                    "Check the chunks of the body: hexadecimal size, CR LF, data, CR LF."},
};

const char *gate_name(enum gate gate)
{
    assert(gate < GATE_COUNT);
    return rows[gate].name;
}

enum error gate_error(enum gate gate)
{
    assert(gate < GATE_COUNT);
    return rows[gate].error;
}

const char *gate_sentence(enum gate gate)
{
    assert(gate < GATE_COUNT);
    return rows[gate].sentence;
}
