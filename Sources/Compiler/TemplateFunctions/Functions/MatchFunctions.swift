import Jinja
import Model
import Values

/// `match.*`: whether the minion is meant.
struct MatchFunctions {
    let scope: TemplateScope

    var all: [String: BuiltinFunction] {
        let scope = scope
        let kinds: [(String, TargetType)] = [
            ("glob", .glob), ("list", .list), ("pcre", .pcre), ("grain", .grain), ("grain_pcre", .grainPCRE),
            ("pillar", .pillar), ("pillar_pcre", .pillarPCRE), ("ipcidr", .ipcidr), ("compound", .compound),
        ]
        var table: [String: BuiltinFunction] = [:]
        for (name, type) in kinds {
            table["match.\(name)"] = BuiltinFunction("tgt", "minion_id") { arguments in
                var subject = scope.subject
                if let id = arguments["minion_id"]?.string { subject.id = try MinionID(id) }
                return .bool(try scope.matcher.matches(Target(arguments.text("tgt"), type: type), subject))
            }
        }
        table["match.filter_by"] = BuiltinFunction(
            "lookup", "tgt_type", "minion_id", "merge", "merge_lists", "default"
        ) { arguments in
            let type = try Target("", typeName: arguments.text("tgt_type", default: "compound")).type
            let lookup = try arguments.map("lookup")
            let found = try lookup.first { key, _ in
                try scope.matcher.matches(Target(key.scalarText ?? "", type: type), scope.subject)
            }?.value
            let result = found ?? lookup[arguments.text("default", default: "default")] ?? .null
            let merge = try arguments.map("merge")
            if merge.isEmpty { return result }
            return result.merged(with: .map(merge), mergingLists: arguments.flag("merge_lists"))
        }
        return table
    }
}
