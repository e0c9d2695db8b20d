package import Execution
package import Host
package import Model
import Values

package struct ServiceDead: WatchingStateFunction {
    package static let function: FunctionName = "service.dead"
    package static let summary = "A service that does not run"

    let service: String
    let enable: Bool?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        service = name
        enable = arguments.value("enable").flatMap(\.bool)
        for name in ["sig", "init_delay", "no_block"] { _ = arguments.value(name) }
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenService {
        try await SeenService(service, reader.services)
    }

    package func plan(_ seen: SeenService) -> Plan<[ServiceAction]> {
        guard seen.isAvailable else { return .satisfied("The named service \(service) is not available") }
        var actions: [ServiceAction] = seen.isRunning ? [.stop] : []
        if let enable, enable != seen.isEnabled { actions.append(enable ? .enable : .disable) }
        guard !actions.isEmpty else { return .satisfied("The service \(service) is already dead") }
        return .changing([actions], predicted: [service: false], comment: "Service \(service) is set to be killed")
    }

    package func planAfterWatchedChange(_ seen: SeenService) -> Plan<[ServiceAction]> { plan(seen) }

    package func apply(
        _ actions: [ServiceAction], with writer: HostWriter, in run: RunContext
    ) async throws -> Applied {
        for action in actions {
            let result = try await writer.services.tell(service, action)
            guard result.exitCode == 0 else {
                return .failed("Service \(service) failed to die\n\(result.everything)")
            }
        }
        let isKilled = actions.contains(.stop)
        return Applied(
            isKilled ? "Service \(service) was killed" : "Service \(service) has been \(actions[0].rawValue)d",
            changes: [service: .bool(!isKilled && actions.contains(.enable))])
    }
}
