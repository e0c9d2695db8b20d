import CMalloc

/// glibc's allocator.
package enum Allocator {
    /// Sets it up for a program that computes for a moment and ends: one heap for all threads, which grows in large steps,
    /// and keeps what was freed.
    ///
    /// A heap for each thread grows by single pages, each with a call of the kernel. Call it before there are threads.
    package static func prepareForShortRun() {
        _ = mallopt(M_ARENA_MAX, 1)
        _ = mallopt(M_TOP_PAD, 1 << 20)
        _ = mallopt(M_TRIM_THRESHOLD, 256 << 20)
    }

    /// Gives back to the kernel what is free between what is in use.
    package static func trim() { _ = malloc_trim(0) }
}
