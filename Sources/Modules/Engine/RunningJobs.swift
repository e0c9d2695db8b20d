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
    private var killed: Set<Int> = []
    private var next = 0

    func add(_ entry: Entry) -> Int {
        next += 1
        entries[next] = entry
        return next
    }

    /// - Returns: whether it was killed.
    func remove(_ ticket: Int) -> Bool {
        entries[ticket] = nil
        return killed.remove(ticket) != nil
    }

    var all: [Entry] { entries.sorted { $0.key < $1.key }.map(\.value) }

    /// - Returns: whether there was such a job.
    func kill(_ jid: String) -> Bool {
        let found = entries.filter { $0.value.jid?.text == jid }
        killed.formUnion(found.keys)
        for entry in found.values { entry.cancel() }
        return !found.isEmpty
    }
}
