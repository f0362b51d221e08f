/* The loop turned by hand, and certificates made on the spot. */
#include "support.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/net/conn.h"
#include "leadx/net/loop.h"
#include "leadx/net/tls.h"

enum { PATIENCE_US = 20 * 1000 * 1000 };

static void tick(void)
{
    conns_bury();
    loop_stop();
}

void turns(int n)
{
    for (int i = 0; i < n; i++)
        loop_run(tick);
}

void turns_until(bool (*done)(void *arg), void *arg)
{
    int64_t started_us = clock_measure_us();

    while (!done(arg)) {
        turns(1);
        assert_true(clock_measure_us() - started_us < PATIENCE_US);
    }
}

void setting(const char *name, const char *value)
{
    char err[256];

    assert_true(settings_set(name, value, err, sizeof err));
}

static void write_key(const char *path, EVP_PKEY *key)
{
    FILE *file = fopen(path, "w");

    PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
}

static void write_certificate(const char *path, EVP_PKEY *key)
{
    X509 *cert = X509_new();
    X509_NAME *name = X509_get_subject_name(cert);
    FILE *file = fopen(path, "w");

    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), 0);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(cert, name);
    X509_sign(cert, key, EVP_sha256());
    PEM_write_X509(file, cert);
    fclose(file);
    X509_free(cert);
}

struct files files_make(void)
{
    struct files f = {.dir = "/tmp/leadx-net-XXXXXX"};
    EVP_PKEY *key = EVP_EC_gen("P-256");

    assert_non_null(mkdtemp(f.dir));
    snprintf(f.cert, sizeof f.cert, "%s/cert.pem", f.dir);
    snprintf(f.key, sizeof f.key, "%s/key.pem", f.dir);
    write_key(f.key, key);
    write_certificate(f.cert, key);
    EVP_PKEY_free(key);
    return f;
}

void files_remove(const struct files *f)
{
    unlink(f->cert);
    unlink(f->key);
    rmdir(f->dir);
}

int net_set_up(void **state)
{
    char err[256];
    struct files f = files_make();

    (void)state;
    assert_true(settings_load(NULL, err, sizeof err));
    loop_init();
    assert_true(tls_load(f.cert, f.key, err, sizeof err));
    files_remove(&f);
    return 0;
}

int net_tear_down(void **state)
{
    (void)state;
    turns(3);
    assert_int_equal(conns_open(), 0);
    tls_free();
    loop_free();
    return 0;
}
