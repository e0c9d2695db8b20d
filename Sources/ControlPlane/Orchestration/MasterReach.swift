import Execution
import Model
import Synchronization
import Values

/// The master's own functions and events, as the `salt.*` states of an orchestration reach them.
package final class MasterReach: Sendable {
    package enum Kind: String, Sendable {
        case runner, wheel
    }

    /// What a function of the master came to.
    struct Answer: Sendable {
        let jid: JobID
        let result: FunctionResult
        /// Why it could not be carried out; then it has no result of its own.
        var problem: String?

        var isSuccess: Bool { problem == nil && result.retcode == 0 }
    }

    private struct Doors {
        var runners: RunnerService
        var wheels: RunnerService
    }

    /// How many orchestrations may have started one another: more of them is a circle.
    private static let deepest = 10
    @TaskLocal private static var depth = 0

    let events: EventBus
    private let doors = Mutex<Doors?>(nil)

    package init(events: EventBus) { self.events = events }

    /// Opens the doors. Some runners run orchestrations, whose states are given this reach: so it is made before the
    /// runners are.
    package func connect(to gateway: RestGateway) { connect(runners: gateway.runners, wheels: gateway.wheels) }

    func connect(runners: RunnerService, wheels: RunnerService) {
        doors.withLock { $0 = Doors(runners: runners, wheels: wheels) }
    }

    /// Runs a function of the master as a job of its own, and waits.
    ///
    /// - Parameter environment: for a function that takes a `saltenv` and was given none.
    /// - Throws: only when the run is cancelled.
    func run(_ call: FunctionCall, _ kind: Kind, environment: String) async throws -> Answer {
        guard let doors = doors.withLock({ $0 }) else { throw Diagnostic("the master has not come up yet") }
        let service = kind == .runner ? doors.runners : doors.wheels
        let jid = await service.jobs.numbers.next()
        do {
            guard Self.depth < Self.deepest else {
                throw Diagnostic("\(Self.deepest) orchestrations have started one another: it looks like a circle")
            }
            var call = call
            if service.takes("saltenv", call.function), call.keywords["saltenv"] == nil {
                call.keywords["saltenv"] = .string(environment)
            }
            let result = try await Self.$depth.withValue(Self.depth + 1) {
                try await service.run(
                    call, kind: kind == .runner ? "run" : "wheel", as: "orchestration", jid: jid
                ) { _ in }
            }
            return Answer(jid: jid, result: result)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let text = String(describing: error)
            return Answer(jid: jid, result: FunctionResult(.string(text), retcode: 1), problem: text)
        }
    }
}
