import Model
import Values

/// A job as `jobs.list_job` returns it.
struct LedgerEntry: Sendable {
    private let job: Value

    init(_ job: Value) { self.job = job }

    /// The minions, and ids that nobody has, with how the job ended for each; nil while it is not over.
    var outcomes: [(minion: String, outcome: JobOutcome?)] {
        (job["Outcomes"]?.map ?? [:]).map { minion, word in
            (minion.scalarText ?? "", word.string.flatMap(JobOutcome.init))
        }
    }

    /// What came back, in time or not.
    var answers: [JobAnswer] {
        (job["Result"]?.map ?? [:]).map { minion, answer in JobAnswer(minion: minion.scalarText ?? "", answer) }
    }

    /// Those that were to end it, or not to begin it, and have not returned.
    private var killed: [String] { job["Killed"]?.list?.compactMap(\.scalarText) ?? [] }

    /// Those that will never hear of it.
    var withdrawn: [String] {
        outcomes.filter { killed.contains($0.minion) && $0.outcome == .unreachable }.map(\.minion)
    }

    /// The minions for which it is not over.
    var pending: [String] { outcomes.filter { $0.outcome == nil }.map(\.minion) }

    /// Whether it is over, and a success for each that it is for.
    var isSuccess: Bool { !outcomes.isEmpty && outcomes.allSatisfy { $0.outcome == .succeeded } }

    var isOrchestration: Bool { (job["Function"]?.string ?? "").hasPrefix("state.orch") }

    /// How far the state runs under way are, by minion.
    var progress: [(minion: String, progress: Progress)] {
        (job["Progress"]?.map ?? [:]).map { minion, value in (minion.scalarText ?? "", Progress(value)) }
    }

    /// How far a state run is.
    struct Progress: Sendable, Hashable {
        let done: Int
        let total: Int
        /// `nginx (pkg.installed)`
        let running: [String]

        fileprivate init(_ value: Value) {
            done = value["done"]?.int ?? 0
            total = value["total"]?.int ?? 0
            running = (value["running"]?.list ?? []).map { step in
                "\(step["id"]?.scalarText ?? "") (\(step["fun"]?.scalarText ?? ""))"
            }
        }

        /// `3 of 12 done, running nginx (pkg.installed)`
        var text: String {
            let now = running.isEmpty ? "" : ", running \(running.joined(separator: ", "))"
            return "\(done) of \(total) done\(now)"
        }
    }

    /// What is said of a minion that is not heard of.
    func sentence(ofSilent minion: String, _ outcome: JobOutcome?) -> String {
        let isUnknown = job["Unknown"]?.list?.contains(.string(minion)) == true
        return switch outcome {
        case nil where isOrchestration: "It is not over yet."
        case nil where killed.contains(minion): "Minion did not return yet. [Told to stop when it is connected]"
        case nil: "Minion did not return yet."
        case .unreachable where isUnknown: "Minion did not return. [No accepted key]"
        case .unreachable where killed.contains(minion):
            "Minion did not return. [Cancelled before it was delivered]"
        case .unreachable: "Minion did not return. [Not connected]"
        default: "Minion did not return. [No response]"
        }
    }
}
