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
        /// How many that the master did not take are kept for people, beside the newest.
        package var asideCount: Int
        /// How many bytes these have in all.
        package var asideBytes: Int

        package init(
            count: Int = 10_000, bytes: Int = 256 << 20, asideCount: Int = 100, asideBytes: Int = 512 << 20
        ) {
            self.count = count
            self.bytes = bytes
            self.asideCount = asideCount
            self.asideBytes = asideBytes
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
            found[jid] = try DurableFile.size("\(directory)/\(name)")
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

    /// Puts a return aside, for people, that the master will never take. It is in the spool as well until another one
    /// has its place there, so that the job has an answer whatever crashes.
    ///
    /// - Returns: the path of the file; nil when another return of this job was put aside before, which stays.
    package func setAside(_ jid: JobID) throws(Diagnostic) -> String? {
        let target = asidePath(jid)
        if try DurableFile.link(path(jid), at: target) { return target }
        return try DurableFile.read(target) == DurableFile.read(path(jid)) ? target : nil
    }

    /// Removes the oldest of those that were put aside, as long as they are more than the limits.
    ///
    /// - Parameter newest: the one that was put aside last, which stays.
    /// - Returns: the jobs whose returns are gone.
    package func thinAside(except newest: JobID) throws(Diagnostic) -> [JobID] {
        var kept: [(jid: JobID, bytes: Int)] = []
        for name in try DurableFile.names(in: "\(directory)/refused") where name.hasSuffix(".json") {
            let jid = try JobID(String(name.dropLast(".json".count)))
            kept.append((jid, try DurableFile.size(asidePath(jid))))
        }
        kept.sort { $0.jid != newest && ($1.jid == newest || $0.jid < $1.jid) }
        var removed: [JobID] = []
        while let oldest = kept.first, oldest.jid != newest,
            kept.count > limits.asideCount || kept.reduce(0, { $0 + $1.bytes }) > limits.asideBytes
        {
            try DurableFile.remove(asidePath(oldest.jid))
            removed.append(oldest.jid)
            kept.removeFirst()
        }
        return removed
    }

    /// Whether the master may be without a return of this job: it waits here, or is aside.
    func mayOwe(_ jid: JobID) throws(Diagnostic) -> Bool {
        if contains(jid) { return true }
        return try DurableFile.exists(asidePath(jid))
    }

    private func asidePath(_ jid: JobID) -> String { "\(directory)/refused/\(jid).json" }

    private func path(_ jid: JobID) -> String { "\(directory)/\(jid).json" }
}
