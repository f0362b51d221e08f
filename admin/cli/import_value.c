/* Reads numbers, dates, yes and no as people write them in five languages.
 *
 * Its one rule: never guess. What could mean two things (03/04/2026) is read only as an option
 * says, and what cannot be read goes on as it is: the exchange refuses it with a reason, which is
 * better than a wrong value sold. */
#include "import_value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import_fold.h"
#include "import_words.h"
#include "leadx/base/timestamp.h"
#include "leadx/core/normalise.h"

enum { NUMBER_MAX = 40, DIGITS_MAX = 15 };

static json_t *as_text(struct slice text)
{
    return json_stringn(text.p, text.n);
}

static const char *word_find(const struct import_words *table, struct slice text)
{
    for (; table->name != NULL; table++)
        if (fold_among(text, table->words))
            return table->name;
    return NULL;
}

/* ---- numbers */

/* Drops spaces (also the unbreakable kinds spreadsheets use) and apostrophes between digits. */
static size_t number_squeeze(struct slice text, char out[NUMBER_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == 0xc2 && i + 1 < text.n && (unsigned char)text.p[i + 1] == 0xa0) {
            i++;
        } else if (c == 0xe2 && i + 2 < text.n && (unsigned char)text.p[i + 1] == 0x80 &&
                   (((unsigned char)text.p[i + 2] == 0xaf) ||
                    (unsigned char)text.p[i + 2] == 0x89)) {
            i += 2;
        } else if (c != ' ' && c != '\'') {
            if (n + 1 == NUMBER_MAX)
                return 0;
            out[n++] = (char)c;
        }
    }
    out[n] = '\0';
    return n;
}

/* Whether the marks part the digits in threes: "1.234.567". */
static bool grouped(const char *s, char mark)
{
    size_t run = strspn(s += *s == '-', "0123456789");

    if (run < 1 || run > 3 || s[run] != mark)
        return false;
    for (s += run; *s == mark; s += 4)
        if (strspn(s + 1, "0123456789") < 3)
            return false;
    return *s == '\0' || !isdigit((unsigned char)*s);
}

static void drop(char *s, char mark)
{
    char *to = s;

    for (; *s != '\0'; s++)
        if (*s != mark)
            *to++ = *s;
    *to = '\0';
}

static size_t count(const char *s, char c)
{
    size_t n = 0;

    for (; *s != '\0'; s++)
        n += *s == c;
    return n;
}

/* Leaves digits and at most one point. Of two different marks the last is the decimal one; a mark
 * that stands twice parts thousands; one that stands once parts thousands only in a whole number
 * and before three digits. */
static bool number_plain(char *s, bool whole)
{
    const char *comma = strrchr(s, ','), *point = strrchr(s, '.');
    char decimal = comma == NULL || (point != NULL && point > comma) ? '.' : ',';
    char other = decimal == '.' ? ',' : '.';

    if (count(s, other) > 0) {
        if (!grouped(s, other) || count(s, decimal) > 1)
            return false;
        drop(s, other);
    } else if (count(s, decimal) > 1 || (whole && grouped(s, decimal))) {
        if (!grouped(s, decimal))
            return false;
        drop(s, decimal);
    }
    if (strchr(s, decimal) != NULL)
        *strchr(s, decimal) = '.';
    return true;
}

/* An optional minus, up to 15 digits, a point with digits behind it. */
static bool number_form(const char *s, size_t *after_point)
{
    size_t whole = strspn(s += *s == '-', "0123456789");

    *after_point = 0;
    if (whole == 0)
        return false;
    if (s[whole] == '.') {
        *after_point = strspn(s + whole + 1, "0123456789");
        if (*after_point == 0)
            return false;
    }
    return whole + *after_point <= DIGITS_MAX &&
           s[whole + (*after_point > 0 ? 1 + *after_point : 0)] == '\0';
}

static json_t *number_read(struct slice text, bool whole)
{
    char s[NUMBER_MAX], *point;
    size_t after;

    if (number_squeeze(text, s) == 0 || !number_plain(s, whole) || !number_form(s, &after))
        return as_text(text);
    point = strchr(s, '.');
    if (point != NULL && strspn(point + 1, "0") == after)
        *point = '\0'; /* 34,00 is whole */
    else if (point != NULL)
        return whole ? as_text(text) : json_real(strtod(s, NULL));
    return json_integer(strtoll(s, NULL, 10));
}

/* ---- dates */

struct day {
    int year, month, day, hour, minute, second;
};

/* n digits' worth of *s; false: other than min to max digits stand there. */
static bool digits_take(struct slice *s, size_t min, size_t max, int *out)
{
    size_t n = 0;

    *out = 0;
    for (; n < s->n && n < max && isdigit((unsigned char)s->p[n]); n++)
        *out = *out * 10 + (s->p[n] - '0');
    *s = (struct slice){s->p + n, s->n - n};
    return n >= min;
}

static bool mark_take(struct slice *s, const char *marks, char *mark)
{
    if (s->n == 0 || s->p[0] == '\0' || strchr(marks, s->p[0]) == NULL)
        return false;
    *mark = s->p[0];
    *s = (struct slice){s->p + 1, s->n - 1};
    return true;
}

