package import Execution
import Host
package import Model
import Values

package struct CronPresent: StateFunction {
    package static let function: FunctionName = "cron.present"
    package static let summary = "A job in a user's crontab"

    let place: CrontabPlace
    let job: CronJob

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = CrontabPlace(user: arguments.text("user", default: "root"))
        let fields = ["minute", "hour", "daymonth", "month", "dayweek"].map {
            arguments.text($0, default: "*").lowercased()
        }
        let command = name.trimmed
        let identifier = arguments.value("identifier").flatMap { $0 == false ? nil : PythonText.string($0) }
        job = CronJob(
            times: arguments.text("special").map { [$0] } ?? fields, command: command,
            identifier: identifier ?? command,
            comment: arguments.text("comment"), isDisabled: arguments.flag("commented", default: false))
    }

    package struct Change: Sendable, Hashable {
        var tab: Crontab
        var job: CronJob?
        var comment: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Crontab {
        try await place.read(reader)
    }

    package func plan(_ seen: Crontab) -> Plan<Change> {
        var tab = seen
        let (done, planned): (String, String)
        switch tab.set(job) {
        case .present: return .satisfied("Cron \(job.command) already present")
        case .new: (done, planned) = ("added to \(place.user)'s crontab", "is set to be added")
        case .updated: (done, planned) = ("updated", "is set to be updated")
        }
        let new = job.isSpecial ? nil : tab.jobs.last
        return .changing(
            [Change(tab: tab, job: new, comment: "Cron \(job.command) \(done)")], predicted: [:],
            comment: "Cron \(job.command) \(planned)")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var tab = change.tab
        if let job = change.job { tab.settle(job) }
        if let complaint = try await place.write(tab.text, with: writer) {
            return .failed("Cron \(job.command) for user \(place.user) failed to commit with error \n\(complaint)")
        }
        var changes: ValueMap = [:]
        changes[place.user] = .string(job.command)
        return Applied(change.comment, changes: changes)
    }
}
