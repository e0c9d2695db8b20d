package import Execution
import HAProxy
package import Model
import Values

/// It only looks: it waits until `deadline` (seconds), then goes on and reports as `data: {sessions_cut: N}` how many
/// requests are still there.
package struct HAProxyDrained: StateFunction {
    package static let function: FunctionName = "haproxy.drained"
    package static let summary = "No request is under way in a backend"

    private let backend: String
    private let deadline: Duration

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        backend = name
        deadline = arguments.duration("deadline") ?? .seconds(30)
    }

    package func observe(with reader: HAProxyReader, in run: RunContext) async throws -> Int {
        run.isTest
            ? try await reader.balancer.sessions(of: backend)
            : try await reader.balancer.waitUntilDrained(backend, deadline: deadline)
    }

    package func plan(_ left: Int) -> Plan<Never> {
        if left == 0 { return .satisfied("No request is under way in \(backend)") }
        return .satisfied(
            "\(left) request\(left == 1 ? " is" : "s are") still under way in \(backend) after \(deadline.phrase)",
            extra: ["data": ["sessions_cut": .int(left)]])
    }

    package func apply(_ change: Never, with writer: HAProxyWriter, in run: RunContext) async throws -> Applied {}
}
