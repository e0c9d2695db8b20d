import Execution
import Model
import Values

/// The minions, as the `salt.*` states of an orchestration reach them.
package struct FleetReach: Sendable {
    let fleet: any Fleet
    private let orchestrations: BegunMoves

    package init(fleet: any Fleet, orchestrations: BegunMoves) {
        self.fleet = fleet
        self.orchestrations = orchestrations
    }

    func minions(_ target: Target) async throws -> [MinionID] { try await fleet.minions(matching: target) }

    func unknown(to target: Target) async throws -> [String] { try await fleet.unknown(to: target) }

    /// Makes a call on minions, each of a batch with a job of its own.
    ///
    /// - Parameter orchestration: the one that makes it; when it is killed the batch is over.
    func run(
        _ call: FunctionCall, on minions: [MinionID], batch: Batch?, deadline: Duration?, in orchestration: JobID?
    ) async throws -> FleetAnswer {
        guard let batch else { return try await run(call, on: minions, deadline: deadline) }
        let done = try await batch.run(on: minions) {
            await orchestrations.isKilled(orchestration)
        } ask: { minion in
            try await run(call, on: [minion], deadline: deadline)
        }
        guard var whole = done.answers.first else {
            if let stop = done.stop { throw Diagnostic("nobody was asked, as the batch was stopped \(stop.phrase)") }
            throw done.failures.first?.error ?? Diagnostic("a batch needs minions")
        }
        for answer in done.answers.dropFirst() { whole.outcomes.merge(answer.outcomes) { $1 } }
        whole.notMade = done.failures.map { failure in
            (failure.minion, failure.error.storeUnavailability ?? "\(failure.error)")
        }
        (whole.left, whole.stop) = (done.left, done.stop)
        return whole
    }

    private func run(
        _ call: FunctionCall, on minions: [MinionID], deadline: Duration?
    ) async throws -> FleetAnswer {
        try await fleet.run(call, on: minions, as: "orchestration", patience: .seconds(5), deadline: deadline)
    }
}

extension Target {
    /// Takes `tgt` and `tgt_type`; a list of ids as `tgt` is read as such.
    init(arguments: inout ArgumentDecoder) {
        let type = arguments.text("tgt_type")
        let value = arguments.value("tgt")
        if let list = value?.list {
            self.init(list.compactMap(\.scalarText).joined(separator: ","), type: .list)
            return
        }
        guard let expression = value?.scalarText else {
            arguments.refuse("tgt", "'tgt' is required", hint: "the minions that are meant, like 'app*'")
            self.init("")
            return
        }
        do {
            try self.init(expression, typeName: type)
        } catch {
            arguments.refuse("tgt_type", error.message, hint: error.hint)
            self.init(expression)
        }
    }
}
