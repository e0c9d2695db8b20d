import Glibc

/// The moment until which one piece of blocking work may take, and its caller's interest in it.
struct Deadline {
    let instant: ContinuousClock.Instant
    let signal: CancellationSignal

    init(_ duration: Duration, signal: CancellationSignal) {
        instant = ContinuousClock.now.advanced(by: duration)
        self.signal = signal
    }

    var hasPassed: Bool { ContinuousClock.now >= instant }

    /// Waits until the descriptor is ready for `events`.
    func wait(for descriptor: Int32, _ events: Int32) throws(SocketFailure) {
        while true {
            if signal.isSet { throw .cancelled }
            let left = ContinuousClock.now.duration(to: instant).milliseconds
            guard left > 0 else { throw .deadline }
            var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            // Short steps, so that a cancelled caller is noticed.
            let ready = poll(&entry, 1, Int32(min(left, 50)))
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw .broken(SocketFailure.text(of: errno)) }
        }
    }

    /// Sleeps for a little, or until the caller no longer waits.
    func pause(milliseconds: Int) throws(SocketFailure) {
        if signal.isSet { throw .cancelled }
        if hasPassed { throw .deadline }
        usleep(UInt32(milliseconds) * 1000)
    }
}
