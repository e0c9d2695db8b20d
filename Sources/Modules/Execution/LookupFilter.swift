import Execution
import Model
import Values

/// Picks the part of a mapping that fits a value: what `filter_by` of grains, pillar and targets share.
struct LookupFilter {
    private let lookup: ValueMap
    private let standard: Value
    private let base: String?
    private let merge: ValueMap?

    /// - Throws: when `lookup_dict` or `merge` is no mapping.
    init(_ call: BoundArguments) throws(Diagnostic) {
        lookup = try call.map("lookup_dict")
        standard = call["default"]
        base = try call.optionalText("base")
        if call["merge"].isNull {
            merge = nil
        } else if let map = call["merge"].map {
            merge = map
        } else {
            throw Diagnostic("filter_by merge argument must be a dictionary.")
        }
    }

    /// The first entry whose key, read as a glob, matches the value (one of its members where it is a list); else the
    /// default's; laid over the base's, with `merge` over all.
    func choose(for value: Value?) -> Value {
        let texts = (value?.list ?? [value ?? .null]).compactMap(\.scalarText)
        let match = lookup.first { key, _ in
            let pattern = key.scalarText ?? ""
            return texts.contains { $0 == pattern || Glob(pattern).matches($0) }
        }
        return finish(match?.value ?? standard.scalarText.flatMap { lookup[$0] })
    }

    /// With targets as keys: the first that `matches` says yes to.
    func choose(where matches: (String) throws -> Bool) rethrows -> Value {
        finish(
            try lookup.first { try matches($0.key.scalarText ?? "") }?.value
                ?? standard.scalarText.flatMap { lookup[$0] })
    }

    private func finish(_ found: Value?) -> Value {
        var result = found
        if let base, let ground = lookup[base] { result = found.map { ground.merged(with: $0) } ?? ground }
        if let merge { result = (result ?? [:]).merged(with: .map(merge)) }
        return result ?? .null
    }
}
