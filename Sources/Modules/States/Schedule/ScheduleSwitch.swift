package import Execution
package import Model
import Values

/// Which way a job of the schedule is switched.
package protocol ScheduleSwitchPosition: Sendable {
    static var function: FunctionName { get }
    static var isEnabled: Bool { get }
}

package enum JobEnabled: ScheduleSwitchPosition {
    package static let function: FunctionName = "schedule.enabled"
    package static let isEnabled = true
}

package enum JobDisabled: ScheduleSwitchPosition {
    package static let function: FunctionName = "schedule.disabled"
    package static let isEnabled = false
}

package struct ScheduleSwitch<Position: ScheduleSwitchPosition>: StateFunction {
    package static var function: FunctionName { Position.function }
    package static var summary: String { "A job of the minion's schedule that may run, or may not" }

    let name: String
    let keepsSaved: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        keepsSaved = !arguments.flag("persist", default: true)
    }

    /// Nil: there is no such job.
    package func observe(with book: ScheduleBook, in run: RunContext) async throws -> Bool? {
        book.jobs()[name]?.map.map { $0["enabled"]?.isTruthy ?? true }
    }

    private var word: String { Position.isEnabled ? "enabled" : "disabled" }
    private var verb: String { Position.isEnabled ? "Enabled" : "Disabled" }

    package func plan(_ isEnabled: Bool?) -> Plan<Bool> {
        guard let isEnabled else { return .satisfied("Job \(name) not present in schedule") }
        if isEnabled == Position.isEnabled { return .satisfied("Job \(name) is \(word) in schedule") }
        return .changing(
            [true], predicted: [name: .string(word)], comment: "Job: \(name) would be \(word) in schedule.")
    }

    package func apply(_ change: Bool, with book: ScheduleBook, in run: RunContext) async throws -> Applied {
        let answer = ScheduleDesk(book: book).setEnabled(
            Position.isEnabled, job: name, ["persist": .bool(!keepsSaved)])
        guard answer.result else { return .failed(answer.comment) }
        return Applied("\(verb) job \(name) from schedule", changes: answer.changes)
    }
}
