#include "CLibcrypto.h"

#include <dlfcn.h>

static struct libcrypto_functions functions;

const char *libcrypto_load(void) {
    void *library = dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_LOCAL);
    if (!library) return dlerror();
// POSIX promises that what dlsym gives for a function is convertible to one.
#define FIND(name) if (!(functions.name = (__typeof__(functions.name))dlsym(library, #name))) return dlerror();
    LIBCRYPTO_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}

const struct libcrypto_functions *libcrypto(void) { return &functions; }
