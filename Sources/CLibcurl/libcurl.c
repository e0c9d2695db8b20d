#include "CLibcurl.h"

#include <dlfcn.h>

static struct libcurl_functions functions;

const char *libcurl_load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
    if (!library) return dlerror();
// POSIX promises that what dlsym gives for a function is convertible to one.
#define FIND(name) if (!(functions.name = (__typeof__(functions.name))dlsym(library, "curl_" #name))) return dlerror();
    LIBCURL_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}

const struct libcurl_functions *libcurl(void) { return &functions; }
