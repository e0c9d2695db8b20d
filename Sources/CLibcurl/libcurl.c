#include "CLibcurl.h"

#include <dlfcn.h>

static struct libcurl_functions functions;

// dlsym gives data pointers for functions, which POSIX promises to be convertible.
static const char *find(void *library, const char *name, void **function) {
    *function = dlsym(library, name);
    return *function ? NULL : dlerror();
}

const char *libcurl_load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
    if (!library) return dlerror();
    const char *problem;
#define FIND(name) if ((problem = find(library, "curl_" #name, (void **)&functions.name))) return problem;
    LIBCURL_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}

const struct libcurl_functions *libcurl(void) { return &functions; }
