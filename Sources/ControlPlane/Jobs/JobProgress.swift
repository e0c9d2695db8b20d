import Model
import Synchronization
import Values

/// How far a state run is.
struct RunProgress: Sendable, Hashable {
    /// A state that is under way.
    struct Step: Sendable, Hashable {
        var id: String
        var function: String
    }

    /// How many states have their return.
    var done: Int
    var total: Int
    var running: [Step]

    /// `{"done", "total", "running": [{"id", "fun"}]}`
    var value: Value {
        [
            "done": .int(done), "total": .int(total),
            "running": .list(running.map { ["id": .string($0.id), "fun": .string($0.function)] }),
        ]
    }
}

/// How far the state runs of minions are, as their events tell. In memory only: a minion tells it again when it connects.
final class JobProgress: Sendable {
    /// A minion does not carry out more state runs than these at a time; what it says of more is not kept.
    private static let limit = 32
    /// A name is cut there.
    private static let longest = 256

    private let runs = Mutex<[MinionID: [JobID: RunProgress]]>([:])

    init() {}

    /// Takes an event that tells of a state: `pigeon/job/JID/running/ID` as it begins, `salt/job/JID/prog/ID/N` when it is
    /// over. Others are left alone.
    ///
    /// - Returns: the job whose state begins.
    func note(_ event: Event) -> JobID? {
        let parts = event.tag.split(separator: "/")
        guard parts.count > 4, parts[1] == "job", let data = event.data["data"]?.map,
            let jid = Self.known({ () throws(Diagnostic) in try JobID(String(parts[2])) }),
            let minion = Self.known({ () throws(Diagnostic) in try MinionID(String(parts[4])) })
        else { return nil }
        switch (parts[0], parts[3]) {
        case ("pigeon", "running"):
            change(jid, minion) { $0.begin(data, longest: Self.longest) }
            return jid
        case ("salt", "prog"):
            change(jid, minion) { $0.end(data, longest: Self.longest) }
            return nil
        default: return nil
        }
    }

    func progress(of job: JobID, on minion: MinionID) -> RunProgress? { runs.withLock { $0[minion]?[job] } }

    func forget(_ job: JobID, on minion: MinionID) {
        runs.withLock { runs in
            runs[minion]?[job] = nil
            if runs[minion]?.isEmpty == true { runs[minion] = nil }
        }
    }

    private func change(_ job: JobID, _ minion: MinionID, _ body: (inout RunProgress) -> Void) {
        runs.withLock { runs in
            var own = runs[minion] ?? [:]
            body(&own[job, default: RunProgress(done: 0, total: 0, running: [])])
            if own.count > Self.limit, let oldest = own.keys.min() { own[oldest] = nil }
            runs[minion] = own
        }
    }

    /// What a tag says, or nil where it makes no sense.
    private static func known<Name>(_ read: () throws(Diagnostic) -> Name) -> Name? {
        do throws(Diagnostic) { return try read() } catch { return nil }
    }
}

extension RunProgress {
    fileprivate mutating func begin(_ data: ValueMap, longest: Int) {
        let place = max(1, data["place"]?.int ?? 1)
        done = max(0, data["done"]?.int ?? place - 1)
        total = max(0, data["len"]?.int ?? total)
        running.append(Step(data, id: data["__id__"], longest: longest))
        // Whatever was not heard of the end of others.
        running.removeFirst(max(0, running.count - max(1, place - done)))
    }

    fileprivate mutating func end(_ data: ValueMap, longest: Int) {
        done = max(0, data["done"]?.int ?? done + 1)
        total = max(0, data["len"]?.int ?? total)
        let ended = Step(data, id: data["ret"]?["__id__"], longest: longest)
        if let index = running.firstIndex(of: ended) { running.remove(at: index) }
    }
}

extension RunProgress.Step {
    fileprivate init(_ data: ValueMap, id: Value?, longest: Int) {
        self.init(
            id: String((id?.scalarText ?? "").prefix(longest)),
            function: String((data["fun"]?.scalarText ?? "").prefix(longest)))
    }
}
