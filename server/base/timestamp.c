/* RFC 3339 text to and from milliseconds since 1970 UTC.
 *
 * Its one rule: the calendar is checked (31 April is refused, not moved), no locale and no time
 * zone of this machine takes part. Called by whoever reads or prints a time. */
#include "leadx/base/timestamp.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)

#define FIRST_MS INT64_C(-2208988800000) /* 1900-01-01T00:00:00.000Z */
#define LAST_MS INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */

/* Days from 1970-01-01. The year is taken to begin in March, so that the leap day is its last. */
static int64_t days_from_date(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static void date_from_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468, era = z / 146097, of_era = z % 146097; /* z > 0 from year 0 on */
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

/* Takes exactly n digits off the front. */
static bool take_number(struct slice *s, size_t n, int *out)
{
    int value = 0;

    if (s->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        value = value * 10 + (s->p[i] - '0');
    }
    s->p += n;
    s->n -= n;
    *out = value;
    return true;
}

static bool take_char(struct slice *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    s->p++;
    s->n--;
    return true;
}

static bool take_date(struct slice *s, int64_t *out_ms)
{
    int year, month, day;

    if (!take_number(s, 4, &year) || !take_char(s, '-') || !take_number(s, 2, &month) ||
        !take_char(s, '-') || !take_number(s, 2, &day))
        return false;
    if (year < 1900 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
        return false;
    *out_ms = days_from_date(year, month, day) * DAY_MS;
    return true;
}

/* One to nine digits; what is finer than a millisecond is cut off. */
static bool take_fraction(struct slice *s, int *out_ms)
{
    int value = 0, digits = 0, digit;

    while (take_number(s, 1, &digit)) {
        if (++digits > 9)
            return false;
        if (digits <= 3)
            value = value * 10 + digit;
    }
    for (int i = digits; i < 3; i++)
        value *= 10;
    *out_ms = value;
    return digits > 0;
}

static bool take_time(struct slice *s, int64_t *out_ms, bool *leap)
{
    int hour, minute, second, ms = 0;

    if (!take_number(s, 2, &hour) || !take_char(s, ':') || !take_number(s, 2, &minute) ||
        !take_char(s, ':') || !take_number(s, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (take_char(s, '.') && !take_fraction(s, &ms))
        return false;
    *leap = second == 60;
    *out_ms = (hour * 60 + minute) * MINUTE_MS + (*leap ? 59999 : second * 1000 + ms);
    return true;
}

static bool take_offset(struct slice *s, int64_t *out_ms)
{
    bool minus;
    int hour, minute;

    *out_ms = 0;
    if (take_char(s, 'Z') || take_char(s, 'z'))
        return true;
    minus = take_char(s, '-');
    if (!minus && !take_char(s, '+'))
        return false;
    if (!take_number(s, 2, &hour) || !take_char(s, ':') || !take_number(s, 2, &minute) ||
        hour > 23 || minute > 59)
        return false;
    *out_ms = (hour * 60 + minute) * (minus ? -MINUTE_MS : MINUTE_MS);
    return true;
}

bool timestamp_parse(struct slice s, int64_t *out_ms)
{
    int64_t date, time, offset, ms;
    bool leap;

    if (!take_date(&s, &date) || !(take_char(&s, 'T') || take_char(&s, 't')) ||
        !take_time(&s, &time, &leap) || !take_offset(&s, &offset) || s.n > 0)
        return false;
    ms = date + time - offset;
    if (ms < FIRST_MS || ms > LAST_MS)
        return false;
    if (leap && (ms + 1) % DAY_MS != 0) /* leap seconds end a UTC day */
        return false;
    *out_ms = ms;
    return true;
}

bool timestamp_parse_date(struct slice s, int64_t *out_ms)
{
    int64_t ms;

    if (!take_date(&s, &ms) || s.n > 0)
        return false;
    *out_ms = ms;
    return true;
}

static char *put_number(char *to, int value, int digits, char after)
{
    for (int i = digits - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
    to[digits] = after;
    return to + digits + 1;
}

char *timestamp_format(int64_t ms, char out[TIMESTAMP_SIZE])
{
    int year, month, day, rest;
    char *to = out;

    ms = ms < FIRST_MS ? FIRST_MS : ms > LAST_MS ? LAST_MS : ms; /* the database knows infinity */
    date_from_days((ms - FIRST_MS) / DAY_MS + FIRST_MS / DAY_MS, &year, &month, &day);
    rest = (int)((ms - FIRST_MS) % DAY_MS);
    to = put_number(to, year, 4, '-');
    to = put_number(to, month, 2, '-');
    to = put_number(to, day, 2, 'T');
    to = put_number(to, rest / 3600000, 2, ':');
    to = put_number(to, rest / 60000 % 60, 2, ':');
    to = put_number(to, rest / 1000 % 60, 2, '.');
    to = put_number(to, rest % 1000, 3, 'Z');
    *to = '\0';
    return out;
}
