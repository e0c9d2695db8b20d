// glibc's own interface to its allocator, which Swift's module of it leaves out.
#include <malloc.h>
