import ControlPlane
import GRDB
import Model

/// Why the store could not be opened, read or written.
package enum StoreError: Error, Sendable, Equatable {
    case unreadable(path: String, reason: String)
    case cannotCreate(path: String, reason: String)
    /// A file of something else.
    case foreign(path: String)
    /// Written by a newer version.
    case newer(path: String)
    case damaged(path: String, reason: String)
    /// The write-ahead log is there, the file is not.
    case lostMainFile(path: String)
    case full(path: String)
    /// Another process has kept it for longer than a write waits.
    case locked(path: String)
    case failed(path: String, reason: String)
    /// A row that no version of this program wrote.
    case invalidRow(table: String, reason: String)
    /// `finish` of a transition that is not open.
    case transitionNotOpen(id: Int64, app: String)
    /// Two stacks of an application in one state.
    case conflictingStacks(app: String, reason: String)
}

extension StoreError: StoreFailure {
    package var unavailability: String? {
        switch self {
        case .full: "the master can't store it: no space is left on its disk"
        case .locked: "the master can't store it: another process has locked its store"
        default: nil
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "the store \(path) can't be read: \(reason)"
        case .cannotCreate(let path, let reason):
            "the store \(path) can't be created: \(reason); the directory must exist and be writable"
        case .foreign(let path):
            "\(path) is not a store of Pigeon and was left as it is; set 'store' to another path or move the file away"
        case .newer(let path):
            "the store \(path) was written by a newer Pigeon and was left as it is; install that version again"
        case .damaged(let path, let reason):
            "the store \(path) is damaged (\(reason)) and was left as it is; restore it from a backup, with its "
                + "-wal file, or move both away to start with an empty store (minions must be accepted again)"
        case .lostMainFile(let path):
            "the store \(path) is gone but \(path)-wal is still there; restore the file, or move the -wal file away "
                + "to start with an empty store"
        case .full(let path): "the store \(path) can't be written: no space is left on the device"
        case .locked(let path):
            "the store \(path) is locked by another process; `fuser -v \(path)` shows which, end that one first"
        case .failed(let path, let reason): "the store \(path) failed: \(reason)"
        case .invalidRow(let table, let reason): "the store holds a row in '\(table)' that can't be read: \(reason)"
        case .transitionNotOpen(let id, let app):
            "transition \(id) of '\(app)' is not open, so its outcome was not recorded"
        case .conflictingStacks(let app, let reason): "the stacks of '\(app)' can't be recorded: \(reason)"
        }
    }

    static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch { throw translated(error, path: path) }
    }

    /// GRDB's errors in our words; anything else as it is.
    static func translated(_ error: any Error, path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        return switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: StoreError.damaged(path: path, reason: reason)
        case .SQLITE_FULL: StoreError.full(path: path)
        case .SQLITE_BUSY: StoreError.locked(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY: StoreError.unreadable(path: path, reason: reason)
        default: StoreError.failed(path: path, reason: reason)
        }
    }
}
