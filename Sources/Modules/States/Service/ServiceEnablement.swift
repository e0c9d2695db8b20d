package import Execution
package import Host
package import Model
import Values

package struct ServiceEnabled: StateFunction {
    package static let function: FunctionName = "service.enabled"
    package static let summary = "A service that starts with the system"
    let service: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { service = name }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenService {
        try await SeenService(service, reader.services)
    }

    package func plan(_ seen: SeenService) -> Plan<ServiceAction> {
        ServiceEnablement.plan(service, seen, wanted: true)
    }

    package func apply(_ change: ServiceAction, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try await ServiceEnablement.apply(service, change, writer)
    }
}

package struct ServiceDisabled: StateFunction {
    package static let function: FunctionName = "service.disabled"
    package static let summary = "A service that does not start with the system"
    let service: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { service = name }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenService {
        try await SeenService(service, reader.services)
    }

    package func plan(_ seen: SeenService) -> Plan<ServiceAction> {
        ServiceEnablement.plan(service, seen, wanted: false)
    }

    package func apply(_ change: ServiceAction, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try await ServiceEnablement.apply(service, change, writer)
    }
}

private enum ServiceEnablement {
    static func plan(_ service: String, _ seen: SeenService, wanted: Bool) -> Plan<ServiceAction> {
        guard seen.isAvailable else { return .impossible("The named service \(service) is not available") }
        let word = wanted ? "enabled" : "disabled"
        guard seen.isEnabled != wanted else {
            return .satisfied("Service \(service) is already \(word), and is in the desired state")
        }
        return .changing(
            [wanted ? .enable : .disable], predicted: [service: .bool(wanted)],
            comment: "Service \(service) set to be \(word)")
    }

    static func apply(_ service: String, _ action: ServiceAction, _ writer: HostWriter) async throws -> Applied {
        let result = try await writer.services.tell(service, action)
        guard result.exitCode == 0 else {
            return .failed("Failed when setting service \(service) to \(action.rawValue)\n\(result.everything)")
        }
        return Applied(
            "Service \(service) has been \(action.rawValue)d, and is in the desired state",
            changes: [service: .bool(action == .enable)])
    }
}
