#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

// Swift can't call variadic C functions. Returns NULL when OpenSSL can't, with its reason in the error queue.
static inline EVP_PKEY *libcrypto_new_p256_key(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); }
