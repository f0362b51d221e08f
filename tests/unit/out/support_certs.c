/* An authority and what it signs, made on the spot. */
#include "support.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

static void extension_add(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;

    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    assert_non_null(extension);
    X509_add_ext(cert, extension, -1);
    X509_EXTENSION_free(extension);
}

/* issuer NULL: signed by itself. */
static X509 *certificate(const char *name, X509 *issuer, EVP_PKEY *key, long from_s, long to_s)
{
    X509 *cert = X509_new();
    X509_NAME *subject = X509_get_subject_name(cert);

    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), from_s + to_s + 100000);
    X509_gmtime_adj(X509_getm_notBefore(cert), from_s);
    X509_gmtime_adj(X509_getm_notAfter(cert), to_s);
    X509_set_pubkey(cert, key);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(cert, issuer == NULL ? subject : X509_get_subject_name(issuer));
    if (strcmp(name, "authority") == 0)
        extension_add(cert, cert, NID_basic_constraints, "critical,CA:TRUE");
    else
        extension_add(cert, issuer == NULL ? cert : issuer, NID_subject_alt_name,
                      "DNS:good.test,DNS:*.peer.test,IP:127.0.0.1");
    X509_sign(cert, key, EVP_sha256());
    return cert;
}

static void write_cert(const struct certs *c, char path[96], const char *name, X509 *cert)
{
    FILE *file;

    snprintf(path, 96, "%s/%s.pem", c->dir, name);
    file = fopen(path, "w");
    PEM_write_X509(file, cert);
    fclose(file);
}

static void write_key(struct certs *c, EVP_PKEY *key)
{
    FILE *file;

    snprintf(c->key, sizeof c->key, "%s/key.pem", c->dir);
    file = fopen(c->key, "w");
    PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
}

void certs_make(struct certs *c)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *ca, *good, *self_signed, *expired;

    *c = (struct certs){.dir = "/tmp/leadx-out-XXXXXX"};
    assert_non_null(mkdtemp(c->dir));
    ca = certificate("authority", NULL, key, -7200, 3600);
    good = certificate("good.test", ca, key, -3600, 3600);
    self_signed = certificate("good.test", NULL, key, -3600, 3600);
    expired = certificate("good.test", ca, key, -3600, -60);
    write_key(c, key);
    write_cert(c, c->ca, "ca", ca);
    write_cert(c, c->good, "good", good);
    write_cert(c, c->self_signed, "self", self_signed);
    write_cert(c, c->expired, "expired", expired);
    X509_free(ca);
    X509_free(good);
    X509_free(self_signed);
    X509_free(expired);
    EVP_PKEY_free(key);
}

void certs_remove(const struct certs *c)
{
    unlink(c->ca);
    unlink(c->good);
    unlink(c->self_signed);
    unlink(c->expired);
    unlink(c->key);
    rmdir(c->dir);
}
