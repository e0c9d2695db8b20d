import Model
import Values

/// A run in progress: what is done, what is under way, and what may start.
struct StateRun {
    /// What a chunk that ran beside the others came to.
    private struct Parallel: Sendable {
        var index: Int
        var answer: StateReturn
    }

    private let low: LowState
    private let order: RunOrder
    /// By place: the chunks that are tried in test mode before the one there.
    private let lookAheads: [Int: [Int]]
    private var executor: ChunkExecutor
    private var returns: [StateReturn?]
    private var listeners: [StateReturn] = []
    /// Test runs of chunks that another looks ahead at.
    private var predictions: [Int: StateReturn] = [:]
    /// Chunks whose dependencies are being seen to; meeting one again is a cycle.
    private var resolving: Set<Int> = []
    private var predicting: Set<Int> = []
    private var parallel: Set<Int> = []
    /// Chunks that an earlier one has done the work of (`aggregate`).
    private var takenOver: Set<Int> = []
    private var nextNumber = 0
    /// How many chunks have their return.
    private var settled = 0
    private var isStopped = false
    /// Those that were under way when the run was cancelled.
    private var interrupted: [LowChunk] = []
    /// The one that was not to start, nor what comes after it.
    private var refused: LowChunk?

    init(_ low: LowState, executor: ChunkExecutor) {
        self.low = low
        self.executor = executor
        let order = RunOrder(low)
        self.order = order
        lookAheads = Dictionary(grouping: low.lookAheads, by: \.place).mapValues { aheads in
            aheads.map { order.canonical[$0.target] }
        }
        returns = Array(repeating: nil, count: low.chunks.count)
    }

    /// The returns so far, by run number.
    var finished: [StateReturn] {
        let all = returns.compactMap { $0 } + listeners
        let isInOrder = zip(all, all.dropFirst()).allSatisfy { $0.runNumber < $1.runNumber }
        return isInOrder ? all : all.sorted { $0.runNumber < $1.runNumber }
    }

    /// What a run was cut off in that was cancelled, or was to end before a state; nil when all is done.
    var interruption: StateRunInterruption? {
        let count = Set(order.canonical).count
        guard Task.isCancelled || refused != nil, settled < count || !interrupted.isEmpty else { return nil }
        return StateRunInterruption(running: interrupted, next: refused, settled: settled, count: count)
    }

    private var canGoOn: Bool { !isStopped && !Task.isCancelled }

    mutating func runAll() async {
        await withTaskGroup(of: Parallel.self) { group in
            for index in low.chunks.indices where order.canonical[index] == index {
                for target in lookAheads[index] ?? [] { await predict(target, &group) }
                guard canGoOn else { break }
                if returns[index] == nil, !parallel.contains(index) {
                    guard await executor.context.services.mayStart(low.chunks[index].id) else {
                        refused = low.chunks[index]
                        break
                    }
                }
                await start(index, &group)
            }
            while !parallel.isEmpty { await collect(&group) }
        }
        await runListeners()
    }

    /// Runs a chunk, or sets it going if it is to run in parallel, after everything that it needs.
    private mutating func start(_ index: Int, _ group: inout TaskGroup<Parallel>) async {
        guard canGoOn, returns[index] == nil, !parallel.contains(index) else { return }
        let chunk = low.chunks[index]
        guard resolving.insert(index).inserted else {
            await record(executor.notRun(chunk, result: false, "Recursive requisite found"), at: index)
            return
        }
        defer { resolving.remove(index) }
        for target in order.dependencies[index] + order.prerequirers[index] { await settle(target, &group) }
        for target in order.prerequired[index] { await predict(target, &group) }
        guard canGoOn, returns[index] == nil else { return }

        let verdict = verdict(index, isPrediction: false)
        guard let answer = skipped(index, verdict) else {
            await execute(index, verdict, &group)
            return
        }
        await record(answer, at: index)
    }

    /// Runs a chunk and waits until its return is there.
    private mutating func settle(_ index: Int, _ group: inout TaskGroup<Parallel>) async {
        await start(index, &group)
        while parallel.contains(index) { await collect(&group) }
    }

