import Model
import Synchronization
import Values

/// A `local_batch` call: so many minions at a time, each one's return an element of its own.
///
/// When one has returned, the next has its turn, after `batch_wait`. With `failhard` no turn comes after a failure; who
/// is under way is waited for.
struct LocalBatch {
    let low: Lowstate
    let jobs: JobService
    /// How long a minion that is away is waited for.
    let timeout: Duration

    /// - Parameter heard: hears every return as it comes.
    /// - Returns: the elements, in the order in which the minions were done with.
    func run(as user: String, heard: @escaping @Sendable (JobReturn) async -> Void) async throws -> [Value] {
        let target = try low.target()
        let minions = try await jobs.minions(matching: target)
        let line = BatchLine(minions)
        let width = try width(of: minions.count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(width, minions.count) { group.addTask { try await serve(line, user, heard) } }
            try await group.waitForAll()
        }
        guard low.isFullReturn else { return line.elements }
        let left = line.left.map { Self.element($0.text, Lowstate.missing("Stopped after a failure")) }
        // None at all is told apart: then the target is what is wrong.
        let unknown = minions.isEmpty ? [] : target.unknown(beside: minions)
        return line.elements + left + unknown.map { Self.element($0, Lowstate.missing(Lowstate.notAccepted)) }
    }

    /// One place in the batch: takes minions one after the other until none is left.
    private func serve(
        _ line: BatchLine, _ user: String, _ heard: @escaping @Sendable (JobReturn) async -> Void
    ) async throws {
        while let minion = line.next() {
            let answer = try await jobs.run(low.call, on: [minion], as: user, patience: timeout, heard: heard)
            line.take(low.shape(answer).map { Self.element($0.key.string ?? "", $0.value) })
            if low.failsHard, answer.outcomes[minion]?.isSuccess != true { line.stop() }
            if low.batchWait > .zero, !line.isOver { try await Task.sleep(for: low.batchWait) }
        }
    }

    private static func element(_ minion: String, _ value: Value) -> Value { [minion: value] }

    /// `10` or `25%`, at least 1.
    private func width(of count: Int) throws -> Int {
        let text = low.batch ?? "100%"
        if let number = Int(text), number > 0 { return number }
        if text.hasSuffix("%"), let percent = Double(text.dropLast()), percent.isFinite, percent > 0 {
            return max(1, Int(min(Double(count), Double(count) * percent / 100)))
        }
        throw Refusal(
            .badRequest, "'\(text)' is not a batch size", hint: "a number of minions, or a percentage like 25%")
    }
}

/// The minions of a batch that wait for their turn, and what came of the others.
private final class BatchLine: Sendable {
    private struct State {
        var waiting: ArraySlice<MinionID>
        var isStopped = false
        var elements: [Value] = []
    }

    private let state: Mutex<State>

    init(_ minions: [MinionID]) { state = Mutex(State(waiting: minions[...])) }

    func next() -> MinionID? { state.withLock { $0.isStopped ? nil : $0.waiting.popFirst() } }

    func take(_ elements: [Value]) { state.withLock { $0.elements += elements } }

    func stop() { state.withLock { $0.isStopped = true } }

    var isOver: Bool { state.withLock { $0.isStopped || $0.waiting.isEmpty } }
    var elements: [Value] { state.withLock { $0.elements } }
    /// Those whose turn never came.
    var left: [MinionID] { state.withLock { Array($0.waiting) } }
}
