import Jinja
import Values

/// `pillar.*` over the pillar that the template sees.
struct PillarFunctions {
    let scope: TemplateScope

    var all: [String: BuiltinFunction] {
        let pillar = scope.pillar
        let options = scope.options
        return [
            "pillar.get": BuiltinFunction(
                "key", "default", "merge", "merge_nested_lists", "delimiter", "pillarenv", "saltenv", "unmask"
            ) { arguments in
                if asksForAnother(arguments) { return try compiled("pillar.get", arguments) }
                let delimiter = arguments.text("delimiter", default: ":")
                let standard = arguments["default"] ?? ""
                let found = Value.map(pillar).value(at: arguments.text("key"), delimiter: delimiter)
                guard let found else {
                    if arguments["default"] == nil, options["pillar_raise_on_missing"]?.isTruthy == true {
                        throw Failure("Pillar key not found: \(arguments.text("key"))", kind: .hostFunction)
                    }
                    return standard
                }
                guard arguments.flag("merge") else { return found }
                let mergesLists = arguments["merge_nested_lists"].flatMap { $0.isNull ? nil : $0 }
                return Self.merged(
                    standard, found,
                    mergingLists: (mergesLists ?? options["pillar_merge_lists"] ?? false).isTruthy)
            },
            "pillar.items": BuiltinFunction("pillar", "pillar_enc", "pillarenv", "saltenv", "unmask") { arguments in
                asksForAnother(arguments) ? try compiled("pillar.items", arguments) : .map(pillar)
            },
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

    /// Whether it is the pillar of an environment that is asked for, which has to be compiled.
    private func asksForAnother(_ arguments: BuiltinArguments) -> Bool {
        ["pillarenv", "saltenv"].contains { arguments[$0].map { !$0.isNull } ?? false }
    }

    private func compiled(_ function: String, _ arguments: BuiltinArguments) throws -> Value {
        try scope.host.call(function, arguments: [], keywords: arguments.named)
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
