import Execution
import Model
import Values

/// `match.*`: whether a target means this minion.
enum MatchModule {
    private static let kinds: [(name: String, type: TargetType, summary: String)] = [
        ("glob", .glob, "Whether a glob matches this minion's id."),
        ("pcre", .pcre, "Whether an expression matches this minion's id."),
        ("list", .list, "Whether this minion is on a list."),
        ("grain", .grain, "Whether a grain matches."),
        ("grain_pcre", .grainPCRE, "Whether a grain matches an expression."),
        ("pillar", .pillar, "Whether a pillar value matches."),
        ("pillar_pcre", .pillarPCRE, "Whether a pillar value matches an expression."),
        ("ipcidr", .ipcidr, "Whether this minion is in a network."),
        ("compound", .compound, "Whether a compound expression matches."),
    ]

    static let functions: [ExecutionFunction] =
        kinds.map { kind in
            ExecutionFunction(
                FunctionName(module: "match", function: kind.name), kind.summary,
                parameters: [.required("tgt"), .optional("minion_id"), .optional("delimiter", ":")]
            ) { call, run in
                let minion = try call.optionalText("minion_id")
                let words = kind.type != .list ? nil : call["tgt"].list?.compactMap(\.scalarText).joined(separator: ",")
                var text = try words ?? call.text("tgt")
                let delimiter = try call.text("delimiter")
                if delimiter != ":" { text = text.replacing(delimiter, with: ":") }
                let target = Target(text, type: kind.type)
                return FunctionResult(.bool(try matches(target, run, minion: minion)))
            }
        } + lookups

    static func matches(_ target: Target, _ run: RunContext, minion: String?) throws -> Bool {
        let id = try minion.map { name throws(Diagnostic) in try MinionID(name) } ?? run.minion
        let subject = TargetSubject(id: id, grains: run.grains, pillar: run.pillar)
        let groups = run.options["nodegroups"]?.map ?? [:]
        let named = Dictionary(groups.map { ($0.key.scalarText ?? "", $0.value) }) { _, last in last }
        return try TargetMatcher(nodegroups: named).matches(target, subject)
    }
}
