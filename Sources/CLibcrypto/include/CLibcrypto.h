#ifndef CLIBCRYPTO_H
#define CLIBCRYPTO_H

// OpenSSL's own types and constants, and its functions behind a table that is filled when the first one is needed: most
// runs need none, and the library costs each start a millisecond and two megabytes.

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

// Each function that is used, once.
#define LIBCRYPTO_FUNCTIONS(FUNCTION)                                                                                 \
    FUNCTION(ERR_clear_error)                                                                                         \
    FUNCTION(ERR_error_string_n)                                                                                      \
    FUNCTION(ERR_get_error)                                                                                           \
    FUNCTION(EVP_DigestSign)                                                                                          \
    FUNCTION(EVP_DigestSignInit_ex)                                                                                   \
    FUNCTION(EVP_MD_CTX_free)                                                                                         \
    FUNCTION(EVP_MD_CTX_new)                                                                                          \
    FUNCTION(EVP_PKEY2PKCS8)                                                                                          \
    FUNCTION(EVP_PKEY_Q_keygen)                                                                                       \
    FUNCTION(EVP_PKEY_free)                                                                                           \
    FUNCTION(EVP_PKEY_get_group_name)                                                                                 \
    FUNCTION(EVP_PKEY_get_size)                                                                                       \
    FUNCTION(EVP_PKEY_is_a)                                                                                           \
    FUNCTION(EVP_Q_digest)                                                                                            \
    FUNCTION(EVP_Q_mac)                                                                                               \
    FUNCTION(PKCS8_PRIV_KEY_INFO_free)                                                                                \
    FUNCTION(d2i_AutoPrivateKey)                                                                                      \
    FUNCTION(i2d_PKCS8_PRIV_KEY_INFO)                                                                                 \
    FUNCTION(i2d_PUBKEY)

struct libcrypto_functions {
#define LIBCRYPTO_MEMBER(name) __typeof__(&name) name;
    LIBCRYPTO_FUNCTIONS(LIBCRYPTO_MEMBER)
#undef LIBCRYPTO_MEMBER
};

// Loads the library and fills the table; once is enough, and only one thread may. Returns NULL, or why it can't be had.
const char *libcrypto_load(void);

// The table: to be called from only after `libcrypto_load` has returned NULL.
const struct libcrypto_functions *libcrypto(void);

// Swift can't call variadic C functions. Returns NULL when OpenSSL can't, with its reason in the error queue.
static inline EVP_PKEY *libcrypto_new_p256_key(void) {
    return libcrypto()->EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
}

#endif
