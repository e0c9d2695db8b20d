package import Execution
package import Model
import Values

/// Argument as Salt's: `runners`, a mapping of ids to lists of `name` and `kwarg`, or the name of one runner.
package struct SaltParallelRunners: StateFunction {
    package static let function: FunctionName = "salt.parallel_runners"
    package static let summary = "Calls several runners at once"

    package struct Runner: Sendable {
        let id: String
        let call: FunctionCall
    }

    private let runners: [Runner]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        var runners: [Runner] = []
        switch arguments.value("runners") {
        case .map(let map):
            for (id, configuration) in map {
                do {
                    runners.append(try Runner(id: id.scalarText ?? "", configuration))
                } catch {
                    arguments.refuse("runners", error.message, hint: error.hint)
                }
            }
        case .string(let only):
            do {
                runners.append(Runner(id: only, call: FunctionCall(try FunctionName(only))))
            } catch {
                arguments.refuse("runners", error.message, hint: error.hint)
            }
        default: arguments.refuse("runners", "The runners parameter must be a string or dict.")
        }
        self.runners = runners
    }

    package func observe(with reader: MasterReach, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<[Runner]> {
        let names = runners.map { "'\($0.call.function)'" }.joined(separator: ", ")
        return .changing([runners], predicted: [:], comment: "Runner functions \(names) would be executed.")
    }

    package func apply(_ runners: [Runner], with writer: MasterReach, in run: RunContext) async throws -> Applied {
        let answers = try await withThrowingTaskGroup(of: (Int, MasterReach.Answer).self) { group in
            for (index, runner) in runners.enumerated() {
                group.addTask { (index, try await writer.run(runner.call, .runner, environment: run.environment)) }
            }
            var answers: [Int: MasterReach.Answer] = [:]
            for try await (index, answer) in group { answers[index] = answer }
            return runners.indices.compactMap { index in answers[index].map { (runners[index].id, $0) } }
        }
        let changes = changes(of: answers)
        let failed = answers.filter { !$0.1.isSuccess }
        if failed.isEmpty { return Applied("All runner functions executed successfully.", changes: changes) }
        let comments = failed.map { id, answer in
            "Runner \(id) failed.\(answer.reasons.map { "\n\($0)" }.joined())"
        }
        return .failed(comments.joined(separator: "\n"), changes: changes)
    }

    /// What the states of orchestrations changed; what the runners returned where one of them is none.
    private func changes(of answers: [(id: String, answer: MasterReach.Answer)]) -> ValueMap {
        guard answers.allSatisfy(\.answer.isOrchestration) else {
            return ["ret": .map(ValueMap(answers.map { (.string($0.id), $0.answer.result.value) }))]
        }
        var changes: ValueMap = [:]
        for (id, answer) in answers {
            let own = Self.changes(in: answer.result.value["data"] ?? .null)
            if own.isTruthy { changes[id] = own }
        }
        return changes
    }

    /// The `changes` of every state return in a tree, at their places; those of a `salt.state` are its minions' returns.
    private static func changes(in value: Value) -> Value {
        guard let map = value.map else { return [:] }
        if let own = map["changes"] {
            return own["out"]?.string == "highstate" ? own["ret"] ?? own : own
        }
        var found: ValueMap = [:]
        for (key, inner) in map {
            let own = changes(in: inner)
            if own.isTruthy { found[key] = own }
        }
        return .map(found)
    }
}

extension SaltParallelRunners.Runner {
    /// - Parameter configuration: a list of mappings with one key each, a mapping, or nothing.
    fileprivate init(id: String, _ configuration: Value) throws(Diagnostic) {
        var options: ValueMap = [:]
        for item in configuration.list ?? (configuration.isNull ? [] : [configuration]) {
            guard let map = item.map else {
                throw Diagnostic("runner '\(id)' is written as a list of 'KEY: VALUE', not of \(item.kindName)")
            }
            for (key, value) in map { options[key] = value }
        }
        for key in options.keyTexts where !["name", "kwarg"].contains(key) {
            throw Diagnostic(
                "'\(key)' is not known of runner '\(id)'",
                hint: NearestName.hint(for: key, among: ["name", "kwarg"]) ?? "its arguments go into 'kwarg'")
        }
        let keywords = options["kwarg"] ?? .null
        guard keywords.isNull || keywords.map != nil else {
            throw Diagnostic("'kwarg' of runner '\(id)' is a mapping, not \(keywords.kindName)")
        }
        self.init(
            id: id,
            call: FunctionCall(try FunctionName(options["name"]?.scalarText ?? id), keywords: keywords.map ?? [:]))
    }
}
