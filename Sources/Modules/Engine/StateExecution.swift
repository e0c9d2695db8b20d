import Compiler
import Execution
import Model
import Values

/// One state run, or one look at what a run would be, from its request to its return.
struct StateExecution: Sendable {
    let request: StateRequest
    let run: RunContext
    let minion: MinionRun

    init(_ request: StateRequest, in run: RunContext) throws {
        self.request = request
        self.run = run
        minion = try MinionRun.current(run)
    }

    /// Compiles with `body` on the rendering thread and hands over what it made with the context of the run.
    ///
    /// - Throws: a `StateRefusal` when the pillar or the states don't compile.
    func compile<Result: Sendable>(
        _ body: @escaping @Sendable (StateCompiler) throws(Diagnostics) -> Result
    ) async throws -> (Result, RunContext) {
        let request = try await request.decrypted(in: run)
        let pillar = await minion.engine.compilePillar(request.pillar)
        if let errors = pillar["_errors"]?.list, !errors.isEmpty {
            if request.ignoresPillarErrors { return try await compile(body, request, with: pillar) }
            let heading: Value = "Pillar failed to render with the following messages:"
            throw StateRefusal(messages: [heading] + errors, retcode: 5)
        }
        if request.pillar.override.isEmpty { await minion.engine.memory.remember(pillar) }
        return try await compile(body, request, with: pillar)
    }

    private func compile<Result: Sendable>(
        _ body: @escaping @Sendable (StateCompiler) throws(Diagnostics) -> Result, _ request: StateRequest,
        with pillar: ValueMap
    ) async throws -> (Result, RunContext) {
        let context = request.context(run, pillar: pillar)
        let tree = try await minion.tree()
        do {
            let result = try await minion.withPipe(in: context) { pipe in
                try body(
                    StateCompiler(
                        tree: tree, pipe: pipe, subject: context.subject, matcher: context.matcher,
                        topRules: TopRules(context.options, only: request.onlyEnvironment),
                        ordersAsWritten: context.options["state_auto_order"]?.isTruthy ?? true,
                        disabled: StateModule.disabled(context)))
            }
            return (result, context)
        } catch let problems as Diagnostics {
            throw StateRefusal(messages: problems.all.map { .string($0.description) }, retcode: 1)
        } catch let problem as Diagnostic {
            throw StateRefusal(messages: [.string(problem.description)], retcode: 1)
        }
    }

    /// Compiles and runs, one state run at a time.
    ///
    /// - Parameter body: nil where no top file assigns anything.
    func carryOut(
        as function: FunctionName, _ body: @escaping @Sendable (StateCompiler) throws(Diagnostics) -> CompiledStates?
    ) async throws -> FunctionResult {
        let turns = minion.engine.turns
        let holder = StateTurns.Holder(function: function, jid: run.jid)
        switch try await turns.enter(holder, queue: request.queue, isConcurrent: request.isConcurrent) {
        case .refused(let messages):
            var refusal = FunctionResult(.strings(messages), retcode: 1, outputter: "highstate")
            refusal.isRefusal = true
            return refusal
        case .entered(let ticket):
            let result: FunctionResult
            do {
                result = try await execute(body)
            } catch {
                await turns.leave(ticket)
                throw error
            }
            await turns.leave(ticket)
            return result
        }
    }

    private func execute(
        _ body: @escaping @Sendable (StateCompiler) throws(Diagnostics) -> CompiledStates?
    ) async throws -> FunctionResult {
        do {
            var (compiled, context) = try await compile(body)
            guard let compiled else {
                return Self.nothing("No Top file or master_tops data matches found. Please see master log for details.")
            }
            let low = compiled.low
            if compiled.declaresNothing { return Self.nothing("No states found for this minion") }
            context.services = MinionRun(minion, applying: low)
            var (returns, interruption) = await StateRunner(catalogue: minion.engine.catalogue, context: context)
                .carryOut(low)
            let isSuccess = interruption == nil && !returns.isEmpty && StateRunner.isSuccess(returns, of: low)
            if let interruption {
                let number = (returns.map(\.runNumber).max() ?? -1) + 1
                returns.append(.ended(interruption.phrase, runNumber: number))
            }
            return FunctionResult(
                StateRunReturn.states(returns).value, retcode: isSuccess ? 0 : 2, outputter: "highstate")
        } catch let refusal as StateRefusal {
            return refusal.result
        }
    }

    /// What Salt returns when there is nothing to apply.
    private static func nothing(_ reason: String) -> FunctionResult {
        let state: Value = [
            "result": false, "name": "No States", "changes": [:], "__run_num__": 0,
            "comment": .string(reason),
        ]
        return FunctionResult(["no_|-states_|-states_|-None": state], retcode: 2, outputter: "highstate")
    }
}

/// What a state run is to carry out.
struct CompiledStates: Sendable {
    let low: LowState
    /// The files of a highstate hold no declaration at all.
    var declaresNothing = false
}

/// A run that never began: a list of messages is its return.
struct StateRefusal: Error {
    let messages: [Value]
    let retcode: Int

    var result: FunctionResult { FunctionResult(.list(messages), retcode: retcode, outputter: "highstate") }
}
