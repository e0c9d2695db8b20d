import Execution
import Model
import Values
import YAML

/// The one state of a `state.single` call: its keywords are the state's arguments, less those of the run.
///
/// `force` is an argument of several states, so a run that does without a pillar that can't be compiled is asked for by `__force`.
struct SingleState: Sendable {
    private static let runKeywords: Set<String> = ["test", "pillar", "pillarenv", "queue", "concurrent"]

    let data: LocatedValue
    let options: BoundArguments

    /// What Salt says of a function that there is not.
    static func problem(_ call: BoundArguments, _ run: RunContext) throws -> Value? {
        let name = try call.text("fun")
        guard name.contains(".") else { return "Invalid function passed" }
        let catalogue = try MinionRun.current(run).engine.catalogue
        let function = try FunctionName(name)
        guard catalogue.state(function) == nil else { return nil }
        let hint = catalogue.hint(forState: function).map { "\n\($0)" } ?? ""
        return [.string("Specified state '\(name)' was not found\(hint)")]
    }

    init(_ call: BoundArguments) throws(Diagnostic) {
        let function = try FunctionName(try call.text("fun"))
        var keywords: ValueMap = [:]
        var arguments: [Value] = []
        for (key, value) in call.keywords {
            if let name = key.string, Self.runKeywords.contains(name) || name == "saltenv" {
                keywords[name] = value
            } else if key.string == "__force" {
                keywords["force"] = value
            } else if key.string?.hasPrefix("__") != true {
                arguments.append(.map(ValueMap([(key, value)])))
            }
        }
        let name = try call.optionalText("name") ?? function.description
        let state = ValueMap([(.string(function.description), .list(arguments))])
        let place = SourceLocation(file: "state.single", line: 1)
        data = LocatedValue(.map(ValueMap([(.string(name), .map(state))])), at: place)
        options = try BoundArguments(
            FunctionCall("state.single", keywords: keywords), parameters: [.keywords("kwargs")], of: "state.single")
    }
}
