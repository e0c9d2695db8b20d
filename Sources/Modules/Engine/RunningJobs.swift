import Model
import Values

/// The calls that are being carried out.
actor RunningJobs {
    struct Entry: Sendable {
        var call: FunctionCall
        var jid: JobID?
        var cancel: @Sendable () -> Void
        var isKilled = false
    }

    private var entries: [Int: Entry] = [:]
    private var next = 0

    func add(_ entry: Entry) -> Int {
        next += 1
        entries[next] = entry
        return next
    }

    /// - Returns: whether it was killed.
    func remove(_ ticket: Int) -> Bool {
        entries.removeValue(forKey: ticket)?.isKilled ?? false
    }

    var all: [Entry] { entries.sorted { $0.key < $1.key }.map(\.value) }

    /// - Returns: whether there was such a job.
    func kill(_ jid: String) -> Bool {
        let found = entries.filter { $0.value.jid?.text == jid }
        for (ticket, entry) in found {
            entries[ticket]?.isKilled = true
            entry.cancel()
        }
        return !found.isEmpty
    }
}
