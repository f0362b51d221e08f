/* Hashing and comparing passwords.
 *
 * Its one rule: a comparison costs the same whether the account exists or not: against nobody's
 * hash when there is none. A password's copy is wiped as soon as it was used. Called by
 * app/sign_in and api/me_password. */
#include "leadx/app/password.h"

#include <assert.h>
#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/offload.h"
#include "leadx/base/settings.h"
#include "leadx/base/utf8.h"

struct job {
    char *password;
    size_t n;
    char hash[PASSWORD_HASH];
    bool make; /* else compare */
    bool good;
    bool nobody; /* compared with nobody's: never good */
    unsigned long long passes;
    size_t memory;
    password_done_fn done;
    uint64_t id;
    void *arg;
};

static char nobody[PASSWORD_HASH];
static struct metric *waiting, *refused;

/* ---- what may be one */

/* Of ten characters and more those that are tried first, wherever the list comes from. */
static const char *const common[] = {
    "1234567890",   "12345678910",   "123456789a",  "1234567891",   "0123456789",  "0987654321",
    "9876543210",   "1111111111",    "1122334455",  "123123123123", "qwertyuiop",  "qwerty1234",
    "qwerty12345",  "qwerty123456",  "1q2w3e4r5t",  "1qaz2wsx3edc", "asdfghjkl1",  "password123",
    "password1234", "password12",    "passw0rd123", "iloveyou123",  "welcome123",  "changeme123",
    "letmein1234",  "administrator", "adminadmin",  "superman123",  "football123", "q1w2e3r4t5",
    "zxcvbnm123",   "abcdefghij",    "abcd123456",  "leadxleadx",   "йцукенгшщз",  "пароль1234",
};

static bool is_common(struct slice password)
{
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (slice_is_nocase(password, slice_of(common[i])))
            return true;
    return false;
}

static bool is_one_character(struct slice password)
{
    for (size_t i = 1; i < password.n; i++)
        if (password.p[i] != password.p[0])
            return false;
    return true;
}

/* The address, or what stands before its @, with or without a few characters around. */
static bool is_the_address(struct slice password, struct slice email)
{
    const char *at = memchr(email.p, '@', email.n);
    size_t local = at == NULL ? email.n : (size_t)(at - email.p);

    for (size_t i = 0; local >= 4 && i + local <= password.n; i++)
        if (strncasecmp(password.p + i, email.p, local) == 0 && password.n - local < 6)
            return true;
    return slice_is_nocase(password, email);
}

const char *password_fault(struct slice password, struct slice email)
{
    size_t length = utf8_valid(password) ? utf8_length(password) : 0;

    if (length < PASSWORD_MIN || length > PASSWORD_MAX ||
        memchr(password.p, '\0', password.n) != NULL)
        return "must be 10 to 200 characters long";
    if (is_common(password) || is_one_character(password))
        return "must not be one that everybody tries first";
    if (email.n > 0 && is_the_address(password, email))
        return "must not be made of the e-mail address";
    return NULL;
}

/* ---- on a thread */

static void work(void *arg)
{
    struct job *job = arg;

    if (job->make)
        job->good = crypto_pwhash_str_alg(job->hash, job->password, job->n, job->passes,
                                          job->memory, crypto_pwhash_ALG_ARGON2ID13) == 0;
    else
        job->good = crypto_pwhash_str_verify(job->hash, job->password, job->n) == 0;
    sodium_memzero(job->password, job->n);
}

/* ---- on the loop */

static void on_done(void *arg)
{
    struct job *job = arg;

    if (job->make && !job->good)
        log_error("password", "no memory to hash a password: lower password_memory_kib");
    job->done(job->id, job->good && !job->nobody, job->make && job->good ? job->hash : NULL,
              job->arg);
    free(job->password);
    free(job);
}

static bool submit(struct job *job)
{
    bool taken = offload_submit(work, on_done, job, (size_t)setting_int("password_queue"));

    if (taken)
        return true;
    metric_add(refused, 1);
    mem_wipe(job->password, job->n);
    free(job->password);
    free(job);
    return false;
}

static struct job *job_new(struct slice password, password_done_fn done, uint64_t id, void *arg)
{
    struct job *job = mem_zero(1, sizeof *job);

    job->password = mem_text(password.p, password.n);
    job->n = password.n;
    job->passes = (unsigned long long)setting_int("password_passes");
    job->memory = (size_t)setting_int("password_memory_kib") * 1024;
    job->done = done;
    job->id = id;
    job->arg = arg;
    return job;
}

bool password_verify(struct slice password, const char *hash, password_done_fn done, uint64_t id,
                     void *arg)
{
    struct job *job = job_new(password, done, id, arg);

    job->nobody = hash == NULL;
    snprintf(job->hash, sizeof job->hash, "%s", hash == NULL ? nobody : hash);
    return submit(job);
}

bool password_hash(struct slice password, password_done_fn done, uint64_t id, void *arg)
{
    struct job *job = job_new(password, done, id, arg);

    job->make = true;
    return submit(job);
}

static void on_collect(void)
{
    metric_set(waiting, (int64_t)offload_waiting());
}

void password_start(void)
{
    char chance[33];
    uint8_t bytes[16];

    _Static_assert(PASSWORD_HASH == crypto_pwhash_STRBYTES, "as the library's");
    if (sodium_init() < 0)
        log_fatal("password", "libsodium does not start");
    random_bytes(bytes, sizeof bytes);
    hex_encode(bytes, sizeof bytes, chance);
    if (crypto_pwhash_str_alg(
            nobody, chance, 32, (unsigned long long)setting_int("password_passes"),
            (size_t)setting_int("password_memory_kib") * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
        log_fatal("password", "no memory to hash a password: lower password_memory_kib");
    waiting = metric_gauge("leadx_passwords_waiting", "Passwords that wait to be hashed.", NULL);
    refused = metric_counter("leadx_passwords_refused_total",
                             "Passwords that found the queue for hashing full.", NULL);
    metrics_on_collect(on_collect);
    offload_start((int)setting_int("password_threads"));
}

void password_stop(void)
{
    offload_stop();
}
