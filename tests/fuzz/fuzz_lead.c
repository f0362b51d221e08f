/* Any JSON as a posted lead, up to where the database would be asked: what is taken is whole,
 * sealed and in its ranges; what is not is refused with a pointer; the same body is the same key.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../server/app/intake_room.h"
#include "../../server/app/market_room.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/json_scan.h"
#include "leadx/base/settings.h"
#include "support_niche.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 65536, DEPTH_MAX = 32 };

static struct uuid seller = {{1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, 16}};

/* A vault like an installation's, whose files are gone again at once. */
static void vault_make(void)
{
    static const char *const names[] = {"master.key", "fingerprint.key", "suppression.key"};
    char dir[] = "/tmp/leadx-fuzz-XXXXXX", path[64], err[300];
    static const char bytes[32] = "a key of thirty-two bytes, maybe";

    assert(mkdtemp(dir) != NULL);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        FILE *f = fopen(path, "w");
        assert(f != NULL && fputc('a' + i, f) != EOF && fwrite(bytes, 1, 31, f) == 31);
        fclose(f);
        chmod(path, 0600);
    }
    assert(settings_set("secrets_dir", dir, err, sizeof err) && vault_open(err, sizeof err));
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

static void market_make(void)
{
    struct niche *niche = calloc(1, sizeof *niche);

    market.symbols = symbols_new();
    market.book = book_new();
    market.listed = book_new();
    keymap_init(&market.orders);
    keymap_init(&market.dropped);
    keymap_init(&market.aliases);
    keymap_init(&market.sources);
    keymap_init(&market.offering);
    keymap_init(&market.admissions);
    keymap_init(&market.fees);
    niche->no = market.niche_top = 1;
    strcpy(niche->name, "insurance");
    strcpy(niche->currency, "RUB");
    niche->active = true;
    niche->max_sales = 4;
    schema_make(market.symbols, &niche->schema);
    market.niches[1] = niche;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    clock_turn();
    vault_make();
    market_make();
    return 0;
}

static void check_json(struct slice text)
{
    json_t *json = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);

    assert(json_is_object(json));
    json_decref(json);
}

static void check_taken(const struct intake *in)
{
    const struct sale_lead *l = &in->lead;
    const char *code;

    assert(in->faults.n == 0 && l->niche == 1 && l->has_key && !uuid_is_nil(&l->id));
    assert(l->limit >= 1 && l->limit <= in->niche->max_sales);
    assert(in->score.total >= 0 && in->score.total <= 100);
    assert(strcmp(intake_checked(in, &code), "valid") == 0 ? code == NULL : code != NULL);
    assert(l->n_prints > 0 || code != NULL);
    check_json(l->attributes);
    check_json(l->origin);
    assert(l->contact.n > SEAL_OVERHEAD && l->consent.n > SEAL_OVERHEAD);
    assert(fact_has(&in->facts, FACT_RESERVED_COUNT)); /* the region is required */
}

static void check_refused(const struct intake *in)
{
    assert(in->faults.n > 0);
    for (size_t i = 0; i < in->faults.n; i++)
        assert(in->faults.items[i].pointer != NULL && in->faults.items[i].code[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice s = {(const char *)data, size};
    struct intake *in, *again;
    json_t *body;
    bool taken;

    if (size > INPUT_MAX || json_scan(s, DEPTH_MAX) != JSON_SCAN_OK)
        return 0;
    body = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(body)) {
        json_decref(body);
        return 0;
    }
    in = intake_new(&seller, &seller);
    again = intake_new(&seller, &seller);
    taken = intake_read(in, body, SLICE_NONE);
    assert(intake_read(again, body, SLICE_NONE) == taken);
    if (taken) {
        check_taken(in);
        assert(memcmp(in->lead.key, again->lead.key, sizeof in->lead.key) == 0);
    } else {
        check_refused(in);
    }
    intake_free(in);
    intake_free(again);
    json_decref(body);
    return 0;
}
