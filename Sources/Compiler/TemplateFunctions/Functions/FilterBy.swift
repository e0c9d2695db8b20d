import Jinja
import Model
import Values

/// `filter_by`: the entry of a lookup table whose key, a glob, matches a value; over a base, and with a merge on top.
struct FilterBy {
    private let lookup: ValueMap
    private let merge: ValueMap
    private let standard: String
    private let base: String?

    init(_ arguments: BuiltinArguments) throws {
        lookup = try arguments.map("lookup_dict")
        merge = try arguments.map("merge")
        standard = arguments.text("default", default: "default")
        base = arguments["base"]?.scalarText
    }

    func value(of data: Value, key: String) throws -> Value {
        result(matching(data.value(at: key)))
    }

    private func matching(_ value: Value?) -> Value? {
        let texts = value?.list?.compactMap(\.scalarText) ?? value?.scalarText.map { [$0] } ?? []
        for text in texts {
            for (key, entry) in lookup where Glob(key.scalarText ?? "").matches(text) { return entry }
        }
        return nil
    }

    private func result(_ found: Value?) -> Value {
        var result = found ?? lookup[standard] ?? .null
        if let base, let below = lookup[base] { result = result.isNull ? below : below.merged(with: result) }
        if merge.isEmpty { return result }
        return result.isNull ? .map(merge) : result.merged(with: .map(merge))
    }
}
