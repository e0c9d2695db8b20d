import Compiler
package import Execution
package import Logging
package import Model
package import Values

/// Carries out calls on one minion, for a master or for `pigeon call`.
package struct MinionEngine: Sendable {
    package let id: MinionID
    /// The configuration, which templates see as `opts`.
    package let options: ValueMap
    /// As they were collected last.
    package var grains: ValueMap { facts.current }
    package let catalogue: Catalogue
    let files: any FileTreeSource
    let pillar: any PillarSource
    let host: HostWriter
    let logger: Logger
    private let collectGrains: (@Sendable () async throws -> ValueMap)?
    /// Where calls run, when not on Swift's own threads.
    package var executor: (any TaskExecutor)?
    /// What templates may call.
    let functionNames: Set<String>
    let memory: PillarMemory
    private let facts: GrainsMemory
    private let pillarListeners: Listeners<ValueMap>
    let turns = StateTurns()
    let requests = StateRequests()
    let pauses = StatePauses()
    let jobs = RunningJobs()

    /// - Parameter collectGrains: collects the grains anew, for states with `reload_grains`.
    package init(
        id: MinionID, options: ValueMap, grains: ValueMap, catalogue: Catalogue, files: any FileTreeSource,
        pillar: any PillarSource, host: HostWriter, logger: Logger,
        collectGrains: (@Sendable () async throws -> ValueMap)? = nil
    ) {
        self.id = id
        self.options = options
        facts = GrainsMemory(grains)
        let listeners = Listeners<ValueMap>()
        pillarListeners = listeners
        memory = PillarMemory { listeners.tell($0) }
        self.catalogue = catalogue
        functionNames = catalogue.functionTexts
        self.files = files
        self.pillar = pillar
        self.host = host
        self.logger = logger
        self.collectGrains = collectGrains
    }

    /// Collects the grains anew, for everything that comes; those of the beginning stay where nothing collects them.
    @discardableResult
    package func refreshGrains() async throws -> ValueMap {
        guard let collectGrains else { return grains }
        facts.remember(try await collectGrains())
        return grains
    }

    /// Hears of grains that are not what they were.
    package func onGrains(_ listener: @escaping @Sendable (ValueMap) -> Void) { facts.listeners.add(listener) }

    /// Hears of every pillar that is compiled for this minion as it is.
    package func onPillar(_ listener: @escaping @Sendable (ValueMap) -> Void) { pillarListeners.add(listener) }

    /// Carries out a call. Never throws: what goes wrong is the result's text, with a return code that is not 0.
    ///
    /// Cancelling the task ends the call: a state run before its next chunk, a command with its process group.
    package func run(
        _ call: FunctionCall, jid: JobID?, report: (@Sendable (Event) async -> Void)? = nil
    ) async -> FunctionResult {
        guard let function = catalogue.function(call.function) else {
            return FunctionResult(.string(catalogue.unavailable(call.function)), retcode: 254)
        }
        let task = Task(executorPreference: executor) {
            await carryOut(call, function, MinionRun(engine: self, jid: jid, report: report))
        }
        let ticket = await jobs.add(.init(call: call, jid: jid, cancel: { task.cancel() }))
        var result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        if await jobs.remove(ticket) { result.end(because: "killed by saltutil.kill_job") }
        if let jid {
            await turns.forget(jid)
            await pauses.resume(jid.text, before: nil)
        }
        return result
    }

    /// A job was taken and will be run: state runs that wait for their turn have it in the order of their jobs' ids,
    /// however their starts come to pass.
    package func expect(_ call: FunctionCall, jid: JobID) async {
        guard StateModule.turnTaking.contains(call.function) else { return }
        await turns.expect(StateTurns.Holder(function: call.function, jid: jid))
    }

    /// Compiles the pillar anew for the calls to come.
    ///
    /// - Returns: whether it could be compiled.
    @discardableResult
    package func refreshPillar() async -> Bool {
        await memory.forget()
        return await memory.current(compile: compileBasePillar)["_errors"] == nil
    }

    /// Functions of these modules don't look at the pillar, and answer even when it can't be had.
    private static let modulesWithoutPillar: Set<String> = ["test", "sys", "saltutil", "log", "random", "hashutil"]

    private func carryOut(_ call: FunctionCall, _ function: ExecutionFunction, _ run: MinionRun) async -> FunctionResult
    {
        // A state run compiles its own pillar.
        let compilesItself = Self.modulesWithoutPillar.contains(call.function.module) || call.function.module == "state"
        let pillar = compilesItself ? [:] : await memory.current(compile: compileBasePillar)
        do {
            var result = try await function(call, in: run.context(pillar: pillar))
            if result.retcode == 0, Self.saysItFailed(result.value) { result.retcode = 1 }
            return PillarMask.apply(to: result, of: call, options)
        } catch is CancellationError {
            return FunctionResult(.string("ERROR: '\(call.function)' was cancelled"), retcode: 1)
        } catch {
            return FunctionResult(.string(Self.text(of: error, from: call.function)), retcode: 1)
        }
    }

    /// Whether a dictionary that a function returns calls itself a failure, as Salt's minion reads it.
    private static func saysItFailed(_ value: Value) -> Bool {
        guard let map = value.map else { return false }
        return ["result", "success"].contains { map[$0].map { !$0.isTruthy } ?? false }
    }

    private func compileBasePillar() async -> ValueMap { await compilePillar(standardPillarRequest) }

    /// What asks for the pillar of this minion as it is, with its environment as the configuration says it.
    var standardPillarRequest: PillarRequest {
        let saltenv = options["saltenv"]?.scalarText
        let isOfStates = options["pillarenv_from_saltenv"]?.isTruthy ?? false
        return PillarRequest(
            grains: grains, pillarenv: isOfStates ? saltenv : options["pillarenv"]?.scalarText, saltenv: saltenv)
    }

    /// The pillar, with `_errors` where it could not be compiled.
    func compilePillar(_ request: PillarRequest) async -> ValueMap {
        do {
            return try await pillar.compiled(request).value
        } catch let problems as Diagnostics {
            return ["_errors": .strings(problems.all.map(\.description))]
        } catch {
            return ["_errors": [.string(String(describing: error))]]
        }
    }

    /// The words in which Salt's minion reports a function that failed.
    private static func text(of error: any Error, from function: FunctionName) -> String {
        let text = String(describing: error)
        if text.hasPrefix("Passed invalid arguments") { return text }
        if text.hasPrefix("The following keyword arguments are not valid") {
            return "ERROR executing '\(function)': \(text)"
        }
        return "ERROR: \(text)"
    }
}

extension FunctionResult {
    /// Says of a result that the call was ended before it was done, which is no success. What was done is kept.
    fileprivate mutating func end(because reason: String) {
        if retcode == 0 { retcode = 1 }
        value = StateReturn.explained(value, why: reason, sentence: reason)
    }
}