    private mutating func execute(
        _ index: Int, _ verdict: RequisiteVerdict, _ group: inout TaskGroup<Parallel>
    ) async {
        let chunk = aggregated(index)
        let number = nextNumber
        let changes = verdict == .runAfterWatchedChange ? watchedChanges(of: chunk) : nil
        await executor.announce(
            chunk, place: settled + parallel.count + 1, done: settled, total: low.chunks.count)
        guard chunk.globals["parallel"]?.isTruthy == true else {
            var execution = await executor.execute(chunk, reactingTo: changes)
            if verdict == .runWithoutReaction {
                execution.answer.comment +=
                    " mod_watch was not run because requisites were skipped by another state"
            }
            await record(execution.answer, at: index, calls: execution.calls)
            return
        }
        let limit = executor.context.options["state_max_parallel"]?.int ?? 0
        while limit > 0, parallel.count >= limit { await collect(&group) }
        nextNumber += 1
        parallel.insert(index)
        let executor = executor
        // Not on the run's own thread, which would be one for all of them.
        group.addTask(executorPreference: globalConcurrentExecutor) {
            var answer = await executor.execute(chunk, reactingTo: changes).answer
            answer.runNumber = number
            // A condition that keeps it from running is looked at before it is set going, and whether it is there at all.
            if answer.extra["skip_watch"] != true, answer.hasFunction { answer.extra["__parallel__"] = true }
            return Parallel(index: index, answer: answer)
        }
    }

    /// The states that a chunk watches and that changed, as its requisite would name them.
    private func watchedChanges(of chunk: LowChunk) -> [String] {
        let targets = chunk.requisites.filter { $0.kind == .watch }.flatMap(\.targets).map { order.canonical[$0] }
        return targets.filter { returns[$0]?.changes.isEmpty == false }.map {
            "\(low.chunks[$0].state): \(low.chunks[$0].id)"
        }
    }

    private mutating func collect(_ group: inout TaskGroup<Parallel>) async {
        guard let done = await group.next() else { return }
        parallel.remove(done.index)
        await keep(done.answer, at: done.index)
    }

    /// Finds out what a chunk would do, after what it needs itself.
    private mutating func predict(_ index: Int, _ group: inout TaskGroup<Parallel>) async {
        guard canGoOn, predictions[index] == nil else { return }
        let chunk = low.chunks[index]
        guard predicting.insert(index).inserted else {
            predictions[index] = executor.notRun(chunk, result: false, "Recursive requisite found")
            return
        }
        defer { predicting.remove(index) }
        for target in order.dependencies[index] { await settle(target, &group) }
        for target in order.prerequired[index] { await predict(target, &group) }
        guard canGoOn, predictions[index] == nil else { return }
        if let done = returns[index] {
            predictions[index] = done
            return
        }
        let verdict = verdict(index, isPrediction: true)
        if let answer = skipped(index, verdict) {
            // It won't run later either: this is its return.
            await record(answer, at: index)
            predictions[index] = returns[index]
            return
        }
        var answer = await executor.predict(chunk)
        if verdict == .runAfterWatchedChange, answer.isOpenToReaction {
            answer.result = nil
            answer.changes = ["watch": "watch"]
        }
        predictions[index] = answer
    }

    private func verdict(_ index: Int, isPrediction: Bool) -> RequisiteVerdict {
        let chunk = low.chunks[index]
        let reacts = executor.catalogue.state(chunk.functionName)?.isWatching ?? false
        var outcomes: [RequisiteKind: [RequisiteVerdict.Outcome]] = [:]
        for requisite in chunk.requisites where requisite.kind != .listen {
            let kind = reacts ? requisite.kind : requisite.kind.withoutReaction
            for target in requisite.targets.map({ order.canonical[$0] }) {
                let answer = kind == .prereq ? predictions[target] : returns[target]
                if let answer { outcomes[kind, default: []].append(answer.outcome(of: target)) }
            }
        }
        if !isPrediction {
            for target in order.prerequirers[index] {
                if let answer = returns[target] { outcomes[.require, default: []].append(answer.outcome(of: target)) }
            }
        }
        return RequisiteVerdict.of(outcomes)
    }

    /// The return of a chunk that its requisites keep from running, or nil when they don't.
    private func skipped(_ index: Int, _ verdict: RequisiteVerdict) -> StateReturn? {
        let chunk = low.chunks[index]
        switch verdict {
        case .run, .runAfterWatchedChange, .runWithoutReaction: return nil
        case .skip(let comment): return executor.notRun(chunk, result: true, comment)
        case .fail(let targets):
            if var predicted = predictions[index] {
                predicted.changes = [:]
                return predicted
            }
            var named: Set<String> = []
            let names = targets.map { low.chunks[$0].path }.filter { named.insert($0).inserted }
            return executor.notRun(
                chunk, result: false, "One or more requisite failed: \(names.joined(separator: ", "))")
        }
    }

