import Synchronization
import TestSupport

/// What lies between a minion and its master: a port that passes everything on, and can be held, cut and mended.
///
/// What comes in is taken from the sender at once and waits here while its direction is held. So nobody notices that
/// it is held, and what somebody has said before he was killed is still said.
final class Cable: Sendable {
    enum Direction: CaseIterable, Sendable { case toMaster, toMinion }

    /// What is to be done with everything that comes.
    struct Condition: Sendable {
        var held: Set<Direction> = []
        var isCut = false
        var hidesEnds = false
        var isEnded = false
        /// Connections that are older than this many `drop`s are to be ended.
        var drops = 0
        fileprivate var number = 0
    }

    private struct State {
        var condition = Condition()
        /// The number of the condition that holds now.
        var effective = 0
        var waiting: [Direction: Int] = [:]
        var passed: [Direction: Int] = [:]
    }

    let port: Int
    private let state = Mutex(State())

    /// - Parameter target: the port on the loopback that it leads to.
    init(to target: Int) throws {
        let listener = try LoopbackSocket.listen(port: FreePort.find())
        port = listener.port
        startThread { [self, port] in
            var loop = CableLoop(listener: listener.descriptor, port: port, target: target)
            while true {
                let condition = state.withLock { $0.condition }
                if condition.isEnded { break }
                loop.turn(condition)
                state.withLock { state in
                    state.waiting = loop.waiting
                    state.passed = loop.passed
                    state.effective = condition.number
                }
            }
            loop.end()
        }
    }

    /// How many bytes wait because their direction is held.
    func waiting(_ direction: Direction) -> Int { state.withLock { $0.waiting[direction] ?? 0 } }

    /// How many bytes have gone through in all.
    func passed(_ direction: Direction) -> Int { state.withLock { $0.passed[direction] ?? 0 } }

    /// From now on nothing gets through, and nobody is told.
    func hold(_ directions: Direction...) async throws { try await change { $0.held.formUnion(directions) } }

    /// Lets through what waits and what comes.
    func release() async throws { try await change { $0.held = [] } }

    /// From now on nobody is told that the other side has ended a connection: a host that loses its power can't.
    func hideEnds() async throws { try await change { $0.hidesEnds = true } }

    /// Ends all connections; what waits is lost.
    func drop() async throws { try await change { $0.drops += 1 } }

    /// Ends all connections and refuses new ones until `mend`.
    func cut() async throws {
        try await change { condition in
            condition.drops += 1
            condition.isCut = true
        }
    }

    func mend() async throws { try await change { $0.isCut = false } }

    func end() { state.withLock { $0.condition.isEnded = true } }

    /// Returns when the change holds.
    private func change(_ change: (inout Condition) -> Void) async throws {
        let number = state.withLock { state in
            change(&state.condition)
            state.condition.number += 1
            return state.condition.number
        }
        while state.withLock({ $0.effective < number }) { try await Task.sleep(for: .milliseconds(2)) }
    }
}
