import GRDB
import Model
import Values

/// The master's memory in one SQLite file: keys, grains, jobs with their returns, stacks and their journal.
///
/// One file in WAL mode, `synchronous=FULL`: what a method has written survives a power cut. Each port method is atomic
/// and durable when it returns; those that come at the same time share a transaction. Nothing of GRDB leaves this target.
package struct Store: Sendable {
    let pool: DatabasePool
    private let commits: GroupCommit
    /// The path of the file, for messages.
    package let path: String

    /// Opens the store, or makes it when there is no file at `path` and none was there before.
    ///
    /// A file that is truncated, damaged, of another program, of a newer version or locked by another process is
    /// refused and left as it is.
    ///
    /// - Throws: `StoreError`.
    package static func open(path: String) throws -> Store {
        let file = StoreFile(path: path)
        try file.exists() ? file.inspect() : file.create()
        return try StoreError.translating(path) {
            let pool = try DatabasePool(path: path, configuration: StoreFile.configuration())
            // GRDB chooses NORMAL for WAL, with which a power cut may undo the last commits.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Schema.migrator.migrate(pool)
            // A master that can read only would take no job and no return.
            try pool.writeWithoutTransaction { database in try database.inTransaction(.immediate) { .rollback } }
            return Store(pool: pool, commits: GroupCommit(pool), path: path)
        }
    }

    /// Closes the file; a method called afterwards throws.
    package func close() throws {
        try StoreError.translating(path) { try pool.close() }
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        do { return try await pool.read(body) } catch { throw StoreError.translated(error, path: path) }
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        do { return try await commits.write(body) } catch { throw StoreError.translated(error, path: path) }
    }
}
