import Model
import Values

/// The calls that are being carried out.
actor RunningJobs {
    struct Entry: Sendable {
        var call: FunctionCall
        var jid: JobID?
        var cancel: @Sendable () -> Void
    }

    private var entries: [Int: Entry] = [:]
    private var next = 0

    func add(_ entry: Entry) -> Int {
        next += 1
        entries[next] = entry
        return next
    }

    func remove(_ ticket: Int) { entries[ticket] = nil }

    var all: [Entry] { entries.sorted { $0.key < $1.key }.map(\.value) }

    /// - Returns: whether there was such a job.
    func kill(_ jid: String) -> Bool {
        let found = entries.values.filter { $0.jid?.text == jid }
        for entry in found { entry.cancel() }
        return !found.isEmpty
    }
}
