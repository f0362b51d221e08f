/* The gate and llhttp over any bytes: no crash, no byte read too far, the same verdict however the
 * bytes arrive, and what passes is what the gate promises. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../server/http/framing.h"
#include "leadx/http/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum framing_wish on_piece(void *arg, struct slice piece)
{
    *(size_t *)arg += piece.n;
    return FRAMING_GO_ON;
}

static enum gate scan_in_two(struct slice bytes, size_t cut, size_t *length)
{
    size_t scanned = 0;
    enum gate gate = gate_scan((struct slice){bytes.p, cut}, &scanned, length);

    return gate == GATE_MORE ? gate_scan(bytes, &scanned, length) : gate;
}

static void check_head(const struct gate_head *head)
{
    size_t hosts = 0;

    assert(head->target.n > 0 && head->minor >= 0 && head->minor <= 1);
    assert(!(head->chunked && head->has_length));
    assert(head->target.p[0] == '/' || head->target.p[0] == '?' || head->target.p[0] == '*');
    for (size_t i = 0; i < head->n_headers; i++) {
        struct slice value = head->headers[i].value;

        hosts += slice_is_nocase(head->headers[i].name, SLICE("host"));
        for (size_t at = 0; at < value.n; at++)
            assert(value.p[at] == '\t' || (unsigned char)value.p[at] >= 32);
    }
    assert(hosts == 1);
}

static void check_body(struct slice head_bytes, const struct gate_head *head, struct slice rest)
{
    size_t used, seen = 0;
    struct framing framing = {.on_piece = on_piece, .arg = &seen};
    enum framing_step step;

    if (head->method == METHOD_OTHER || !framing_begin(&framing, head_bytes, head))
        return;
    step = framing_feed(&framing, rest, &used);
    assert(used <= rest.n && seen <= used);
    if (step == FRAMING_DONE && head->has_length)
        assert(seen == head->length);
    if (step == FRAMING_DONE && !head->chunked && !head->has_length)
        assert(used == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct request_header headers[REQUEST_HEADERS_MAX];
    struct gate_head head = {.headers = headers};
    char *copy = malloc(size + (size == 0));
    struct slice bytes = {copy, size};
    size_t scanned = 0, length = 0, length_two = 0;
    enum gate gate;

    if (size > 0)
        memcpy(copy, data, size);
    gate = gate_scan(bytes, &scanned, &length);
    if (size > 2)
        assert(scan_in_two(bytes, data[0] % size, &length_two) == gate && length == length_two);
    if (gate == GATE_OK && gate_parse((struct slice){copy, length}, &head) == GATE_OK) {
        check_head(&head);
        check_body((struct slice){copy, length}, &head,
                   (struct slice){copy + length, size - length});
    }
    free(copy);
    return 0;
}
