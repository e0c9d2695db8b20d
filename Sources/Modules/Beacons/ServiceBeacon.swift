import Host
import Values

/// `service`: tells whether services run.
struct ServiceBeacon: Beacon {
    private struct Watched {
        var name: String
        var tellsChangesOnly: Bool
        var tellsAtStart: Bool
        /// Seconds that a change has to last before it is told.
        var delay: Double
        /// Tell only when the service is in this state.
        var isRunning: Bool?
        var pidFile: String?

        init(_ name: String, _ value: Value) throws(Diagnostic) {
            guard value.isNull || value.map != nil else {
                throw Diagnostic("Configuration for service beacon must be a list of dictionaries.")
            }
            let own = value.map ?? [:]
            try own.refuseOthers(
                than: [
                    "onchangeonly", "delay", "emitatstartup", "is_running_state", "uncleanshutdown",
                    "oncleanshutdown",
                ], of: "service")
            self.name = name
            tellsChangesOnly = try own.flag("onchangeonly", of: "service", default: false)
            tellsAtStart = try own.flag("emitatstartup", of: "service", default: true)
            let isAnyState = own["is_running_state"]?.isNull ?? true
            isRunning = isAnyState ? nil : try own.flag("is_running_state", of: "service", default: true)
            guard let delay = (own["delay"] ?? 0).double, delay >= 0 else {
                throw Diagnostic(
                    "Configuration for service beacon: 'delay' of '\(name)' must be a number of seconds, 0 or more")
            }
            self.delay = delay
            pidFile = own["uncleanshutdown"]?.string
            guard pidFile != nil || own["uncleanshutdown"]?.isNull ?? true else {
                throw Diagnostic(
                    "Configuration for service beacon: 'uncleanshutdown' of '\(name)' must be the path of a file")
            }
        }
    }

    private struct Status {
        var isRunning: Bool
        /// Since when a change waits to be told, in seconds since 1970.
        var changed: Double?
    }

    private let services: [Watched]
    private var last: [String: Status] = [:]

    init(_ options: ValueMap) throws(Diagnostic) {
        guard let services = options["services"] else {
            throw Diagnostic("Configuration for service beacon requires services.")
        }
        guard let map = services.map else {
            throw Diagnostic("Services configuration item for service beacon must be a dictionary.")
        }
        guard !map.isEmpty else {
            throw Diagnostic(
                "Configuration for service beacon names no service", hint: "write it as 'services: {nginx: {}}'")
        }
        var watched: [Watched] = []
        for (name, value) in map { watched.append(try Watched(name.scalarText ?? "", value)) }
        self.services = watched
        try options.refuseOthers(than: ["services"], of: "service")
    }

    mutating func look(_ host: HostReader, at now: Double) async -> [BeaconSignal] {
        var signals: [BeaconSignal] = []
        for service in services {
            let isRunning: Bool
            do {
                isRunning = try await host.services.isRunning(service.name)
            } catch {
                signals.append(BeaconSignal(service.name, failure: error))
                continue
            }
            if let wanted = service.isRunning, wanted != isRunning { continue }
            guard tells(service, isRunning, at: now) else { continue }
            var status: ValueMap = ["running": .bool(isRunning)]
            if let pidFile = service.pidFile, !isRunning {
                status["uncleanshutdown"] = .bool(host.files.exists(pidFile))
            }
            signals.append(
                BeaconSignal(
                    service.name, [service.name: .map(status), "service_name": .string(service.name)]))
        }
        return signals
    }

    private mutating func tells(_ service: Watched, _ isRunning: Bool, at now: Double) -> Bool {
        guard service.tellsChangesOnly else { return true }
        guard var status = last[service.name] else {
            let waits = service.tellsAtStart && service.delay > 0
            last[service.name] = Status(isRunning: isRunning, changed: waits ? now : nil)
            return service.tellsAtStart && service.delay <= 0
        }
        var tells = false
        if status.isRunning != isRunning {
            status.isRunning = isRunning
            status.changed = service.delay > 0 ? now : nil
            tells = service.delay <= 0
        } else if let changed = status.changed, now - changed >= service.delay {
            status.changed = nil
            tells = true
        }
        last[service.name] = status
        return tells
    }

    mutating func rest() { last = [:] }
}
