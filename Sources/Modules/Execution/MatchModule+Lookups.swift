import Execution
import Model
import Values

/// Functions that look something up by targets.
extension MatchModule {
    private static let options: [Parameter] = [.optional("tgt_type", "compound"), .optional("minion_id")]

    static let lookups: [ExecutionFunction] = [
        .init(
            "match.filter_by", "The part of a mapping whose key is a target that means this minion.",
            parameters: [.required("lookup")] + options + [
                .optional("merge"), .optional("merge_lists", false), .optional("default", "default"),
            ]
        ) { call, run in
            let lookup = try call.map("lookup").map { (key: $0.key, value: $0.value) }
            return FunctionResult(try choose(lookup, standard: try call.map("lookup")[call["default"]], call, run))
        },
        .init(
            "match.search_by", "The keys of a mapping with a target among their values that means this minion.",
            parameters: [.required("lookup")] + options
        ) { call, run in
            let found = try call.map("lookup").flatMap { key, targets in
                try (targets.list ?? [targets]).filter { try isMeant($0, call, run) }.map { _ in key }
            }
            return FunctionResult(found.isEmpty ? .null : .list(found))
        },
        .init(
            "match.ifelse", "The value after the first target that means this minion; else the last.",
            parameters: [.variadic("args"), .optional("tgt_type", "compound"), .optional("minion_id")]
                + [.optional("merge"), .optional("merge_lists", false)]
        ) { call, run in
            let words = call.rest
            guard !words.count.isMultiple(of: 2), let last = words.last else {
                throw Diagnostic("The ifelse function must have an odd number of arguments!")
            }
            let pairs = stride(from: 0, to: words.count - 1, by: 2).map { (key: words[$0], value: words[$0 + 1]) }
            return FunctionResult(try choose(pairs, standard: last, call, run))
        },
    ]

    /// The value of the first target that means this minion, with `merge` over it; else the standard, as it is.
    private static func choose(
        _ lookup: [(key: Value, value: Value)], standard: Value?, _ call: BoundArguments, _ run: RunContext
    ) throws -> Value {
        guard let found = try lookup.first(where: { try isMeant($0.key, call, run) }) else { return standard ?? .null }
        guard call["merge"].isTruthy else { return found.value }
        guard call["merge"].map != nil else { throw Diagnostic("filter_by merge argument must be a dictionary.") }
        if found.value.isNull { return call["merge"] }
        return found.value.merged(with: call["merge"], mergingLists: try call.flag("merge_lists"))
    }

    private static func isMeant(_ key: Value, _ call: BoundArguments, _ run: RunContext) throws -> Bool {
        if let flag = key.bool { return flag }
        let target = try Target(key.scalarText ?? "", typeName: try call.text("tgt_type"))
        return try matches(target, run, minion: try call.optionalText("minion_id"))
    }
}
