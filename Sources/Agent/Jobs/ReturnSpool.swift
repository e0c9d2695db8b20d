package import Model
import Synchronization
package import Values

/// Returns that the master has not stored yet, on disk: `<root>/spool/<jid>.json`.
///
/// A return leaves the spool only when the master has acknowledged it, or has said that it never will.
package final class ReturnSpool: Sendable {
    package struct Limits: Sendable {
        /// How many returns.
        package var count: Int
        /// How many bytes in all.
        package var bytes: Int

        package init(count: Int = 10_000, bytes: Int = 256 << 20) {
            self.count = count
            self.bytes = bytes
        }
    }

    private let directory: String
    private let limits: Limits
    /// Sizes in bytes by job.
    private let entries: Mutex<[JobID: Int]>

    /// Takes up what an earlier run left.
    package init(directory: String, limits: Limits = Limits()) throws(Diagnostic) {
        self.directory = directory
        self.limits = limits
        try DurableFile.makeDirectory(directory, mode: 0o700)
        try DurableFile.makeDirectory("\(directory)/refused", mode: 0o700)
        var found: [JobID: Int] = [:]
        for name in try DurableFile.names(in: directory) where name.hasSuffix(".json") {
            let jid = try JobID(String(name.dropLast(".json".count)))
            found[jid] = try DurableFile.read("\(directory)/\(name)")?.count ?? 0
        }
        let initial = found
        entries = Mutex(initial)
    }

    package var count: Int { entries.withLock { $0.count } }

    package func contains(_ jid: JobID) -> Bool { entries.withLock { $0[jid] != nil } }

    /// Why no further job may be taken, or nil when there is room.
    package var backlog: String? {
        let (count, bytes, oldest) = entries.withLock { ($0.count, $0.values.reduce(0, +), $0.keys.min()) }
        guard let oldest, count >= limits.count || bytes >= limits.bytes else { return nil }
        return "\(count) returns (\(bytes >> 20) MiB) wait in \(directory) for the master to take them, "
            + "the oldest is that of job \(oldest)"
    }

    /// Keeps a return; it is on the disk afterwards. One for the same job replaces it.
    package func store(_ answer: JobReturn) throws(Diagnostic) {
        let bytes = Array(JSON.write(answer.body).utf8)
        try DurableFile.write(bytes, to: path(answer.id))
        entries.withLock { $0[answer.id] = bytes.count }
    }

    /// The oldest return, as the body to post.
    package func oldest() throws(Diagnostic) -> (jid: JobID, body: [UInt8])? {
        while let jid = entries.withLock({ $0.keys.min() }) {
            if let bytes = try DurableFile.read(path(jid)) { return (jid, bytes) }
            _ = entries.withLock { $0.removeValue(forKey: jid) }
        }
        return nil
    }

    /// Forgets a return that the master has stored.
    package func remove(_ jid: JobID) throws(Diagnostic) {
        try DurableFile.remove(path(jid))
        _ = entries.withLock { $0.removeValue(forKey: jid) }
    }

    /// Puts a return aside that the master will never take, so that it does not hold up the others; the file stays for
    /// people.
    ///
    /// - Returns: the path of the file.
    package func setAside(_ jid: JobID) throws(Diagnostic) -> String {
        let target = "\(directory)/refused/\(jid).json"
        try DurableFile.rename(from: path(jid), to: target)
        _ = entries.withLock { $0.removeValue(forKey: jid) }
        return target
    }

    private func path(_ jid: JobID) -> String { "\(directory)/\(jid).json" }
}
