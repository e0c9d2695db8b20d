package import Execution
import Host
package import Model
import Values

package struct CronEnvPresent: StateFunction {
    package static let function: FunctionName = "cron.env_present"
    package static let summary = "A variable in a user's crontab"

    let place: CrontabPlace
    let name: String
    let value: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        place = CrontabPlace(user: arguments.text("user", default: "root"))
        value = arguments.text("value", default: "")
    }

    package struct Change: Sendable, Hashable {
        var tab: Crontab
        var comment: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Crontab {
        try await place.read(reader)
    }

    package func plan(_ seen: Crontab) -> Plan<Change> {
        var tab = seen
        switch tab.setVariable(name, to: value) {
        case .present: return .satisfied("Cron env \(name) already present")
        case .new:
            return .changing(
                [Change(tab: tab, comment: "Cron env \(name) added to \(place.user)'s crontab")], predicted: [:],
                comment: "Cron env \(name) is set to be added")
        case .updated:
            return .changing(
                [Change(tab: tab, comment: "Cron env \(name) updated")], predicted: [:],
                comment: "Cron env \(name) is set to be updated")
        }
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if let complaint = try await place.write(change.tab.text, with: writer) {
            return .failed("Cron env \(name) for user \(place.user) failed to commit with error \n\(complaint)")
        }
        var changes: ValueMap = [:]
        changes[place.user] = .string(name)
        return Applied(change.comment, changes: changes)
    }
}

package struct CronEnvAbsent: StateFunction {
    package static let function: FunctionName = "cron.env_absent"
    package static let summary = "A variable that a user's crontab has not"

    let place: CrontabPlace
    let name: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name.trimmed
        place = CrontabPlace(user: arguments.text("user", default: "root"))
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> CronAbsent.Observation {
        CronAbsent.Observation(tab: try await place.read(reader), isTest: run.isTest)
    }

    package func plan(_ seen: CronAbsent.Observation) -> Plan<Crontab> {
        var tab = seen.tab
        guard tab.removeVariable(name) else {
            return .satisfied("Cron env \(name) \(seen.isTest ? "is" : "already") absent")
        }
        return .changing([tab], predicted: [:], comment: "Cron env \(name) is set to be removed")
    }

    package func apply(_ tab: Crontab, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if let complaint = try await place.write(tab.text, with: writer) {
            return .failed("Cron env \(name) for user \(place.user) failed to commit with error \(complaint)")
        }
        var changes: ValueMap = [:]
        changes[place.user] = .string(name)
        return Applied("Cron env \(name) removed from \(place.user)'s crontab", changes: changes)
    }
}
