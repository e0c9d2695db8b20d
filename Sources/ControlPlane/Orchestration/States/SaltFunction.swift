package import Execution
package import Model
import Values

/// Arguments as Salt's: `name` (the function), `tgt`, `tgt_type`, `arg`, `kwarg`, `expect_minions`, `fail_minions`,
/// `timeout`, `subset`.
package struct SaltFunction: StateFunction {
    package static let function: FunctionName = "salt.function"
    package static let summary = "Calls an execution function on minions"

    private let target: Target
    private let call: FunctionCall
    private let timeout: Duration?
    private let subset: Int?
    private let expectsMinions: Bool
    private let tolerated: Set<String>

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        target = Target(arguments: &arguments)
        timeout = arguments.duration("timeout")
        subset = arguments.integer("subset")
        expectsMinions = arguments.flag("expect_minions", default: false)
        tolerated = Set(arguments.texts("fail_minions") ?? [])
        let list = arguments.value("arg").map { $0.list ?? [$0] } ?? []
        let keywords = arguments.map("kwarg") ?? [:]
        do {
            call = FunctionCall(try FunctionName(name), arguments: list, keywords: keywords)
        } catch {
            arguments.refuse("name", error.message, hint: error.hint)
            call = FunctionCall("test.ping")
        }
    }

    package func observe(with reader: FleetReach, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<FunctionCall> {
        .changing(
            [call], predicted: [:],
            comment: "Function \(call.function) would be executed on target \(target.expression)")
    }

    package func apply(_ call: FunctionCall, with writer: FleetReach, in run: RunContext) async throws -> Applied {
        let minions = try await writer.minions(target, subset: subset)
        guard !minions.isEmpty else { return Applied("No minions responded", succeeded: !expectsMinions) }
        let answer = try await writer.fleet.run(
            call, on: minions, as: "orchestration", patience: .seconds(5), deadline: timeout)
        var returns: ValueMap = [:]
        var failures: [String] = []
        for minion in answer.minions {
            let outcome = answer.outcomes[minion] ?? .notConnected
            let value = answer.answer(of: minion)
            if let value { returns[minion.text] = value.value }
            let isFailure = !outcome.isSuccess || value?.value == .bool(false)
            if isFailure, !tolerated.contains(minion.text) {
                failures.append("\(minion): \(StepAnswer.reason(outcome))")
            }
        }
        let changes: ValueMap = ["ret": .map(returns)]
        guard failures.isEmpty else {
            return .failed(
                "Running function \(call.function) failed on minions: \(failures.joined(separator: "\n"))",
                changes: changes)
        }
        let names = answer.minions.map(\.text).joined(separator: ", ")
        return Applied("Function ran successfully. Function \(call.function) ran on \(names).", changes: changes)
    }
}
