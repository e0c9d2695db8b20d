// An idle program that uses Swift's tasks wakes up once a second on Linux: with its first thread libdispatch starts a timer
// that looks whether threads are blocked, so that it should start more. Nobody can tell it to be slower, so the release of
// the minion is linked with `--wrap=dispatch_source_set_timer`: libdispatch's own call comes here.
//
// No timer of this project's is a dispatch source; a library's that repeats each second would become slower, too.

#include <stdint.h>

static const uint64_t second = 1000000000;
/// Rarer than the heartbeats of the master, which come every 15 seconds.
static const uint64_t monitoring_interval = 60 * 1000000000ull;

// Weak, since only programs that are linked with `--wrap` have it.
__attribute__((weak)) void __real_dispatch_source_set_timer(
    void *source, uint64_t start, uint64_t interval, uint64_t leeway);

void __wrap_dispatch_source_set_timer(void *source, uint64_t start, uint64_t interval, uint64_t leeway) {
    uint64_t chosen = interval == second && leeway == 0 ? monitoring_interval : interval;
    if (__real_dispatch_source_set_timer) __real_dispatch_source_set_timer(source, start, chosen, leeway);
}