static bool day_take(struct slice *s, enum dates dates, struct day *d)
{
    struct slice iso = *s;
    char mark, second;
    int a, b;

    if (digits_take(&iso, 4, 4, &d->year) && mark_take(&iso, "-./", &mark) &&
        digits_take(&iso, 1, 2, &d->month) && mark_take(&iso, "-./", &second) && mark == second &&
        digits_take(&iso, 1, 2, &d->day)) {
        *s = iso;
        return true;
    }
    if (!digits_take(s, 1, 2, &a) || !mark_take(s, "-./", &mark) || !digits_take(s, 1, 2, &b) ||
        !mark_take(s, "-./", &second) || mark != second || !digits_take(s, 4, 4, &d->year))
        return false;
    if (mark != '.' && dates == DATES_PLAIN)
        return false;
    d->day = mark != '.' && dates == DATES_MDY ? b : a;
    d->month = mark != '.' && dates == DATES_MDY ? a : b;
    return true;
}

/* " 14:05", "T14:05:09"; nothing is midnight. */
static bool time_take(struct slice *s, struct day *d)
{
    char mark;

    d->hour = d->minute = d->second = 0;
    if (s->n == 0)
        return true;
    if (!mark_take(s, " T,", &mark))
        return false;
    *s = slice_trim(*s);
    if (!digits_take(s, 1, 2, &d->hour) || !mark_take(s, ":", &mark) ||
        !digits_take(s, 2, 2, &d->minute))
        return false;
    if (!mark_take(s, ":", &mark))
        return true;
    return digits_take(s, 2, 2, &d->second);
}

static json_t *date_read(struct slice text, const struct value_customs *customs)
{
    struct slice rest = text;
    struct day d;
    char out[64];
    int64_t ms;

    if (!day_take(&rest, customs->dates, &d) || !time_take(&rest, &d) || rest.n > 0)
        return as_text(text);
    snprintf(out, sizeof out, "%04d-%02d-%02d", d.year, d.month, d.day);
    return timestamp_parse_date(slice_of(out), &ms) ? json_string(out) : as_text(text);
}

static json_t *time_read(struct slice text, const struct value_customs *customs)
{
    struct slice rest = text;
    struct day d;
    char out[96];
    int64_t ms;

    if (timestamp_parse(text, &ms) || !day_take(&rest, customs->dates, &d) || !time_take(&rest, &d))
        return as_text(text);
    snprintf(out, sizeof out, "%04d-%02d-%02dT%02d:%02d:%02d%s", d.year, d.month, d.day, d.hour,
             d.minute, d.second, rest.n == 0 ? customs->zone : "");
    if (rest.n > 0 && rest.n < 16) /* an offset of its own */
        strncat(out, rest.p, rest.n);
    return timestamp_parse(slice_of(out), &ms) ? json_string(out) : as_text(text);
}

/* ---- words */

static json_t *boolean_read(struct slice text)
{
    const char *word = word_find(import_booleans, text);

    return word == NULL ? as_text(text) : json_boolean(strcmp(word, "true") == 0);
}

static json_t *word_read(const struct import_words *table, struct slice text)
{
    const char *word = word_find(table, text);

    return word == NULL ? as_text(text) : json_string(word);
}

static json_t *enum_read(struct slice text, json_t *words)
{
    size_t i;
    json_t *word;

    json_array_foreach(words, i, word)
    {
        struct slice s = {json_string_value(word), json_string_length(word)};

        if (s.p != NULL && (slice_is(s, text) || fold_equal(s, text)))
            return json_incref(word);
    }
    return as_text(text);
}

static json_t *code_read(struct slice text)
{
    char code[16];

    if (text.n >= sizeof code)
        return as_text(text);
    for (size_t i = 0; i < text.n; i++)
        code[i] = (char)toupper((unsigned char)text.p[i]);
    return json_stringn(code, text.n);
}

/* ---- phones */

static json_t *phone_read(struct slice text, const struct value_customs *customs)
{
    char e164[PHONE_E164_SIZE];

    if (text.n > 1 && text.p[0] == '\'') /* a spreadsheet's mark for text */
        text = (struct slice){text.p + 1, text.n - 1};
    if (text.p[0] == '+' || customs->phone_country[0] == '\0' ||
        phone_normalise(text, customs->phone_country, e164) == PHONE_UNPARSABLE)
        return as_text(text);
    return json_string(e164);
}

json_t *value_read(enum value_kind kind, struct slice text, json_t *words,
                   const struct value_customs *customs)
{
    switch (kind) {
    case VALUE_TEXT:
    case VALUE_FULL_NAME:
        break;
    case VALUE_PHONE:
        return phone_read(text, customs);
    case VALUE_TIME:
        return time_read(text, customs);
    case VALUE_DATE:
        return date_read(text, customs);
    case VALUE_INTEGER:
        return number_read(text, true);
    case VALUE_DECIMAL:
        return number_read(text, false);
    case VALUE_BOOLEAN:
        return boolean_read(text);
    case VALUE_ENUM:
        return enum_read(text, words);
    case VALUE_CODE:
        return code_read(text);
    case VALUE_LANGUAGE:
        return word_read(import_languages, text);
    case VALUE_TEMPERATURE:
        return word_read(import_temperatures, text);
    }
    return as_text(text);
}

bool dates_by_name(const char *name, enum dates *out)
{
    *out = strcmp(name, "dmy") == 0   ? DATES_DMY
           : strcmp(name, "mdy") == 0 ? DATES_MDY
                                      : DATES_PLAIN;
    return *out != DATES_PLAIN || strcmp(name, "auto") == 0;
}

bool zone_ok(const char *zone)
{
    if (strcmp(zone, "Z") == 0)
        return true;
    return strlen(zone) == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' &&
           isdigit((unsigned char)zone[1]) && isdigit((unsigned char)zone[2]) &&
           isdigit((unsigned char)zone[4]) && isdigit((unsigned char)zone[5]) && zone[1] < '3' &&
           zone[4] < '6';
}
