import Model
import Synchronization
import Values

/// Asks minions so many at a time: when one has returned, the next has its turn, after a wait.
///
/// If it is to stop, no turn comes after a failure; who is under way is waited for.
struct Batch: Sendable {
    /// `10` or `25%`, at least 1.
    struct Size: Sendable {
        private let number: Int?
        private let percentage: Double

        /// - Returns: nil for what is no size.
        init?(_ text: String) {
            if let number = Int(text), number > 0 {
                (self.number, percentage) = (number, 100)
            } else if text.hasSuffix("%"), let percent = Double(text.dropLast()), percent.isFinite, percent > 0 {
                (number, percentage) = (nil, percent)
            } else {
                return nil
            }
        }

        func width(of count: Int) -> Int {
            number ?? max(1, Int(min(Double(count), Double(count) * percentage / 100)))
        }
    }

    var size: Size
    /// How long a place stays empty after a return.
    var wait = Duration.zero
    var stopsAfterFailure = false

    /// - Parameter ask: makes the call on one minion; hears no two for one place at the same time.
    /// - Returns: the answers in the order in which the minions were done with, and those whose turn never came.
    func run(
        on minions: [MinionID], ask: @escaping @Sendable (MinionID) async throws -> FleetAnswer
    ) async throws -> (answers: [FleetAnswer], left: [MinionID]) {
        let line = BatchLine(minions)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(size.width(of: minions.count), minions.count) {
                group.addTask { try await serve(line, ask) }
            }
            try await group.waitForAll()
        }
        return (line.answers, line.left)
    }

    /// One place in the batch: takes minions one after the other until none is left.
    private func serve(_ line: BatchLine, _ ask: @Sendable (MinionID) async throws -> FleetAnswer) async throws {
        while let minion = line.next() {
            let answer = try await ask(minion)
            line.take(answer)
            if stopsAfterFailure, answer.outcomes[minion]?.isSuccess != true { line.stop() }
            if wait > .zero, !line.isOver { try await Task.sleep(for: wait) }
        }
    }
}

/// The minions of a batch that wait for their turn, and what came of the others.
private final class BatchLine: Sendable {
    private struct State {
        var waiting: ArraySlice<MinionID>
        var isStopped = false
        var answers: [FleetAnswer] = []
    }

    private let state: Mutex<State>

    init(_ minions: [MinionID]) { state = Mutex(State(waiting: minions[...])) }

    func next() -> MinionID? { state.withLock { $0.isStopped ? nil : $0.waiting.popFirst() } }

    func take(_ answer: FleetAnswer) { state.withLock { $0.answers.append(answer) } }

    func stop() { state.withLock { $0.isStopped = true } }

    var isOver: Bool { state.withLock { $0.isStopped || $0.waiting.isEmpty } }
    var answers: [FleetAnswer] { state.withLock { $0.answers } }
    /// Those whose turn never came.
    var left: [MinionID] { state.withLock { Array($0.waiting) } }
}
