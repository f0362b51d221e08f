/* The file as UTF-8, whatever it was written in; and what one look at the whole of it tells. */
#ifndef LEADX_CLI_IMPORT_TEXT_H
#define LEADX_CLI_IMPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/digest.h"

enum { ENCODING_SIZE = 32 };

struct text_look {
    uint8_t digest[SHA256_SIZE]; /* of the bytes */
    uint64_t size;
    char encoding[ENCODING_SIZE]; /* as iconv calls it */
    size_t mark;                  /* bytes of the byte order mark */
    bool guessed;                 /* the encoding is likely, not certain */
};

/* Reads all of fd once. encoding: as told, or "auto". false: it cannot be read, errno says why. */
bool text_look(int fd, const char *encoding, struct text_look *out)
    __attribute__((warn_unused_result));

struct text;
/* From the start of fd (borrowed), behind the mark. NULL: iconv knows no such encoding. */
struct text *text_open(int fd, const struct text_look *look);
/* The next bytes of UTF-8; what does not belong to the encoding reads as U+FFFD. 0: the end.
 * Negative: errno. */
long text_read(struct text *t, char *out, size_t size);
/* Bytes of the file that were read, for the progress. */
uint64_t text_offset(const struct text *t);
void text_close(struct text *t); /* NULL is fine */

#endif
