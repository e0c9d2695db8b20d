import Model
import Values

/// Executes one chunk whose requisites are met: conditions, slots, the function, `check_cmd`, retries, reaction to a
/// watched change.
struct ChunkExecutor: Sendable {
    let catalogue: Catalogue
    var context: RunContext
    let clock: RunClock

    /// What an execution came to.
    struct Execution: Sendable {
        var answer: StateReturn
        /// How many times the state was called; each takes a `__run_num__`.
        var calls: Int
    }

    /// - Parameter changes: the watched states that changed, as `test: ID`; nil where nothing watched did. When this one
    ///   finds nothing of its own to change it is asked what to do about that, and its second answer replaces the first.
    func execute(_ chunk: LowChunk, reactingTo changes: [String]? = nil) async -> Execution {
        let first = await withRetries(chunk) { await attempt(chunk, context.isTest ? .test : .apply) }
        guard let changes, first.answer.isOpenToReaction else { return first }
        var second = await react(chunk, to: changes)
        second.calls += first.calls
        return second
    }

    /// The reaction to a watched change alone (Salt's `mod_watch`).
    private func react(_ chunk: LowChunk, to changes: [String]) async -> Execution {
        var reacting = self
        reacting.context.watchedChanges = changes
        return await reacting.withRetries(chunk) {
            await reacting.attempt(chunk, .watchedChange(isTest: context.isTest))
        }
    }

    /// The reaction of a listening chunk at the end of the run, told as Salt's `mod_watch`.
    func listen(_ listener: LowChunk, as name: FunctionName) async -> Execution {
        var told = listener
        told.function = "mod_watch"
        var execution: Execution
        if catalogue.state(name)?.isWatching == true {
            execution = await react(listener, to: [])
        } else {
            execution = Execution(answer: notRun(told, result: false, unknownFunction(told)), calls: 1)
            execution.answer.ran = true
            execution.answer.startTime = ""
        }
        execution.answer.tag = told.tag
        return execution
    }

    /// The state in test mode, whatever the run is: how `prereq` looks ahead.
    func predict(_ chunk: LowChunk) async -> StateReturn {
        var ahead = self.context
        ahead.isTest = true
        return await ChunkExecutor(catalogue: catalogue, context: ahead, clock: clock).attempt(chunk, .test)
    }

    /// A return for a chunk that is not executed.
    func notRun(_ chunk: LowChunk, result: Bool, _ comment: String) -> StateReturn {
        let start = clock.now()
        return StateReturn(
            tag: chunk.tag, name: chunk.name, id: chunk.id, sls: chunk.sls, result: result, comment: comment,
            ran: false,
            startTime: clock.timeOfDay(start), duration: clock.milliseconds(since: start))
    }

    private func withRetries(_ chunk: LowChunk, _ attempt: () async -> StateReturn) async -> Execution {
        var execution = Execution(answer: await attempt(), calls: 1)
        // What there is not is not there the next time either.
        guard execution.answer.hasFunction, let policy = RetryPolicy(chunk.globals["retry"]) else { return execution }
        if context.isTest {
            execution.answer.comment += "  " + policy.announcement
            return execution
        }
        let start = execution.answer.startTime
        var reports: [String] = []
        var duration = execution.answer.duration
        while execution.answer.result != policy.until, execution.calls < policy.attempts {
            let wait = policy.wait()
            do {
                try await clock.sleep(.seconds(wait))
            } catch {
                break
            }
            reports.append(
                "Attempt \(execution.calls): Returned a result of \"\(Self.word(execution.answer.result))\", "
                    + "with the following comment: \"\(execution.answer.comment)\"")
            execution.answer = await attempt()
            execution.calls += 1
            duration += execution.answer.duration + Double(wait) * 1000
        }
        execution.answer.comment = (reports + [execution.answer.comment]).joined(separator: "\n")
        execution.answer.duration = (duration * 1000).rounded() / 1000
        execution.answer.startTime = start
        return execution
    }

    private static func word(_ result: Bool?) -> String { result.map { $0 ? "True" : "False" } ?? "None" }

    private func attempt(_ chunk: LowChunk, _ mode: AnyStateFunction.Mode) async -> StateReturn {
        let start = clock.now()
        var answer = StateReturn(tag: chunk.tag, name: chunk.name, id: chunk.id, sls: chunk.sls, result: true)
        if let umask = chunk.invalidUmask {
            answer.result = false
            answer.comment = "Invalid umask: \(umask)\n"
        } else if let function = catalogue.state(chunk.functionName) {
            do {
                if let reason = try await RunCondition(chunk: chunk, context: context).reasonToSkip() {
                    answer.comment = reason
                    answer.extra["skip_watch"] = true
                } else if context.isMock {
                    answer.comment = "Not called, mocked"
                } else {
                    var ready = chunk
                    ready.arguments = try await chunk.arguments.resolvingSlots(in: context)
                    ready.name = try await chunk.nameResolvingSlot(in: context)
                    answer.name = ready.name
                    answer.take(await function.call(ready, mode, context))
                }
                await CheckCommand(chunk)?.decide(&answer, chunk, context)
            } catch {
                answer.result = false
                answer.comment = "An exception occurred in this state: \(error)"
            }
        } else {
            answer.result = false
            answer.comment = unknownFunction(chunk)
            return answer
        }
        answer.startTime = clock.timeOfDay(start)
        answer.duration = clock.milliseconds(since: start)
        return answer
    }

    private func unknownFunction(_ chunk: LowChunk) -> String {
        let name = chunk.functionName
        let hint = catalogue.hint(forState: name).map { "\($0)\n" } ?? ""
        return "State '\(name)' was not found in SLS '\(chunk.sls)'\nReason: '\(name)' is not available.\n\(hint)"
    }
}

extension StateReturn {
    /// Whether a watched change may still do something: nothing changed here, and no condition said to leave it.
    var isOpenToReaction: Bool { changes.isEmpty && extra["skip_watch"] != true }

    fileprivate mutating func take(_ outcome: AnyStateFunction.Outcome) {
        result = outcome.result
        changes = outcome.changes
        comment = outcome.comment
        warnings = outcome.warnings
        extra = outcome.extra
    }
}