    /// Gives a return its number, keeps it and stops the run if it must.
    private mutating func record(_ answer: StateReturn, at index: Int, calls: Int = 1) async {
        var answer = answer
        answer.runNumber = nextNumber + calls - 1
        nextNumber += calls
        await keep(answer, at: index)
    }

    private mutating func keep(_ answer: StateReturn, at index: Int) async {
        let chunk = low.chunks[index]
        let answer = await refreshed(after: answer, of: chunk)
        returns[index] = chunk.hidesOutput ? answer.masked : answer
        settled += 1
        if Task.isCancelled { interrupted.append(chunk) }
        await executor.report(answer, of: chunk, done: settled, total: low.chunks.count)
        if failsHard(answer, of: chunk) { isStopped = true }
    }

    /// Whether nothing more may run after this.
    private func failsHard(_ answer: StateReturn, of chunk: LowChunk) -> Bool {
        let isHard = chunk.globals["failhard"] ?? executor.context.options["failhard"]
        return answer.result == false && isHard?.isTruthy == true && !executor.context.isTest
    }

    /// The chunk with what others of its kind ask for, where it takes that over (`aggregate`): those whose requisites are
    /// met by now, and that no condition may keep from running.
    private mutating func aggregated(_ index: Int) -> LowChunk {
        let chunk = low.chunks[index]
        let options = executor.context.options
        guard chunk.aggregates(under: options), !takenOver.contains(index),
            let function = executor.catalogue.state(chunk.functionName)?.aggregating
        else { return chunk }
        let others = low.chunks.indices.filter { other in
            let candidate = low.chunks[other]
            return other > index && candidate.functionName == chunk.functionName && isFree(other)
                && candidate.aggregates(under: options) && function.isAlike(chunk, candidate)
        }
        takenOver.formUnion(others)
        return others.isEmpty ? chunk : function.aggregate(chunk, others.map { low.chunks[$0] })
    }

    /// Whether a chunk could run right now, and nothing but its turn is missing.
    private func isFree(_ index: Int) -> Bool {
        guard order.canonical[index] == index, returns[index] == nil, !takenOver.contains(index),
            !low.chunks[index].isConditional, order.prerequired[index].isEmpty
        else { return false }
        let awaited = order.dependencies[index] + order.prerequirers[index]
        guard awaited.allSatisfy({ returns[$0] != nil }) else { return false }
        switch verdict(index, isPrediction: false) {
        case .run, .runAfterWatchedChange, .runWithoutReaction: return true
        case .skip, .fail: return false
        }
    }

    /// Lets the states to come see the host as it is after this one (`reload_grains`, `reload_pillar`).
    ///
    /// - Returns: the answer, a failure where that can't be had.
    private mutating func refreshed(after answer: StateReturn, of chunk: LowChunk) async -> StateReturn {
        let grains = chunk.globals["reload_grains"]?.isTruthy == true
        let pillar = chunk.globals["reload_pillar"]?.isTruthy == true
        guard grains || pillar else { return answer }
        var answer = answer
        do {
            executor.context = try await executor.context.services.refreshed(
                executor.context, grains: grains, pillar: pillar)
        } catch {
            answer.result = false
            answer.comment += "\n\(error)"
        }
        return answer
    }

    /// After everything else, also where a failure has stopped the run: every chunk that listens to one that changed
    /// reacts, once, in order. Another run would see no change and so would never let them react.
    private mutating func runListeners() async {
        for index in low.chunks.indices where order.canonical[index] == index {
            guard !Task.isCancelled else { return }
            let targets = low.chunks[index].requisites.filter { $0.kind == .listen }.flatMap(\.targets)
            let hasChange = targets.contains { returns[order.canonical[$0]]?.changes.isEmpty == false }
            guard hasChange else { continue }
            let listener = low.chunks[index].listener
            var execution = await executor.listen(listener, as: low.chunks[index].functionName)
            execution.answer.runNumber = nextNumber + execution.calls - 1
            nextNumber += execution.calls
            listeners.append(listener.hidesOutput ? execution.answer.masked : execution.answer)
            await executor.report(execution.answer, of: listener, done: settled, total: low.chunks.count)
            if failsHard(execution.answer, of: listener) { return }
        }
    }
}
