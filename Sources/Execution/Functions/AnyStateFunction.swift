package import Model
package import Values

/// A state function with its types erased, bound to what it may read and write.
package struct AnyStateFunction: Sendable {
    /// How a call is meant.
    package enum Mode: Sendable {
        case apply
        /// Observe and plan only.
        case test
        /// A watched state changed and this one found nothing of its own to change.
        case watchedChange(isTest: Bool)
    }

    /// What a call came to; the runner makes the `StateReturn` of it.
    package struct Outcome: Sendable {
        package var result: Bool?
        package var changes: ValueMap
        package var comment: String
        package var warnings: [String] = []
        package var extra: ValueMap = [:]
    }

    package let name: FunctionName
    /// Whether a `watch` on it does more than a `require`.
    package let isWatching: Bool
    /// The function where it can do the work of several chunks at once.
    let aggregating: (any AggregatingStateFunction.Type)?
    package let call: @Sendable (LowChunk, Mode, RunContext) async -> Outcome
    /// What it does, in a sentence.
    package let summary: String
    /// Its arguments, as far as it asks for them when it is given none.
    package let parameters: @Sendable () -> [Parameter]
    /// What is wrong with a name and arguments; nothing is called.
    let problems: @Sendable (String, ValueMap) -> [Diagnostic]

    package init<Function: StateFunction>(
        _ type: Function.Type, reader: Function.Reader, writer: Function.Writer
    ) {
        name = Function.function
        // Asked of the type, not by casts: a cast to a protocol that fails looks at every conformance of the program.
        isWatching = Function.isWatching
        aggregating = Function.aggregating
        summary = Function.summary
        parameters = {
            var decoder = ArgumentDecoder.listening()
            _ = Function(name: "", &decoder)
            return decoder.parameters
        }
        problems = { subject, arguments in
            let own = ValueMap(arguments.filter { !StateKeywords.isGlobal($0.key.string ?? "") })
            let globals = ValueMap(arguments.filter { StateKeywords.isGlobal($0.key.string ?? "") })
            var decoder = ArgumentDecoder(own, globals: globals)
            _ = Function(name: subject, &decoder)
            return decoder.finish(for: Function.function.description)
        }
        call = { chunk, mode, run in
            // `salt://` means the chunk's own environment, which a top file or `saltenv` may have set.
            var run = run
            run.environment = chunk.globals["saltenv"]?.scalarText ?? chunk.environment
            run.umask = chunk.umask
            let writer =
                run.umask.flatMap { (writer as? any MaskedWriter)?.masked(by: $0) as? Function.Writer } ?? writer
            return await StateCall<Function>(reader: reader, writer: writer, run: run).outcome(of: chunk, mode: mode)
        }
    }
}

/// One call of one state function: decode, observe, plan, and apply unless it is a test.
private struct StateCall<Function: StateFunction> {
    let reader: Function.Reader
    let writer: Function.Writer
    let run: RunContext

    func outcome(of chunk: LowChunk, mode: AnyStateFunction.Mode) async -> AnyStateFunction.Outcome {
        var decoder = ArgumentDecoder(
            chunk.arguments, globals: chunk.globals, locations: chunk.argumentLocations, of: chunk.location)
        let function = Function(name: chunk.name, &decoder)
        let problems = decoder.finish(for: Function.function.description)
        guard problems.isEmpty else {
            return failure(problems.map(\.description).joined(separator: "\n"))
        }
        do {
            let seen = try await function.observe(with: reader, in: run)
            switch mode {
            case .apply: return try await carryOut(function.plan(seen), of: function, isTest: false)
            case .test: return try await carryOut(function.plan(seen), of: function, isTest: true)
            case .watchedChange(let isTest):
                guard let watching = function as? any WatchingStateFunction else {
                    return failure("\(Function.function) can't react to a watched change")
                }
                return try await react(watching, seen, isTest: isTest)
            }
        } catch {
            return failure(String(describing: error))
        }
    }

    private func react<Watching: WatchingStateFunction>(
        _ function: Watching, _ seen: Function.Observation, isTest: Bool
    ) async throws -> AnyStateFunction.Outcome {
        guard let same = function as? Function, let seen = seen as? Watching.Observation,
            let plan = function.planAfterWatchedChange(seen) as? Plan<Function.Change>
        else { return failure("\(Function.function) can't react to a watched change") }
        return try await carryOut(plan, of: same, isTest: isTest)
    }

    private func carryOut(
        _ plan: Plan<Function.Change>, of function: Function, isTest: Bool
    ) async throws -> AnyStateFunction.Outcome {
        switch plan.verdict {
        case .satisfied:
            return .init(
                result: true, changes: plan.predicted, comment: plan.comment, warnings: plan.warnings,
                extra: plan.extra)
        case .impossible:
            return .init(
                result: false, changes: plan.predicted, comment: plan.comment, warnings: plan.warnings,
                extra: plan.extra)
        case .changes(let changes) where !isTest:
            return await apply(changes, of: function, warnings: plan.warnings)
        case .changes:
            return .init(result: nil, changes: plan.predicted, comment: plan.comment, warnings: plan.warnings)
        }
    }

    /// Applies the changes in order and stops at the first that fails; what was done before it stays in `changes`.
    private func apply(
        _ changes: [Function.Change], of function: Function, warnings: [String]
    ) async -> AnyStateFunction.Outcome {
        var outcome = AnyStateFunction.Outcome(result: true, changes: [:], comment: "", warnings: warnings)
        var comments: [String] = []
        for change in changes {
            let applied: Applied
            do {
                applied = try await function.apply(change, with: writer, in: run)
            } catch {
                applied = .failed(String(describing: error))
            }
            outcome.changes = outcome.changes.merged(with: applied.changes)
            outcome.extra = outcome.extra.merged(with: applied.extra)
            if !applied.comment.isEmpty { comments.append(applied.comment) }
            guard applied.succeeded else {
                outcome.result = false
                break
            }
        }
        outcome.comment = comments.joined(separator: "\n")
        return outcome
    }

    private func failure(_ comment: String) -> AnyStateFunction.Outcome {
        .init(result: false, changes: [:], comment: comment)
    }
}
