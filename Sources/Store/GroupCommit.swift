import GRDB
import Synchronization

/// Writes that wait for the disk together: while one transaction is made durable, those that come in the meantime
/// gather, and are the next one. Each has a savepoint of its own, and is told its outcome once the whole is on disk.
///
/// A commit costs a sync of the disk, whatever is in it; ten thousand returns that come at once would wait for ten
/// thousand of them.
final class GroupCommit: Sendable {
    /// One write, and what hears how it went.
    private struct Entry {
        let perform: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isWorking = false
    }

    /// The longest that a transaction may be, so that the first in it do not wait for ever.
    private static let limit = 512

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) { self.pool = pool }

    /// - Returns: what `body` returned, once it is durable.
    /// - Throws: what `body` threw, and nothing of it is written; or why the whole could not be committed.
    func write<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let entry = Entry(
                perform: { database in
                    let result = try Self.inSavepoint(database, body)
                    return { continuation.resume(returning: result) }
                },
                fail: { continuation.resume(throwing: $0) })
            let begins = state.withLock { state in
                state.waiting.append(entry)
                defer { state.isWorking = true }
                return !state.isWorking
            }
            if begins { Task { await work() } }
        }
    }

    private func work() async {
        while let batch = next() { await commit(batch) }
    }

    private func next() -> [Entry]? {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(Self.limit))
            state.waiting.removeFirst(batch.count)
            state.isWorking = !batch.isEmpty
            return batch.isEmpty ? nil : batch
        }
    }

    private func commit(_ batch: [Entry]) async {
        do {
            let outcomes = try await pool.write { database in
                try batch.map { entry in
                    do { return try entry.perform(database) } catch {
                        // Some errors, like a full disk, end the transaction with all that is in it.
                        guard database.isInsideTransaction else { throw error }
                        return { entry.fail(error) }
                    }
                }
            }
            for outcome in outcomes { outcome() }
        } catch {
            for entry in batch { entry.fail(error) }
        }
    }

    private static func inSavepoint<Result>(
        _ database: Database, _ body: (Database) throws -> Result
    ) throws -> Result {
        var result: Result?
        try database.inSavepoint {
            result = try body(database)
            return .commit
        }
        guard let result else { throw DatabaseError(message: "a write had no result") }
        return result
    }
}
