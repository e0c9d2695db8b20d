#ifndef CLIBCURL_H
#define CLIBCURL_H

// libcurl's own types and constants, and its functions behind a table that is filled when the first client needs them:
// linking against the library would have every start of a program load it and some forty others.

// The type-checking macros of curl.h need variadic calls with literal option names; the wrappers below take the option
// as an argument.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Each function that is used, once, without its `curl_`.
#define LIBCURL_FUNCTIONS(FUNCTION)                                                                                   \
    FUNCTION(global_init)                                                                                             \
    FUNCTION(slist_append)                                                                                            \
    FUNCTION(slist_free_all)                                                                                          \
    FUNCTION(easy_init)                                                                                               \
    FUNCTION(easy_cleanup)                                                                                            \
    FUNCTION(easy_setopt)                                                                                             \
    FUNCTION(easy_getinfo)                                                                                            \
    FUNCTION(easy_pause)                                                                                              \
    FUNCTION(easy_strerror)                                                                                           \
    FUNCTION(multi_init)                                                                                              \
    FUNCTION(multi_cleanup)                                                                                           \
    FUNCTION(multi_add_handle)                                                                                        \
    FUNCTION(multi_remove_handle)                                                                                     \
    FUNCTION(multi_info_read)                                                                                         \
    FUNCTION(multi_perform)                                                                                           \
    FUNCTION(multi_poll)                                                                                              \
    FUNCTION(multi_strerror)                                                                                          \
    FUNCTION(multi_wakeup)

struct libcurl_functions {
#define LIBCURL_MEMBER(name) __typeof__(&curl_##name) name;
    LIBCURL_FUNCTIONS(LIBCURL_MEMBER)
#undef LIBCURL_MEMBER
};

// Loads the library and fills the table; once is enough, and only one thread may. Returns NULL, or why it can't be had.
const char *libcurl_load(void);

// The table: to be called from only after `libcurl_load` has returned NULL.
const struct libcurl_functions *libcurl(void);

// Swift can't call variadic C functions: one wrapper for each kind of argument.

static inline CURLcode curl_easy_setopt_long(CURL *easy, CURLoption option, long value) {
    return libcurl()->easy_setopt(easy, option, value);
}

static inline CURLcode curl_easy_setopt_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return libcurl()->easy_setopt(easy, option, value);
}

static inline CURLcode curl_easy_setopt_string(CURL *easy, CURLoption option, const char *value) {
    return libcurl()->easy_setopt(easy, option, value);
}

static inline CURLcode curl_easy_setopt_pointer(CURL *easy, CURLoption option, void *value) {
    return libcurl()->easy_setopt(easy, option, value);
}

static inline CURLcode curl_easy_setopt_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return libcurl()->easy_setopt(easy, option, value);
}

// The bytes are copied.
static inline CURLcode curl_easy_setopt_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return libcurl()->easy_setopt(easy, option, &blob);
}

// For CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION, which have one signature.
static inline CURLcode curl_easy_setopt_transfer_function(CURL *easy, CURLoption option, curl_write_callback function) {
    return libcurl()->easy_setopt(easy, option, function);
}

static inline CURLcode curl_easy_setopt_prereq_function(CURL *easy, curl_prereq_callback function) {
    return libcurl()->easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode curl_easy_setopt_opensocket_function(CURL *easy, curl_opensocket_callback function) {
    return libcurl()->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode curl_easy_getinfo_long(CURL *easy, CURLINFO info, long *value) {
    return libcurl()->easy_getinfo(easy, info, value);
}

static inline CURLcode curl_easy_getinfo_certificates(CURL *easy, struct curl_certinfo **value) {
    return libcurl()->easy_getinfo(easy, CURLINFO_CERTINFO, value);
}

#endif
