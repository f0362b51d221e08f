/* Counters, gauges and histograms, printed for Prometheus.
 *
 * Its one rule: nothing from outside ever makes a metric or a label, so the set is as large as the
 * code says. Every room counts here; the metrics socket renders. A family is one name with its
 * label sets. */
#include "leadx/base/metrics.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/mem.h"

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

enum { COLLECTORS_MAX = 16 };

/* Upper bounds in microseconds and as Prometheus wants them; the last bucket, +Inf, has none. */
static const struct {
    int64_t us;
    const char *seconds;
} bounds[] = {
    {100, "0.0001"},  {250, "0.00025"}, {500, "0.0005"},  {1000, "0.001"},
    {2500, "0.0025"}, {5000, "0.005"},  {10000, "0.01"},  {25000, "0.025"},
    {50000, "0.05"},  {100000, "0.1"},  {250000, "0.25"}, {500000, "0.5"},
    {1000000, "1"},   {2500000, "2.5"}, {5000000, "5"},   {10000000, "10"},
};
enum { BOUNDS = sizeof bounds / sizeof bounds[0] };

struct metric {
    struct metric *next; /* same family */
    struct family *family;
    const char *labels; /* "" for none */
    int64_t value;      /* counter, gauge; histogram: number of observations */
    int64_t sum_us;
    int64_t buckets[BOUNDS + 1]; /* each for itself, added up when printed */
};

struct family {
    struct family *next;
    const char *name, *help;
    enum metric_type type;
    struct metric *first, **last;
};

static struct family *families, **families_last = &families;
static const char *common = ""; /* label of all samples */
static void (*collectors[COLLECTORS_MAX])(void);
static size_t collectors_n;

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);

    return n >= m && strcmp(s + n - m, end) == 0;
}

static void check_name(const char *name, enum metric_type type)
{
    assert(strncmp(name, "leadx_", 6) == 0);
    for (const char *c = name; *c != '\0'; c++)
        assert(islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_');
    assert((type == METRIC_COUNTER) == ends_with(name, "_total"));
    assert(type != METRIC_HISTOGRAM || ends_with(name, "_seconds"));
}

static struct family *family_get(const char *name, const char *help, enum metric_type type)
{
    struct family *f;

    for (f = families; f != NULL; f = f->next)
        if (strcmp(f->name, name) == 0) {
            assert(f->type == type);
            return f;
        }
    check_name(name, type);
    assert(help != NULL && help[0] != '\0');
    f = mem_zero(1, sizeof *f);
    f->name = mem_strdup(name);
    f->help = mem_strdup(help);
    f->type = type;
    f->last = &f->first;
    *families_last = f;
    families_last = &f->next;
    return f;
}

static struct metric *metric_get(const char *name, const char *help, const char *labels,
                                 enum metric_type type)
{
    struct family *f = family_get(name, help, type);
    struct metric *m;

    if (labels == NULL)
        labels = "";
    for (m = f->first; m != NULL; m = m->next)
        if (strcmp(m->labels, labels) == 0)
            return m;
    m = mem_zero(1, sizeof *m);
    m->family = f;
    m->labels = mem_strdup(labels);
    *f->last = m;
    f->last = &m->next;
    return m;
}

struct metric *metric_counter(const char *name, const char *help, const char *labels)
{
    return metric_get(name, help, labels, METRIC_COUNTER);
}

struct metric *metric_gauge(const char *name, const char *help, const char *labels)
{
    return metric_get(name, help, labels, METRIC_GAUGE);
}

struct metric *metric_histogram_us(const char *name, const char *help, const char *labels)
{
    return metric_get(name, help, labels, METRIC_HISTOGRAM);
}

void metric_add(struct metric *m, int64_t n)
{
    assert(m->family->type == METRIC_GAUGE || (m->family->type == METRIC_COUNTER && n >= 0));
    m->value += n;
}

void metric_set(struct metric *m, int64_t value)
{
    assert(m->family->type == METRIC_GAUGE);
    m->value = value;
}

void metric_observe_us(struct metric *m, int64_t us)
{
    size_t i = 0;

    assert(m->family->type == METRIC_HISTOGRAM);
    if (us < 0)
        us = 0;
    while (i < BOUNDS && us > bounds[i].us)
        i++;
    m->buckets[i]++;
    m->value++;
    m->sum_us += us;
}

int64_t metric_value(const struct metric *m)
{
    return m->value;
}

void metrics_on_collect(void (*fn)(void))
{
    assert(collectors_n < COLLECTORS_MAX);
    collectors[collectors_n++] = fn;
}

void metrics_set_label(const char *label)
{
    common = label;
}

/* name{common,labels,last} */
static void render_name(const struct metric *m, const char *suffix, const char *last,
                        struct buf *out)
{
    const char *const labels[] = {common, m->labels, last};
    bool open = false;

    buf_printf(out, "%s%s", m->family->name, suffix);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (labels[i][0] != '\0') {
            buf_printf(out, "%c%s", open ? ',' : '{', labels[i]);
            open = true;
        }
    if (open)
        buf_add_char(out, '}');
}

static void render_plain(const struct metric *m, struct buf *out)
{
    render_name(m, "", "", out);
    buf_printf(out, " %" PRId64 "\n", m->value);
}

static void render_histogram(const struct metric *m, struct buf *out)
{
    int64_t sum = 0;
    char le[32];

    for (size_t i = 0; i <= BOUNDS; i++) {
        sum += m->buckets[i];
        snprintf(le, sizeof le, "le=\"%s\"", i < BOUNDS ? bounds[i].seconds : "+Inf");
        render_name(m, "_bucket", le, out);
        buf_printf(out, " %" PRId64 "\n", sum);
    }
    render_name(m, "_sum", "", out);
    buf_printf(out, " %" PRId64 ".%06" PRId64 "\n", m->sum_us / 1000000, m->sum_us % 1000000);
    render_name(m, "_count", "", out);
    buf_printf(out, " %" PRId64 "\n", m->value);
}

/* Help is a sentence of ours, but a backslash or line end would break the format. */
static void render_help(const struct family *f, struct buf *out)
{
    buf_printf(out, "# HELP %s ", f->name);
    for (const char *c = f->help; *c != '\0'; c++) {
        if (*c == '\\' || *c == '\n')
            buf_add_str(out, *c == '\n' ? "\\n" : "\\\\");
        else
            buf_add_char(out, *c);
    }
    buf_add_char(out, '\n');
}

void metrics_render(struct buf *out)
{
    static const char *const types[] = {"counter", "gauge", "histogram"};

    for (size_t i = 0; i < collectors_n; i++)
        collectors[i]();
    for (const struct family *f = families; f != NULL; f = f->next) {
        render_help(f, out);
        buf_printf(out, "# TYPE %s %s\n", f->name, types[f->type]);
        for (const struct metric *m = f->first; m != NULL; m = m->next)
            (f->type == METRIC_HISTOGRAM ? render_histogram : render_plain)(m, out);
    }
}
