package import Execution
package import Model
import Values

package struct SchedulePresent: StateFunction {
    package static let function: FunctionName = "schedule.present"
    package static let summary = "A job in the minion's schedule, with exactly these settings"

    let name: String
    let keywords: ValueMap

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        keywords = arguments.rest()
    }

    /// What a change or a look came to: the answer of the desk to a trial.
    package struct Trial: Sendable {
        var succeeds: Bool
        var comment: String
        var changes: ValueMap
        var isThere: Bool
        var isAsWanted: Bool
    }

    package func observe(with book: ScheduleBook, in run: RunContext) async throws -> Trial {
        let desk = ScheduleDesk(book: book)
        let isThere = desk.listed(showsHidden: true)[name] != nil
        let trial = keywords.merged(with: ["test": true])
        let answer = isThere ? desk.modify(name, trial) : desk.add(name, trial)
        return Trial(
            succeeds: answer.result, comment: answer.comment,
            changes: isThere ? answer.changes : [name: "added"], isThere: isThere,
            isAsWanted: isThere && answer.changes.isEmpty)
    }

    package func plan(_ trial: Trial) -> Plan<Bool> {
        guard trial.succeeds else { return .impossible(trial.comment) }
        if trial.isAsWanted { return .satisfied("Job \(name) in correct state") }
        return .changing([trial.isThere], predicted: trial.changes, comment: trial.comment)
    }

    package func apply(
        _ isThere: Bool, with book: ScheduleBook, in run: RunContext
    ) async throws -> Applied {
        let desk = ScheduleDesk(book: book)
        let answer = isThere ? desk.modify(name, keywords) : desk.add(name, keywords)
        guard answer.result else { return .failed(answer.comment) }
        return Applied(
            isThere ? "Modifying job \(name) in schedule" : "Adding new job \(name) to schedule",
            changes: answer.changes)
    }
}
