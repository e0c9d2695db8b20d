package import Execution
package import Host
package import Model
import Values

package struct ServiceRunning: WatchingStateFunction {
    package static let function: FunctionName = "service.running"
    package static let summary = "A service that runs, and with `enable` one that is started, or not, with the system"

    let service: String
    let enable: Bool?
    let delay: Duration?
    let watchAction: ServiceAction

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        service = name
        enable = arguments.value("enable").flatMap(\.bool)
        delay = arguments.duration("init_delay")
        let reloads = arguments.flag("reload", default: false)
        let restarts = arguments.flag("full_restart", default: false)
        watchAction = reloads && !restarts ? .reload : .restart
        for name in ["sig", "no_block", "unmask", "unmask_runtime", "force"] { _ = arguments.value(name) }
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenService {
        try await SeenService(service, reader.services)
    }

    package func plan(_ seen: SeenService) -> Plan<[ServiceAction]> {
        guard seen.isAvailable else { return .impossible("The named service \(service) is not available") }
        var actions: [ServiceAction] = seen.isRunning ? [] : [.start]
        if let enable, enable != seen.isEnabled { actions.append(enable ? .enable : .disable) }
        guard !actions.isEmpty else { return .satisfied("The service \(service) is already running") }
        let verb = seen.isRunning ? (enable == true ? "be enabled" : "be disabled") : "start"
        return .changing(
            [actions], predicted: [service: true],
            comment: seen.isRunning ? "Service \(service) set to \(verb)" : "Service \(service) is set to \(verb)")
    }

    package func planAfterWatchedChange(_ seen: SeenService) -> Plan<[ServiceAction]> {
        guard seen.isAvailable else { return .impossible("The named service \(service) is not available") }
        let action = seen.isRunning ? watchAction : .start
        return .changing([[action]], predicted: [service: true], comment: "Service is set to be \(Self.past(action))")
    }

    package func apply(
        _ actions: [ServiceAction], with writer: HostWriter, in run: RunContext
    ) async throws -> Applied {
        for action in actions {
            let result = try await writer.services.tell(service, action)
            guard result.exitCode == 0 else {
                let reason = result.everything
                let text =
                    action == .start ? "Service \(service) failed to start" : "Failed to \(action.rawValue) the service"
                return .failed(reason.isEmpty ? text : "\(text)\n\(reason)")
            }
        }
        if let delay { try await Task.sleep(for: delay) }
        guard try await writer.services.isRunning(service) else {
            return .failed("Service \(service) failed to start: it was started and is not running now")
        }
        return Applied(comment(actions), changes: [service: true])
    }

    private func comment(_ actions: [ServiceAction]) -> String {
        switch actions {
        case [.restart], [.reload]: "Service \(Self.past(actions[0]))"
        case [.enable]: "Service \(service) has been enabled, and is in the desired state"
        case [.disable]: "Service \(service) has been disabled, and is in the desired state"
        case [.start, .enable]: "Service \(service) has been enabled, and is running"
        case [.start, .disable]: "Service \(service) has been disabled, and is running"
        default: "Started service \(service)"
        }
    }

    private static func past(_ action: ServiceAction) -> String {
        switch action {
        case .start: "started"
        case .stop: "stopped"
        case .restart: "restarted"
        case .reload: "reloaded"
        case .enable: "enabled"
        case .disable: "disabled"
        }
    }
}
