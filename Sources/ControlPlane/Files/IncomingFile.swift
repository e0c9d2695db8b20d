import Glibc
import Values

/// A file that is being taken from a minion: written under a name of its own, and put into its place once it is there as
/// a whole and on the disk. Whatever was there before stays until then.
package actor IncomingFile {
    private let target: Directory
    private let name: String
    private let waiting: Directory
    private let size: Int
    private var descriptor: Int32 = -1
    private var temporary: String?
    private var received = 0

    /// - Parameters:
    ///   - target: the directory that it is to be in.
    ///   - waiting: where it is until then, in the same file system.
    ///   - size: of the whole, in bytes.
    init(target: Directory, name: String, waiting: Directory, size: Int) {
        self.target = target
        self.name = name
        self.waiting = waiting
        self.size = size
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Throws: a `Refusal` when more comes than was announced; a `DiskFailure` when it can't be written.
    package func append(_ bytes: [UInt8]) throws {
        guard bytes.count <= size - received else {
            throw Refusal(.badRequest, "more came than the \(size) bytes that were announced")
        }
        try begin()
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw DiskFailure("a pushed file can't be written") }
            rest = rest.dropFirst(count)
        }
        received += bytes.count
    }

    /// Puts the file into its place. After this it is on the disk: the minion may remove its own.
    ///
    /// - Throws: a `Refusal` when it did not come whole.
    package func finish() throws {
        guard received == size else {
            throw Refusal(.badRequest, "only \(received) of \(size) bytes came")
        }
        try begin()
        guard let temporary, fsync(descriptor) == 0 else { throw DiskFailure("a pushed file can't be synced") }
        try waiting.move(temporary, to: target, as: name)
        self.temporary = nil
    }

    /// Removes what has come so far.
    package func abandon() {
        guard let temporary else { return }
        self.temporary = nil
        // What can't be removed now is removed at the next start.
        _ = unlinkat(waiting.descriptor, temporary, 0)
    }

    private func begin() throws {
        guard temporary == nil else { return }
        let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        descriptor = openat(
            waiting.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
        guard descriptor >= 0 else { throw DiskFailure("a pushed file can't be written") }
        temporary = name
    }
}
