package import Execution
package import Model
import Values

/// Arguments as Salt's: `name` (the function); of a runner `arg` and `kwarg`; everything else is given to the function.
package struct SaltMasterCall<Own: MasterCallKind>: StateFunction {
    package static var function: FunctionName { FunctionName(module: "salt", function: Own.kind.rawValue) }
    package static var summary: String { "Calls a function of the master" }

    private let call: FunctionCall

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        var positional: [Value] = []
        var keywords: ValueMap = [:]
        if Own.kind == .runner {
            positional = arguments.value("arg").map { $0.list ?? [$0] } ?? []
            keywords = arguments.map("kwarg") ?? [:]
        }
        for (key, value) in arguments.rest() where !(key.string ?? "").hasPrefix("__") { keywords[key] = value }
        do {
            call = FunctionCall(try FunctionName(name), arguments: positional, keywords: keywords)
        } catch {
            arguments.refuse("name", error.message, hint: error.hint)
            call = FunctionCall("test.ping")
        }
    }

    package func observe(with reader: MasterReach, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<FunctionCall> {
        .changing([call], predicted: [:], comment: "\(Own.noun) function '\(call.function)' would be executed.")
    }

    package func apply(_ call: FunctionCall, with writer: MasterReach, in run: RunContext) async throws -> Applied {
        let answer = try await writer.run(call, Own.kind, environment: run.environment)
        let changes: ValueMap = ["return": answer.result.value]
        let jid: ValueMap = ["__jid__": .string(answer.jid.text)]
        if answer.isSuccess {
            return Applied("\(Own.noun) function '\(call.function)' executed.", changes: changes, extra: jid)
        }
        let reasons = answer.reasons.map { "\n\($0)" }.joined()
        return .failed("\(Own.noun) function '\(call.function)' failed.\(reasons)", changes: changes, extra: jid)
    }
}

/// Which of the master's functions a `SaltMasterCall` is for.
package protocol MasterCallKind: Sendable {
    static var kind: MasterReach.Kind { get }
    static var noun: String { get }
}

package enum RunnerCall: MasterCallKind {
    package static let kind = MasterReach.Kind.runner
    package static let noun = "Runner"
}

package enum WheelCall: MasterCallKind {
    package static let kind = MasterReach.Kind.wheel
    package static let noun = "Wheel"
}

extension MasterReach.Answer {
    /// Why it failed; of an orchestration each step that did.
    var reasons: [String] {
        if let problem { return [problem] }
        guard isOrchestration else { return [] }
        return (result.value["data"]?.map ?? [:]).values.flatMap { StepFailures($0).texts }
    }

    /// Whether the result is that of states: `{data: {ID: states}, outputter: highstate}`.
    var isOrchestration: Bool { result.value["outputter"]?.string == "highstate" && result.value["data"] != nil }
}
