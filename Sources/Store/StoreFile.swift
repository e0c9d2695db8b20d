import GRDB
import Glibc

/// The file before it is a store: made whole or not at all, looked at before it is trusted.
struct StoreFile {
    /// `PIGE`, in the header of every store (`PRAGMA application_id`).
    static let applicationID = 0x5049_4745
    private static let magic = Array("SQLite format 3\u{0}".utf8)
    private static let headerSize = 100

    let path: String

    static func configuration(isReadOnly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        return configuration
    }

    /// - Throws: when the file is gone but its write-ahead log is still there: an empty store would hide the loss.
    func exists() throws -> Bool {
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT else { throw StoreError.unreadable(path: path, reason: Self.systemReason) }
        guard access(path + "-wal", F_OK) != 0 else { throw StoreError.lostMainFile(path: path) }
        return false
    }

    /// Makes an empty store beside `path` and moves it there, so that a crash leaves either none or a whole one.
    func create() throws {
        let draft = path + ".new"
        unlink(draft)
        let descriptor = Glibc.open(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.cannotCreate(path: path, reason: Self.systemReason) }
        Glibc.close(descriptor)
        try StoreError.translating(path) {
            let queue = try DatabaseQueue(path: draft, configuration: Self.configuration())
            try queue.write { try $0.execute(sql: "PRAGMA application_id = \(Self.applicationID)") }
            try Schema.migrator.migrate(queue)
            try queue.close()
        }
        guard rename(draft, path) == 0 else {
            throw StoreError.cannotCreate(path: path, reason: Self.systemReason)
        }
        syncDirectory()
    }

    /// Reads only: header, whose file it is, the structure of every page.
    func inspect() throws {
        try inspectHeader()
        let problems: [String] = try StoreError.translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: Self.configuration(isReadOnly: true))
            return try queue.read { database in
                let owner = try Int.fetchOne(database, sql: "PRAGMA application_id")
                guard owner == Self.applicationID else { throw StoreError.foreign(path: path) }
                let isNewer = try Schema.migrator.hasBeenSuperseded(database)
                guard !isNewer else { throw StoreError.newer(path: path) }
                return try String.fetchAll(database, sql: "PRAGMA quick_check(5)")
            }
        }
        guard problems == ["ok"] else {
            throw StoreError.damaged(path: path, reason: problems.joined(separator: "; "))
        }
        guard chmod(path, 0o600) == 0 else { throw StoreError.unreadable(path: path, reason: Self.systemReason) }
    }

    private func inspectHeader() throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.unreadable(path: path, reason: Self.systemReason) }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: Self.headerSize)
        let count = Glibc.read(descriptor, &header, header.count)
        guard count >= 0 else { throw StoreError.unreadable(path: path, reason: Self.systemReason) }
        guard header.prefix(min(count, Self.magic.count)).elementsEqual(Self.magic.prefix(count)) else {
            throw StoreError.foreign(path: path)
        }
        guard count == header.count else {
            throw StoreError.damaged(path: path, reason: "it is cut off after \(count) bytes")
        }
    }

    /// Makes the rename durable. A directory that can't be synced (some network file systems) is no reason to refuse.
    private func syncDirectory() {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = Glibc.open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        Glibc.close(descriptor)
    }

    private static var systemReason: String { String(cString: strerror(errno)) }
}
