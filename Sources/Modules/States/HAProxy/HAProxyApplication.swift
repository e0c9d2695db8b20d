package import Execution
import HAProxy
package import Model
import Values

/// Arguments: `frontend`, `hosts`, `internal`, `health`, `slots`, `options`, and `backend`: the one that `health` is
/// for. The others keep their checks, so that a new version's check is never tried on what serves production.
/// `only_missing`: leave one that is registered as it is. Registering a new application reloads HAProxy once; its
/// deployments never do.
package struct HAProxyApplication: StateFunction {
    package static let function: FunctionName = "haproxy.application"
    package static let summary = "An application behind a frontend, with its three backends and its entries in the map"

    package enum Observation: Sendable {
        case unconfigured
        case notRunning(String)
        /// It is there, and was only to be registered if it was missing.
        case registered
        case found(WantedConfigurationChange)
    }

    /// The configuration with the application in it, and what it would change.
    package struct WantedConfigurationChange: Sendable {
        let wanted: WantedConfiguration
        let old: RegisteredApplication?
        let new: RegisteredApplication
        let outcome: LoadBalancer.ApplyOutcome
    }

    private let application: RegisteredApplication?
    private let backend: String?
    private let isForMissingOnly: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        var fields: ValueMap = ["name": .string(name)]
        backend = arguments.text("backend")
        isForMissingOnly = arguments.flag("only_missing", default: false)
        for key in ["frontend", "hosts", "internal", "health", "slots", "options"] {
            if let value = arguments.value(key) { fields[key] = value }
        }
        do {
            application = try RegisteredApplication(decoding: .map(fields))
        } catch .configurationInvalid(let problems) {
            application = nil
            arguments.refuse(problems)
        } catch {
            application = nil
            arguments.refuse("name", error.description)
        }
    }

    package func observe(with reader: HAProxyReader, in run: RunContext) async throws -> Observation {
        guard let recorded = try reader.recordedPillar(), let asked = application else { return .unconfigured }
        guard try await reader.isRunning() else { return .notRunning(reader.settings.adminSocket) }
        let existing = try reader.applications()
        if isForMissingOnly, existing.contains(where: { $0.name == asked.name }) { return .registered }
        let application = merged(asked, over: existing.first { $0.name == asked.name })
        let pillar = try PillarConfiguration(pillar: recorded)
        let wanted = WantedConfiguration(
            pillar: pillar, applications: existing.filter { $0.name != application.name } + [application])
        return .found(
            WantedConfigurationChange(
                wanted: wanted, old: existing.first { $0.name == application.name }, new: application,
                outcome: try await reader.difference(wanted)))
    }

    /// What is asked for, with the checks of the other backends as they are.
    private func merged(_ wanted: RegisteredApplication, over old: RegisteredApplication?) -> RegisteredApplication {
        guard let backend else { return wanted }
        var merged = wanted
        if let old { (merged.health, merged.checks) = (old.health, old.checks) }
        merged.checks[backend] = wanted.health
        return merged
    }

    package func plan(_ seen: Observation) -> Plan<WantedConfigurationChange> {
        switch seen {
        case .unconfigured:
            return .impossible(
                "HAProxy has not been configured here yet\n  hint: apply the formula first, which declares the frontends: "
                    + "pigeon MINION state.apply haproxy")
        case .notRunning(let socket):
            return .impossible("HAProxy is not running: nobody answers on \(socket)\n  hint: systemctl start haproxy")
        case .registered:
            return .satisfied("The application is registered")
        case .found(let change):
            guard change.outcome.isChange || change.old != change.new else {
                return .satisfied("The application is registered behind \(application?.frontend ?? "its frontend")")
            }
            return .changing(
                [change], predicted: changes(change),
                comment: "The application would be registered: \(change.outcome.sentence)")
        }
    }

    package func apply(
        _ change: WantedConfigurationChange, with writer: HAProxyWriter, in run: RunContext
    ) async throws -> Applied {
        let application = change.new
        try writer.save(application)
        do {
            let outcome = try await writer.apply(change.wanted)
            guard outcome.isRunning else {
                try restore(change.old, application, writer)
                return .failed("HAProxy has stopped meanwhile")
            }
            return Applied("The application is registered: \(outcome.sentence)", changes: changes(change))
        } catch {
            try restore(change.old, application, writer)
            throw error
        }
    }

    private func restore(
        _ old: RegisteredApplication?, _ new: RegisteredApplication, _ writer: HAProxyWriter
    ) throws {
        if let old { try writer.save(old) } else { try writer.removeApplication(new.name) }
    }

    private func changes(_ change: WantedConfigurationChange) -> ValueMap {
        change.outcome.isChange ? change.outcome.changes : ["application": "updated"]
    }
}
