/* Asks the operator's virus scanner about a file: POST of its bytes, 200 for clean, 406 or 422 for
 * infected.
 *
 * Its one rule: what the scanner did not call clean is not clean. Called by api/dispute_files. */
#include "leadx/app/evidence_scan.h"

#include "leadx/base/log.h"
#include "leadx/base/settings.h"
#include "leadx/out/fetch.h"

bool evidence_scan_on(void)
{
    return setting_text("evidence_scan_url")[0] != '\0';
}

static enum evidence_verdict verdict_of(const struct fetch_result *result)
{
    if (result->status != FETCH_ANSWERED)
        return EVIDENCE_UNKNOWN;
    if (result->code == 200)
        return EVIDENCE_CLEAN;
    return result->code == 406 || result->code == 422 ? EVIDENCE_INFECTED : EVIDENCE_UNKNOWN;
}

static void on_scanned(uint64_t id, const struct fetch_result *result, void *arg)
{
    evidence_scanned_fn done = *(evidence_scanned_fn *)arg;
    enum evidence_verdict verdict = verdict_of(result);

    if (verdict == EVIDENCE_UNKNOWN)
        log_warn("evidence", "the scanner at evidence_scan_url gave no answer that says anything");
    done(id, verdict);
}

bool evidence_scan(struct slice file, evidence_scanned_fn done, uint64_t id)
{
    static const struct fetch_header headers[] = {{"Content-Type", "application/octet-stream"}};
    static evidence_scanned_fn whom; /* there is one asker */
    struct fetch_request request = {.method = "POST",
                                    .url = setting_text("evidence_scan_url"),
                                    .headers = headers,
                                    .n_headers = 1,
                                    .body = file,
                                    .own_relay = true,
                                    .answer_max = 4096};

    whom = done;
    return fetch(&request, on_scanned, id, &whom);
}
