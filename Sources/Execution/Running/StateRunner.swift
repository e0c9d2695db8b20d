package import Model
import Values

/// Runs a low state: each chunk once, in order, after what it requires.
package struct StateRunner: Sendable {
    private let catalogue: Catalogue
    private let context: RunContext
    private let clock: RunClock

    /// - Parameter context: its options `failhard`, `state_max_parallel` and `disabled_requisites` hold for the run.
    package init(catalogue: Catalogue, context: RunContext, clock: RunClock = .system) {
        self.catalogue = catalogue
        self.context = context
        self.clock = clock
    }

    /// Runs all chunks and reports each as it ends.
    ///
    /// A cancelled run ends before its next chunk, and so does one after a failure under `failhard`: chunks that did
    /// not run are not among the returns. Two chunks with the same tag are one; the first is run.
    ///
    /// - Returns: the returns by run number.
    package func run(_ low: LowState) async -> [StateReturn] { await carryOut(low).returns }

    /// The same, with where it was if it was cancelled before it was done.
    package func carryOut(_ low: LowState) async -> (returns: [StateReturn], interruption: StateRunInterruption?) {
        let executor = ChunkExecutor(catalogue: catalogue, context: context, clock: clock)
        var run = StateRun(low.without(disabledKinds), executor: executor)
        await run.runAll()
        return (run.finished, run.interruption)
    }

    /// The kinds of requisite that count for nothing (`disabled_requisites`).
    private var disabledKinds: Set<RequisiteKind> {
        let value = context.options["disabled_requisites"]
        let names = value?.list?.compactMap(\.string) ?? value?.string.map { [$0] } ?? []
        return Set(names.compactMap(RequisiteKind.init))
    }

    /// Whether a run is a success: no chunk failed, or each that did has an `onfail` handler with `onfail_stop: False`
    /// that ran and succeeded.
    package static func isSuccess(_ returns: [StateReturn], of low: LowState) -> Bool {
        let failed = Set(returns.filter { $0.result == false }.map(\.tag))
        guard !failed.isEmpty else { return true }
        let succeeded = Set(returns.filter { $0.result == true && $0.ran }.map(\.tag))
        var excused: Set<String> = []
        for chunk in low.chunks where chunk.globals["onfail_stop"] == false && succeeded.contains(chunk.tag) {
            for requisite in chunk.requisites where [.onfail, .onfailAny, .onfailAll].contains(requisite.kind) {
                excused.formUnion(requisite.targets.map { low.chunks[$0].tag })
            }
        }
        return failed.isSubset(of: excused)
    }
}

extension LowState {
    fileprivate func without(_ kinds: Set<RequisiteKind>) -> LowState {
        guard !kinds.isEmpty else { return self }
        return LowState(
            chunks: chunks.map { chunk in
                var chunk = chunk
                chunk.requisites.removeAll { kinds.contains($0.kind) }
                return chunk
            }, lookAheads: kinds.contains(.prereq) ? [] : lookAheads)
    }
}
