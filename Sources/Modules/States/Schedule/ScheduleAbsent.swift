package import Execution
package import Model
import Values

package struct ScheduleAbsent: StateFunction {
    package static let function: FunctionName = "schedule.absent"
    package static let summary = "No such job in the minion's schedule"

    let name: String
    let keepsSaved: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        keepsSaved = !arguments.flag("persist", default: true)
    }

    package func observe(with book: ScheduleBook, in run: RunContext) async throws -> Bool {
        book.source(of: name) != nil
    }

    package func plan(_ isThere: Bool) -> Plan<Bool> {
        guard isThere else { return .satisfied("Job \(name) not present in schedule") }
        return .changing(
            [true], predicted: [name: "removed"], comment: "Job: \(name) would be deleted from schedule.")
    }

    package func apply(_ change: Bool, with book: ScheduleBook, in run: RunContext) async throws -> Applied {
        let answer = ScheduleDesk(book: book).delete(name, ["persist": .bool(!keepsSaved)])
        guard answer.result else { return .failed(answer.comment) }
        return Applied("Removed job \(name) from schedule", changes: answer.changes)
    }
}
