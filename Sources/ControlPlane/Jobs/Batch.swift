import Model
import Synchronization
import Values

/// Asks minions so many at a time: when one has returned, the next has its turn, after a wait.
///
/// If it is to stop, no turn comes after a failure, and none after a job that somebody has ended; who is under way is
/// waited for.
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

    /// - Parameters:
    ///   - isKilled: asked before each turn: whether none is to come any more.
    ///   - ask: makes the call on one minion; hears no two for one place at the same time. One that throws ends nobody
    ///     else's.
    func run(
        on minions: [MinionID], isKilled: @escaping @Sendable () async -> Bool = { false },
        ask: @escaping @Sendable (MinionID) async throws -> FleetAnswer
    ) async throws -> BatchAnswer {
        let line = BatchLine(minions)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(size.width(of: minions.count), minions.count) {
                group.addTask { await serve(line, isKilled, ask) }
            }
        }
        try Task.checkCancellation()
        return line.answer
    }

    /// One place in the batch: takes minions one after the other until none is left.
    private func serve(
        _ line: BatchLine, _ isKilled: @Sendable () async -> Bool,
        _ ask: @Sendable (MinionID) async throws -> FleetAnswer
    ) async {
        while !Task.isCancelled {
            if await isKilled() { line.stop(.killedOrchestration) }
            guard let minion = line.next() else { return }
            var isSuccess = false
            do {
                let answer = try await ask(minion)
                line.take(answer)
                if answer.isKilled { line.stop(.killed(answer.jid)) }
                isSuccess = answer.outcomes[minion]?.isSuccess == true
            } catch {
                line.fail(minion, error)
            }
            if stopsAfterFailure, !isSuccess { line.stop(.failure) }
            if wait > .zero, !line.isOver { do { try await Task.sleep(for: wait) } catch { return } }
        }
    }
}

/// What came of a batch.
struct BatchAnswer: Sendable {
    /// Why it was stopped before every minion had its turn.
    enum Stop: Sendable {
        case failure
        case killed(JobID)
        case killedOrchestration

        /// What follows "stopped".
        var phrase: String {
            switch self {
            case .failure: "after a failure"
            case .killedOrchestration: "with its orchestration, which was killed"
            case .killed(let job): "with its job \(job), which was killed"
            }
        }
    }

    /// In the order in which the minions were done with.
    var answers: [FleetAnswer] = []
    /// Those that could not be asked, and why.
    var failures: [(minion: MinionID, error: any Error)] = []
    /// Those whose turn never came.
    var left: [MinionID] = []
    /// Nil when there are none.
    var stop: Stop?
}

/// The minions of a batch that wait for their turn, and what came of the others.
private final class BatchLine: Sendable {
    private struct State {
        var waiting: ArraySlice<MinionID>
        var answer = BatchAnswer()
    }

    private let state: Mutex<State>

    init(_ minions: [MinionID]) { state = Mutex(State(waiting: minions[...])) }

    func next() -> MinionID? { state.withLock { $0.answer.stop != nil ? nil : $0.waiting.popFirst() } }

    func take(_ answer: FleetAnswer) { state.withLock { $0.answer.answers.append(answer) } }

    func fail(_ minion: MinionID, _ error: any Error) {
        state.withLock { $0.answer.failures.append((minion, error)) }
    }

    /// The first reason counts.
    func stop(_ reason: BatchAnswer.Stop) { state.withLock { $0.answer.stop = $0.answer.stop ?? reason } }

    var isOver: Bool { state.withLock { $0.answer.stop != nil || $0.waiting.isEmpty } }

    var answer: BatchAnswer {
        state.withLock { state in
            var answer = state.answer
            answer.left = Array(state.waiting)
            return answer
        }
    }
}
