import Jinja
import Values

/// `pillar.*` over the pillar that the template sees.
struct PillarFunctions {
    let scope: TemplateScope

    var all: [String: BuiltinFunction] {
        let pillar = scope.pillar
        return [
            "pillar.get": BuiltinFunction(
                "key", "default", "merge", "merge_nested_lists", "delimiter", "pillarenv", "saltenv"
            ) { arguments in
                let delimiter = arguments.text("delimiter", default: ":")
                let standard = arguments["default"] ?? ""
                let found = Value.map(pillar).value(at: arguments.text("key"), delimiter: delimiter)
                guard let found else { return standard }
                guard arguments.flag("merge") else { return found }
                return Self.merged(standard, found, mergingLists: arguments.flag("merge_nested_lists"))
            },
            "pillar.items": BuiltinFunction("pillar", "pillar_enc") { _ in .map(pillar) },
            "pillar.raw": BuiltinFunction("key") { arguments in
                arguments["key"].map { pillar[$0] ?? [:] } ?? .map(pillar)
            },
            "pillar.keys": BuiltinFunction("key", "delimiter") { arguments in
                let delimiter = arguments.text("delimiter", default: ":")
                let found = Value.map(pillar).value(at: arguments.text("key"), delimiter: delimiter)
                return .list(found?.map?.keys ?? [])
            },
            "pillar.filter_by": BuiltinFunction("lookup_dict", "pillar", "merge", "default", "base") { arguments in
                try FilterBy(arguments).value(of: .map(pillar), key: arguments.text("pillar"))
            },
        ]
    }

    /// The pillar over the default: maps recursively, lists with what is new at the end, others as they are.
    private static func merged(_ standard: Value, _ found: Value, mergingLists: Bool) -> Value {
        switch (standard, found) {
        case (.map, .map): standard.merged(with: found, mergingLists: mergingLists)
        case (.list(let a), .list(let b)): .list(a + b.filter { !a.contains($0) })
        default: found
        }
    }
}
