package import Execution
import HAProxy
package import Model
import Values

/// It is started by its service, or by Pigeon itself with `service: none` in the minion's settings.
package struct HAProxyRunning: StateFunction {
    package static let function: FunctionName = "haproxy.running"
    package static let summary = "HAProxy runs"

    package init(name: String, _ arguments: inout ArgumentDecoder) {}

    package func observe(with reader: HAProxyReader, in run: RunContext) async throws -> Bool {
        try await reader.isRunning()
    }

    package func plan(_ isRunning: Bool) -> Plan<Bool> {
        isRunning
            ? .satisfied("HAProxy is running")
            : .changing(
                [true], predicted: ["haproxy": ["old": "stopped", "new": "running"]],
                comment: "HAProxy would be started")
    }

    package func apply(_ change: Bool, with writer: HAProxyWriter, in run: RunContext) async throws -> Applied {
        try await writer.start()
        return Applied("Started HAProxy", changes: ["haproxy": ["old": "stopped", "new": "running"]])
    }
}
