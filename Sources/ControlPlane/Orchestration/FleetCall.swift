import Execution
import Model
import Values

/// Whom a `salt.state` or `salt.function` calls, how many at a time, and what it puts up with.
///
/// Takes the arguments `tgt`, `tgt_type`, `timeout`, `subset`, `batch`, `failhard`, `expect_minions` and `fail_minions`.
struct FleetCall: Sendable {
    let target: Target
    let isBatch: Bool
    /// Whether minions that don't return, and ids that nobody has, are put up with: `expect_minions: False` is written.
    let toleratesSilence: Bool
    private let timeout: Duration?
    private let subset: Int?
    private let batch: Batch?
    private let tolerated: Set<String>

    init(_ arguments: inout ArgumentDecoder) {
        target = Target(arguments: &arguments)
        timeout = arguments.duration("timeout")
        subset = arguments.integer("subset")
        toleratesSilence = !arguments.flag("expect_minions", default: true)
        tolerated = Set((arguments.texts("fail_minions") ?? []).flatMap(TargetMatcher.ids))
        batch = Self.batch(&arguments)
        isBatch = batch != nil
    }

    private static func batch(_ arguments: inout ArgumentDecoder) -> Batch? {
        let stopsAfterFailure = arguments.flag("failhard", default: false)
        guard let text = arguments.text("batch") else { return nil }
        guard let size = Batch.Size(text) else {
            arguments.refuse(
                "batch", "'\(text)' is not a batch size", hint: "a number of minions, or a percentage like 25%")
            return nil
        }
        return Batch(size: size, stopsAfterFailure: stopsAfterFailure)
    }

    /// - Returns: nil when the target means no minion.
    func send(_ call: FunctionCall, through reach: FleetReach, in run: RunContext) async throws -> FleetAnswer? {
        let meant = try await reach.minions(target)
        if meant.isEmpty { return nil }
        let unknown = try await reach.unknown(to: target)
        var batch = batch
        if run.options["failhard"]?.isTruthy == true { batch?.stopsAfterFailure = true }
        let some = await reach.fleet.some(subset, of: meant)
        var answer = try await reach.run(call, on: some, batch: batch, deadline: timeout, in: run.jid)
        answer.unknown = unknown
        return answer
    }

    /// Why nobody was called.
    var nobody: String {
        let listed = target.type == .list ? TargetMatcher.ids(target.expression).sorted() : []
        return listed.isEmpty
            ? "no minion matches '\(target.expression)' (\(target.type.rawValue))"
            : "no accepted minion has the id \(listed.joined(separator: ", "))"
    }

    /// Whether a failure fails the state.
    func counts(_ failure: FleetFailure) -> Bool {
        !tolerated.contains(failure.minion) && !(failure.isSilence && toleratesSilence)
    }

    /// A line that names those on whom it was not done and who were put up with; empty when there are none.
    func leftOut(_ failures: [FleetFailure]) -> String {
        let left = failures.filter { $0.isSilence && !counts($0) }
        return left.isEmpty ? "" : "\nNot done: \(left.map(\.sentence).joined(separator: "; "))"
    }
}

/// A minion on which something was not done, and why.
struct FleetFailure: Sendable {
    let minion: String
    let reason: String
    /// Whether there is no return, as nobody has the id, or it does not answer.
    let isSilence: Bool

    init(_ minion: String, _ reason: String, isSilence: Bool = false) {
        self.minion = minion
        self.reason = reason
        self.isSilence = isSilence
    }

    /// Of a minion that did not succeed.
    init(_ minion: MinionID, _ outcome: MinionOutcome) {
        let isSilence = if case .returned = outcome { false } else { true }
        self.init(minion.text, StepAnswer.reason(outcome), isSilence: isSilence)
    }

    var sentence: String { "\(minion): \(reason)" }
}

extension FleetAnswer {
    /// Those that were meant and not asked.
    var notAsked: [FleetFailure] {
        unknown.map { FleetFailure($0, "no accepted minion has this id", isSilence: true) }
            + notMade.map { FleetFailure($0.minion.text, "was not asked: \($0.reason)") }
            + left.map { FleetFailure($0.text, "was not asked, as the batch was stopped \(stop?.phrase ?? "")") }
    }
}
