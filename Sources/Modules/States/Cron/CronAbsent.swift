package import Execution
import Host
package import Model
import Values

package struct CronAbsent: StateFunction {
    package static let function: FunctionName = "cron.absent"
    package static let summary = "A job that a user's crontab has not"

    let place: CrontabPlace
    let command: String
    let identifier: String
    let special: String?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = CrontabPlace(user: arguments.text("user", default: "root"))
        command = name.trimmed
        identifier =
            arguments.value("identifier").flatMap { $0 == false ? nil : PythonText.string($0) } ?? name.trimmed
        special = arguments.text("special")
        // A state may be turned from `present` to `absent` without losing its times.
        for name in ["minute", "hour", "daymonth", "month", "dayweek", "comment", "commented"] {
            _ = arguments.value(name)
        }
    }

    package struct Observation: Sendable, Hashable {
        var tab: Crontab
        /// Salt words a test differently.
        var isTest: Bool
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(tab: try await place.read(reader), isTest: run.isTest)
    }

    package func plan(_ seen: Observation) -> Plan<Crontab> {
        var tab = seen.tab
        let wasThere =
            special.map { tab.removeSpecial(command, identifier: identifier, word: $0) }
            ?? tab.removeJob(command, identifier: identifier)
        guard wasThere else { return .satisfied("Cron \(command) \(seen.isTest ? "is" : "already") absent") }
        return .changing([tab], predicted: [:], comment: "Cron \(command) is set to be removed")
    }

    package func apply(_ tab: Crontab, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if let complaint = try await place.write(tab.text, with: writer) {
            return .failed("Cron \(command) for user \(place.user) failed to commit with error \(complaint)")
        }
        var changes: ValueMap = [:]
        changes[place.user] = .string(command)
        return Applied("Cron \(command) removed from \(place.user)'s crontab", changes: changes)
    }
}
