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

    private let runs = Mutex<[MinionID: [JobID: RunProgress]]>([:])

    init() {}

    /// Takes an event that tells of a state: `pigeon/job/JID/running/ID` as it begins, `salt/job/JID/prog/ID/N` when it is
    /// over. Others are left alone.
    ///
    /// - Returns: the job whose state begins.
    func note(_ event: Event) -> JobID? {
        // As who may use a tag is judged: no part of it may be left out.
        let parts = event.tag.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 4, parts[1] == "job", let data = event.data["data"]?.map,
            let jid = Self.known({ () throws(Diagnostic) in try JobID(String(parts[2])) }),
            let minion = Self.known({ () throws(Diagnostic) in try MinionID(String(parts[4])) })
        else { return nil }
        switch (parts[0], parts[3]) {
        case ("pigeon", "running"):
            begin(jid, minion, data)
            return jid
        case ("salt", "prog"):
            end(jid, minion, data)
            return nil
        default: return nil
        }
    }

    func progress(of job: JobID, on minion: MinionID) -> RunProgress? { runs.withLock { $0[minion]?[job] } }

    func forget(_ job: JobID, on minion: MinionID) { runs.withLock { Self.forget(job, on: minion, in: &$0) } }

    private static func forget(_ job: JobID, on minion: MinionID, in runs: inout [MinionID: [JobID: RunProgress]]) {
        runs[minion]?[job] = nil
        if runs[minion]?.isEmpty == true { runs[minion] = nil }
    }

    private func begin(_ job: JobID, _ minion: MinionID, _ data: ValueMap) {
        runs.withLock { runs in
            runs[minion, default: [:]][job, default: RunProgress(done: 0, total: 0, running: [])].begin(data)
            let jobs = runs[minion] ?? [:]
            if jobs.count > Self.limit, let oldest = jobs.keys.min() { runs[minion]?[oldest] = nil }
        }
    }

    /// Events and returns come by different ways: of a run that has returned nothing is to be kept, and after its last
    /// state there is nothing more to tell.
    private func end(_ job: JobID, _ minion: MinionID, _ data: ValueMap) {
        runs.withLock { runs in
            runs[minion]?[job]?.end(data)
            if runs[minion]?[job]?.isDone == true { Self.forget(job, on: minion, in: &runs) }
        }
    }

    /// What a tag says, or nil where it makes no sense.
    private static func known<Name>(_ read: () throws(Diagnostic) -> Name) -> Name? {
        do throws(Diagnostic) { return try read() } catch { return nil }
    }
}

extension RunProgress {
    /// More states that run beside one another are not kept.
    private static let widest = 256
    /// More states than this have no run; what a minion says must not be more than the master can count with.
    private static let counts = 0...1_000_000

    fileprivate var isDone: Bool { done >= total && running.isEmpty }

    fileprivate mutating func begin(_ data: ValueMap) {
        let place = max(1, Self.count(data["place"]) ?? 1)
        done = Self.count(data["done"]) ?? place - 1
        total = Self.count(data["len"]) ?? total
        running.append(Step(data, id: data["__id__"]))
        // Whatever was not heard of the end of others.
        running.removeFirst(max(0, running.count - min(max(1, place - done), Self.widest)))
    }

    fileprivate mutating func end(_ data: ValueMap) {
        done = Self.count(data["done"]) ?? done + 1
        total = Self.count(data["len"]) ?? total
        let ended = Step(data, id: data["ret"]?["__id__"])
        if let index = running.firstIndex(of: ended) { running.remove(at: index) }
    }

    private static func count(_ value: Value?) -> Int? {
        value?.int.map { min(max($0, counts.lowerBound), counts.upperBound) }
    }
}

extension RunProgress.Step {
    /// A name is cut there.
    private static let longest = 256

    fileprivate init(_ data: ValueMap, id: Value?) {
        self.init(
            id: String((id?.scalarText ?? "").prefix(Self.longest)),
            function: String((data["fun"]?.scalarText ?? "").prefix(Self.longest)))
    }
}
