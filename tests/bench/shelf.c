/* Browsing a shelf of N listings (default 1,000,000): load, search with three filters and facets,
 * search with none, one change, bytes a listing. Prints plain rows, CPU time. */
#include "leadx/core/shelf.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DIMS = 12, PERSONAL = 6, ASKED = 200, CHANGES = 20000, NOW = 1000000000, DAY = 86400 };

static const int codes_of[DIMS] = {80, 10, 12, 2, 5, 7, 3, 10, 5, 4, 2, 8};
static const struct curve curve = {
    .steps = {{0, 10000}, {DAY, 8000}, {3 * DAY, 6000}, {7 * DAY, 4500}, {14 * DAY, 3000}},
    .n = 5,
    .resold_bp = 7000};
static uint64_t seed = 1;

static uint32_t dice(uint32_t sides)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % sides;
}

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct listing listing_make(uint64_t no)
{
    struct listing l = {.span = {10000 + dice(40000), 100},
                        .listed_s = NOW - dice(30 * DAY),
                        .ends_s = NOW + DAY,
                        .born_s = NOW - dice(30 * DAY) / 3600 * 3600,
                        .seller = dice(500),
                        .family = dice(500),
                        .score = (uint8_t)dice(101),
                        .exclusive = true,
                        .shares = 3};

    memcpy(l.id.b, &no, sizeof no);
    for (size_t d = 0; d < DIMS; d++)
        l.codes[d] = (uint16_t)(1 + dice((uint32_t)codes_of[d]) * dice(4) / 3); /* uneven */
    return l;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* of_ten: of the codes a filter names. */
static void ask(struct shelf *s, size_t n_filters, int of_ten, const char *what)
{
    static struct shelf_result result;
    static uint32_t counts[DIMS][128];
    static double took[ASKED];
    double sum = 0;
    size_t total = 0;

    for (int i = 0; i < ASKED; i++) {
        bool accept[3][128] = {{false}};
        struct shelf_filter filters[3];
        struct shelf_query q = {.curve = &curve,
                                .now_s = NOW,
                                .family = 9999,
                                .sort = (enum shelf_sort)(i % 5),
                                .limit = 50,
                                .filters = filters,
                                .n_filters = n_filters};

        for (size_t f = 0; f < n_filters; f++) {
            for (int c = 0; c < of_ten * codes_of[2 * f] / 10 + 1; c++)
                accept[f][1 + dice((uint32_t)codes_of[2 * f])] = true;
            filters[f] = (struct shelf_filter){2 * f, accept[f], 128};
        }
        memset(counts, 0, sizeof counts);
        for (size_t d = 0; d < DIMS; d++) {
            q.counts[d] = counts[d];
            q.n_codes[d] = 128;
        }
        took[i] = now_us();
        shelf_search(s, &q, &result);
        took[i] = now_us() - took[i];
        sum += took[i];
        total += result.total;
    }
    qsort(took, ASKED, sizeof *took, by_size);
    printf("%-28s mean %8.0f us   p50 %8.0f us   p99 %8.0f us   found %zu\n", what, sum / ASKED,
           took[ASKED / 2], took[ASKED * 99 / 100], total / ASKED);
}

int main(int argc, char **argv)
{
    uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    struct shelf *s = shelf_new(DIMS, PERSONAL, 5);
    double start_us = now_us();

    for (uint64_t i = 1; i <= n; i++) {
        struct listing l = listing_make(i);

        shelf_put(s, &l);
    }
    printf("%-28s %.2f s\n", "load", (now_us() - start_us) / 1e6);
    printf("%-28s %.0f bytes a listing\n", "memory",
           (double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) / (double)n);
    ask(s, 3, 1, "three narrow filters, facets");
    ask(s, 3, 6, "three wide filters, facets");
    ask(s, 0, 0, "no filter, all facets");
    start_us = now_us();
    for (uint64_t i = 1; i <= CHANGES; i++) {
        struct listing l = listing_make(1 + dice((uint32_t)n));

        shelf_put(s, &l);
    }
    printf("%-28s %.2f us\n", "one change", (now_us() - start_us) / CHANGES);
    shelf_free(s);
    return 0;
}
