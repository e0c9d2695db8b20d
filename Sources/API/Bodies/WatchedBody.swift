import HummingbirdCore
import NIOCore

/// A body that is only read on while its sender may send it: of one that comes slowly nothing is used that comes after the
/// end of its sender's key. One that stands still is left to `RequestDeadlines`.
struct WatchedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// For so long an answer of `check` holds.
    private static let freshness = Duration.milliseconds(250)

    let base: RequestBody
    /// Throws when the sender is no longer let in.
    let check: @Sendable () async throws -> Void

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), check: check) }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: RequestBody.AsyncIterator
        fileprivate let check: @Sendable () async throws -> Void
        private var checked = ContinuousClock.now

        fileprivate init(base: RequestBody.AsyncIterator, check: @escaping @Sendable () async throws -> Void) {
            self.base = base
            self.check = check
        }

        mutating func next() async throws -> ByteBuffer? {
            let part = try await base.next()
            if checked.duration(to: .now) > WatchedBody.freshness {
                try await check()
                checked = .now
            }
            return part
        }
    }
}
