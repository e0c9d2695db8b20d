package import Execution
import Host
package import Model
import Values

package struct CheckPillar: StateFunction {
    package static let function: FunctionName = "test.check_pillar"
    package static let summary = "A check that pillar keys are there and of the right kind; it changes nothing"

    private static let kinds: [(argument: String, kind: String)] = [
        ("present", "present"), ("boolean", "bool"), ("integer", "int"), ("string", "str"), ("listing", "list"),
        ("dictionary", "dict"),
    ]

    let wanted: [(path: String, kind: String)]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        var wanted: [(path: String, kind: String)] = []
        for (argument, kind) in Self.kinds {
            wanted += (arguments.texts(argument) ?? []).map { ($0, kind) }
        }
        _ = arguments.flag("verbose", default: false)
        if wanted.isEmpty { arguments.refuse("present", "Missing required argument.") }
        self.wanted = wanted
    }

    /// What is wrong, by the kind that was asked for.
    package func observe(with reader: HostReader, in run: RunContext) async throws -> [String] {
        var problems: [String] = []
        let pillar = Value.map(run.pillar)
        for (path, kind) in wanted {
            let value = pillar.value(at: path)
            if kind == "present" {
                if value == nil { problems.append("Pillar key \"\(path)\" is missing.") }
            } else if !Self.matches(value, kind) {
                problems.append("Pillar key \"\(path)\" is not <class '\(kind)'>.")
            }
        }
        return problems
    }

    private static func matches(_ value: Value?, _ kind: String) -> Bool {
        switch kind {
        case "bool": value?.bool != nil
        case "int": value?.int != nil
        case "str": value?.string != nil
        case "list": value?.list != nil
        default: value?.map != nil
        }
    }

    package func plan(_ problems: [String]) -> Plan<Never> {
        problems.isEmpty ? .satisfied("") : .impossible(problems.map { "\($0)\n" }.joined())
    }

    package func apply(_ change: Never, with writer: HostWriter, in run: RunContext) async throws -> Applied {}
}
