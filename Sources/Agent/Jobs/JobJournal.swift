package import Model
package import Values

/// Which jobs this minion has begun, on disk, so that none runs twice, whatever crashes.
///
/// `<root>/jobs/<jid>` is a job that was begun; it becomes `<jid>.done` when its return is in the spool.
package struct JobJournal: Sendable {
    /// In place of the function of a job whose note can't be read.
    static let unreadable: FunctionName = "unknown.unknown"

    private let directory: String

    package init(directory: String) throws(Diagnostic) {
        self.directory = directory
        try DurableFile.makeDirectory(directory, mode: 0o700)
    }

    /// Whether the job was begun at any time before.
    package func knows(_ jid: JobID) throws(Diagnostic) -> Bool {
        if try DurableFile.exists(path(jid)) { return true }
        return try DurableFile.exists(donePath(jid))
    }

    /// Whether the job's return was kept at any time before.
    func isFinished(_ jid: JobID) throws(Diagnostic) -> Bool { try DurableFile.exists(donePath(jid)) }

    /// Notes the job as begun; the note is on the disk afterwards.
    ///
    /// - Returns: false when it was begun before: then it must not run.
    package func begin(_ order: JobOrder) throws(Diagnostic) -> Bool {
        if try DurableFile.exists(donePath(order.id)) { return false }
        return try DurableFile.create(Array(JSON.write(order.value).utf8), at: path(order.id))
    }

    /// Notes that the job's return is kept.
    package func finish(_ jid: JobID) throws(Diagnostic) {
        try DurableFile.rename(from: path(jid), to: donePath(jid))
    }

    /// Jobs that were begun and not finished: after a start, those that the last end of the minion cut off. Oldest
    /// first.
    package func unfinished() throws(Diagnostic) -> [JobOrder] {
        var orders: [JobOrder] = []
        for name in try DurableFile.names(in: directory) where !name.hasSuffix(".done") {
            if let order = try order(in: name) { orders.append(order) }
        }
        return orders
    }

    /// The order of a job that was begun; nil when it isn't known, or forgotten.
    func order(_ jid: JobID) throws(Diagnostic) -> JobOrder? {
        if let order = try order(in: "\(jid)") { return order }
        return try order(in: "\(jid).done")
    }

    /// What a note says. Of one that the disk has damaged the job's id is left, which is its name: the job is answered for
    /// and never run again, and forgotten a day later than an order that starts late.
    private func order(in name: String) throws(Diagnostic) -> JobOrder? {
        let path = "\(directory)/\(name)"
        guard let bytes = try DurableFile.read(path) else { return nil }
        do {
            return try JobOrder(value: try JSON.read(bytes, file: path))
        } catch {
            let jid = try id(in: name)
            return JobOrder(
                id: jid, call: FunctionCall(Self.unreadable), expires: jid.microseconds + 86_400_000_000)
        }
    }

    private func id(in name: String) throws(Diagnostic) -> JobID {
        do {
            return try JobID(String(name.prefix { $0 != "." }))
        } catch {
            throw Diagnostic(
                "'\(directory)/\(name)' is no note of a job", hint: "only the minion's own files belong there")
        }
    }

    /// Forgets finished jobs whose time to start is over since `age`. An order of one that comes even later is refused as
    /// expired.
    ///
    /// - Parameters:
    ///   - now: microseconds since 1970.
    ///   - isKept: jobs that stay, whatever the time: those that the master may not have a return of, which it orders
    ///     again at each connection, and which must not be refused as if they had not run.
    /// - Returns: how many were forgotten.
    package func prune(
        now: Int64, olderThan age: Duration = .seconds(86400), except isKept: (JobID) throws(Diagnostic) -> Bool
    ) throws(Diagnostic) -> Int {
        var count = 0
        for name in try DurableFile.names(in: directory) where name.hasSuffix(".done") {
            guard let order = try order(in: name) else { continue }
            if Double(now - order.expires) / 1e6 > age.seconds, try !isKept(order.id) {
                try DurableFile.remove("\(directory)/\(name)")
                count += 1
            }
        }
        return count
    }

    private func path(_ jid: JobID) -> String { "\(directory)/\(jid)" }
    private func donePath(_ jid: JobID) -> String { "\(directory)/\(jid).done" }
}
