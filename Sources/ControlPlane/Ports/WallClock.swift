package import Model

/// The wall clock, injected: microseconds since 1970.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    package init(_ read: @escaping @Sendable () -> Int64) { self.read = read }

    package var now: Int64 { read() }
}

/// Hands out job ids: the time of day, and never the same twice.
package actor JobNumbers {
    private let clock: WallClock
    private var last: Int64 = 0

    package init(clock: WallClock) { self.clock = clock }

    package func next() -> JobID {
        last = max(clock.now, last + 1)
        return JobID(microseconds: last)
    }
}
