/* The lines of the exported books.
 *
 * Its one rule: one way to write a thing. Digits in another case, a missing newline at the end:
 * what is not exactly as the exchange writes it is refused. Called by book_verify.c and
 * book_proof.c. */
#include "book.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/timestamp.h"

static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";

bool book_hex(struct slice text, void *out, size_t n)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= 'A' && text.p[i] <= 'F')
            return false;
    return text.n == 2 * n && hex_decode(text, out, n);
}

struct slice book_field(struct slice line, int i)
{
    const char *end;

    for (; i > 0; i--) {
        end = memchr(line.p, ' ', line.n);
        if (end == NULL)
            return SLICE_NONE;
        line = (struct slice){end + 1, line.n - (size_t)(end + 1 - line.p)};
    }
    end = memchr(line.p, ' ', line.n);
    return (struct slice){line.p, end == NULL ? line.n : (size_t)(end - line.p)};
}

/* Digits alone, without a zero in front. */
static bool count_read(struct slice text, uint64_t *out)
{
    *out = 0;
    if (text.p == NULL || text.n == 0 || text.n > 18 || (text.n > 1 && text.p[0] == '0'))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(text.p[i] - '0');
    }
    return true;
}

/* leadx-day 1 DAY transfers N ROOT audit N ROOT balances HASH previous HEAD */
bool book_day_read(struct slice line, struct book_day *out)
{
    static const char *const words[] = {"leadx-day", "1",        NULL, "transfers", NULL,
                                        NULL,        "audit",    NULL, NULL,        "balances",
                                        NULL,        "previous", NULL};
    struct slice day = book_field(line, 2);
    int64_t ms;

    for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
        if (words[i] != NULL && !slice_is(book_field(line, i), slice_of(words[i])))
            return false;
    if (day.n != BOOK_DAY || !timestamp_parse_date(day, &ms) || book_field(line, 13).p != NULL)
        return false;
    memcpy(out->day, day.p, BOOK_DAY);
    out->day[BOOK_DAY] = '\0';
    return count_read(book_field(line, 4), &out->transfers) &&
           count_read(book_field(line, 7), &out->audits) &&
           book_hex(book_field(line, 5), out->transfers_root, SHA256_SIZE) &&
           book_hex(book_field(line, 8), out->audits_root, SHA256_SIZE) &&
           book_hex(book_field(line, 10), out->balances, SHA256_SIZE) &&
           book_hex(book_field(line, 12), out->previous, SHA256_SIZE);
}

bool book_sign_read(struct slice line, uint8_t key[SIGN_PUBLIC], uint8_t signature[SIGN_SIGNATURE])
{
    return slice_is(book_field(line, 0), SLICE("sign")) && book_field(line, 3).p == NULL &&
           book_hex(book_field(line, 1), key, SIGN_PUBLIC) &&
           book_hex(book_field(line, 2), signature, SIGN_SIGNATURE);
}

bool book_id_good(const char *p)
{
    for (int i = 0; i < BOOK_ID; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

        if (hyphen ? p[i] != '-' : memchr("0123456789abcdef", p[i], 16) == NULL)
            return false;
    }
    return true;
}

bool book_row_id(struct slice line, char id[BOOK_ID + 1])
{
    static const char *const starts[] = {"transfer ", "{\"id\" : \""};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t n = strlen(starts[i]);

        if (line.n <= n + BOOK_ID || memcmp(line.p, starts[i], n) != 0 || !book_id_good(line.p + n))
            continue;
        memcpy(id, line.p + n, BOOK_ID);
        id[BOOK_ID] = '\0';
        return true;
    }
    return false;
}

bool book_line(FILE *f, char **buffer, size_t *size, struct slice *line, bool *broken)
{
    ssize_t n = getline(buffer, size, f);

    if (n <= 0)
        return false;
    *broken = (*buffer)[n - 1] != '\n';
    *line = (struct slice){*buffer, (size_t)n - !*broken};
    return true;
}

int book_key_find(const struct book_keys *keys, const uint8_t key[SIGN_PUBLIC])
{
    for (size_t i = 0; i < keys->n; i++)
        if (memcmp(keys->key[i], key, SIGN_PUBLIC) == 0)
            return (int)i;
    return -1;
}

bool book_keys_read(const char *text, struct book_keys *out)
{
    *out = (struct book_keys){0};
    while (*text != '\0') {
        size_t n = strcspn(text, ",");

        if (out->n == BOOK_KEYS_MAX || n != strlen(zeros) ||
            !book_hex((struct slice){text, n}, out->key[out->n], SIGN_PUBLIC)) {
            fputs("leadx: --key wants 64 hexadecimal digits, several with commas\n", stderr);
            return false;
        }
        out->n++;
        text += n + (text[n] == ',');
    }
    return out->n > 0;
}
