/* The proof of one transfer: cut out of an export, and verified by itself.
 *
 * Its one rule: a proof is a few lines that anybody can keep beside the invoice; with the
 * operator's key nothing else is needed. Called by the command ledger. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "leadx/core/merkle.h"

/* What is kept of the day that is being read. */
struct keeping {
    char *statement, *sign, *row;
    uint8_t (*leaves)[SHA256_SIZE];
    size_t n, size, at;
};

static void keep(char **where, struct slice line)
{
    free(*where);
    *where = strndup(line.p, line.n);
    if (*where == NULL)
        abort();
}

static void day_forget(struct keeping *k)
{
    free(k->row);
    k->row = NULL;
    k->n = 0;
}

static void row_keep(struct keeping *k, struct slice line, const char *transfer)
{
    char id[BOOK_ID + 1];

    if (k->n == k->size) {
        k->size = k->size == 0 ? 4096 : 2 * k->size;
        k->leaves = realloc(k->leaves, k->size * sizeof *k->leaves);
        if (k->leaves == NULL)
            abort();
    }
    if (book_row_id(line, id) && strcmp(id, transfer) == 0) {
        keep(&k->row, line);
        k->at = k->n;
    }
    merkle_leaf(line, k->leaves[k->n++]);
}

static void proof_write(struct keeping *k, FILE *out)
{
    uint8_t path[MERKLE_LEVELS][SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    size_t n = merkle_path(k->leaves, k->n, k->at, path);

    fprintf(out, "leadx-proof 1\n%s\n%s\nrow %zu\n%s\n", k->statement, k->sign, k->at, k->row);
    for (size_t i = 0; i < n; i++) {
        hex_encode(path[i], SHA256_SIZE, hex);
        fprintf(out, "node %s\n", hex);
    }
}

/* Until the day that has it is over. */
static void day_read(struct keeping *k, FILE *f, const char *transfer)
{
    char *buffer = NULL;
    size_t size = 0;
    struct slice line, word;
    bool broken;

    while (book_line(f, &buffer, &size, &line, &broken)) {
        word = book_field(line, 0);
        if (slice_is(word, SLICE("leadx-day"))) {
            if (k->row != NULL)
                break;
            day_forget(k);
            keep(&k->statement, line);
        } else if (slice_is(word, SLICE("sign"))) {
            keep(&k->sign, line);
        } else if (slice_is(word, SLICE("transfer"))) {
            row_keep(k, line, transfer);
        }
    }
    free(buffer);
}

bool book_prove(FILE *f, const char *transfer, FILE *out)
{
    struct keeping k = {0};
    bool found;

    day_read(&k, f, transfer);
    found = k.row != NULL && k.statement != NULL && k.sign != NULL;
    if (found)
        proof_write(&k, out);
    else
        fprintf(stderr,
                "leadx: no transfer %s stands in this file; one of a day that is not closed yet "
                "stands in a later export\n",
                transfer);
    free(k.statement);
    free(k.sign);
    free(k.row);
    free(k.leaves);
    return found;
}

/* ---- verifying */

struct proof {
    struct book_day day;
    uint8_t key[SIGN_PUBLIC], signature[SIGN_SIGNATURE];
    uint8_t leaf[SHA256_SIZE], path[MERKLE_LEVELS][SHA256_SIZE];
    size_t n_path;
    uint64_t at;
    char id[BOOK_ID + 1], *statement, *row;
};

static bool row_number_read(struct slice line, uint64_t *at)
{
    char again[32];

    *at = line.n > 4 && line.n < 24 ? strtoull(line.p + 4, NULL, 10) : 0;
    snprintf(again, sizeof again, "row %" PRIu64, *at);
    return slice_is(line, slice_of(again));
}

/* Line i of a proof. NULL: fine. */
static const char *line_read(struct proof *p, int i, struct slice line)
{
    switch (i) {
    case 0:
        return slice_is(line, SLICE("leadx-proof 1")) ? NULL : "this is no proof";
    case 1:
        keep(&p->statement, line);
        return book_day_read(line, &p->day) ? NULL : "the statement of the day cannot be read";
    case 2:
        return book_sign_read(line, p->key, p->signature) ? NULL : "the signature cannot be read";
    case 3:
        return row_number_read(line, &p->at) ? NULL : "the row's number cannot be read";
    case 4:
        keep(&p->row, line);
        merkle_leaf(line, p->leaf);
        return book_row_id(line, p->id) ? NULL : "the row cannot be read";
    }
    if (p->n_path == MERKLE_LEVELS || line.n != 5 + 2 * SHA256_SIZE ||
        memcmp(line.p, "node ", 5) != 0 ||
        !book_hex((struct slice){line.p + 5, line.n - 5}, p->path[p->n_path], SHA256_SIZE))
        return "a node cannot be read";
    p->n_path++;
    return NULL;
}

static const char *proof_read(struct proof *p, FILE *f)
{
    char *buffer = NULL;
    const char *fault = NULL;
    size_t size = 0;
    struct slice line;
    bool broken = false;
    int i = 0;

    for (; fault == NULL && book_line(f, &buffer, &size, &line, &broken); i++)
        fault = line_read(p, i, line);
    free(buffer);
    if (fault == NULL && (i < 5 || broken))
        fault = "the proof breaks off";
    return fault;
}

static const char *proof_check(const struct proof *p, const struct book_keys *pinned,
                               const char *transfer)
{
    uint8_t root[SHA256_SIZE];

    if (transfer != NULL && strcmp(p->id, transfer) != 0)
        return "it proves another transfer";
    if (pinned != NULL && book_key_find(pinned, p->key) < 0)
        return "it is signed with an unknown key";
    if (!sign_good(p->key, slice_of(p->statement), p->signature))
        return "the signature is wrong";
    if (!merkle_climb(p->leaf, p->at, p->day.transfers, p->path, p->n_path, root) ||
        memcmp(root, p->day.transfers_root, sizeof root) != 0)
        return "the row does not come to the signed root: it, its number or a node was changed";
    return NULL;
}

/* The reference is somebody else's text, and a terminal obeys what it is sent. */
static void row_print(char *row)
{
    for (char *p = row; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = '?';
    puts(row);
}

bool book_proof_verify(FILE *f, const struct book_keys *pinned, const char *transfer)
{
    struct proof p = {0};
    const char *fault = proof_read(&p, f);
    char key[2 * SIGN_PUBLIC + 1];

    if (fault == NULL)
        fault = proof_check(&p, pinned, transfer);
    hex_encode(p.key, sizeof p.key, key);
    if (fault != NULL)
        fprintf(stderr, "not proven: %s\n", fault);
    if (fault == NULL) {
        row_print(p.row);
        printf("is transfer %" PRIu64 " of the %" PRIu64 " of %s, signed with %s\n", p.at + 1,
               p.day.transfers, p.day.day, key);
    }
    free(p.statement);
    free(p.row);
    return fault == NULL;
}
