package import Execution
package import Model
import Values

/// Arguments as Salt's: `name` (the function), `tgt`, `tgt_type`, `arg`, `kwarg`, `expect_minions`, `fail_minions`,
/// `fail_function`, `timeout`, `subset`, `batch`, `failhard`.
package struct SaltFunction: StateFunction {
    package static let function: FunctionName = "salt.function"
    package static let summary = "Calls an execution function on minions"

    private let fleet: FleetCall
    private let call: FunctionCall
    /// A function of the master that says of a return whether it is a success.
    private let judge: FunctionName?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        fleet = FleetCall(&arguments)
        let list = arguments.value("arg").map { $0.list ?? [$0] } ?? []
        let keywords = arguments.map("kwarg") ?? [:]
        judge = Self.name(arguments.text("fail_function"), "fail_function", &arguments)
        let function = Self.name(name, "name", &arguments) ?? "test.ping"
        call = FunctionCall(function, arguments: list, keywords: keywords)
    }

    private static func name(
        _ text: String?, _ argument: String, _ arguments: inout ArgumentDecoder
    ) -> FunctionName? {
        guard let text else { return nil }
        do { return try FunctionName(text) } catch {
            arguments.refuse(argument, error.message, hint: error.hint)
            return nil
        }
    }

    package func observe(with reader: FleetReach, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<FunctionCall> {
        .changing(
            [call], predicted: [:],
            comment: "Function \(call.function) would be executed on target \(fleet.target.expression)")
    }

    package func apply(_ call: FunctionCall, with writer: FleetReach, in run: RunContext) async throws -> Applied {
        guard let answer = try await fleet.send(call, through: writer, in: run) else {
            return .failed("No minions responded: \(fleet.nobody)")
        }
        var returns: ValueMap = [:]
        var failures: [FleetFailure] = []
        for (minion, outcome) in answer.outcomes.sorted(by: { $0.key < $1.key }) {
            if case .returned(let answer) = outcome {
                returns[minion.text] = answer.value
                if try await isSuccess(answer, in: run) { continue }
            }
            failures.append(FleetFailure(minion, outcome))
        }
        failures += answer.notAsked
        let changes: ValueMap = ["ret": .map(returns)]
        let counting = failures.filter(fleet.counts)
        guard counting.isEmpty else {
            return .failed(
                "Running function \(call.function) failed on minions: "
                    + counting.map(\.sentence).joined(separator: "\n"), changes: changes)
        }
        let names = returns.keyTexts.joined(separator: ", ")
        let done = "Function ran successfully." + (names.isEmpty ? "" : " Function \(call.function) ran on \(names).")
        return Applied(done + fleet.leftOut(failures), changes: changes)
    }

    private func isSuccess(_ answer: JobReturn, in run: RunContext) async throws -> Bool {
        guard answer.isSuccess, answer.value != .bool(false) else { return false }
        guard let judge else { return true }
        return try await run.services.call(FunctionCall(judge, arguments: [answer.value]), in: run).value.isTruthy
    }
}
