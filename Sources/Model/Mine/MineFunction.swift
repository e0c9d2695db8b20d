package import Values

/// One entry of `mine_functions`: what is called, and who may read what it returns.
package struct MineFunction: Sendable {
    package let alias: String
    package let call: FunctionCall
    package let readers: Target?
    /// Written with `mine_function`: the alias is no function itself.
    package let isAliased: Bool

    /// The entries of a whole `mine_functions` as they are written; a list holds names only.
    package static func entries(of value: Value) -> [(name: Value, definition: Value)] {
        value.list?.map { ($0, .null) } ?? (value.map ?? [:]).map { ($0.key, $0.value) }
    }

    /// Reads `[ARG, {KEY: VALUE}, {mine_function: FUN}, {allow_tgt: TGT}]`, or a mapping of keywords.
    ///
    /// - Throws: what is wrong with the form; whether there is such a function is not looked at.
    package init(named name: Value, _ definition: Value) throws(Diagnostic) {
        var arguments: [Value] = []
        var keywords: ValueMap = [:]
        switch definition {
        case .null, "": break
        case .map(let map): keywords = map
        case .list(let list):
            for item in list {
                if let map = item.map {
                    for (key, value) in map { keywords[key] = value }
                } else {
                    arguments.append(item)
                }
            }
        default: throw Diagnostic("its arguments are a list or a mapping, not \(definition.kindName)")
        }
        try self.init(alias: name.scalarText ?? "", arguments: arguments, keywords: keywords)
    }

    /// Takes `mine_function`, `allow_tgt` and `allow_tgt_type` out of the keywords.
    package init(alias: String, arguments: [Value], keywords: ValueMap) throws(Diagnostic) {
        guard !alias.isEmpty else {
            throw Diagnostic(
                "an entry has no name", hint: "write it as 'mine_functions: {network.ip_addrs: [eth0]}'")
        }
        var keywords = keywords
        let named = try Self.take("mine_function", from: &keywords)
        let type = try Target("", typeName: Self.take("allow_tgt_type", from: &keywords)).type
        switch keywords.removeValue(forKey: "allow_tgt") {
        case nil, .null?: readers = nil
        case .list(let ids)?:
            readers = Target(ids.compactMap(\.scalarText).joined(separator: ","), type: .list)
        case let expression?:
            guard let text = expression.scalarText else {
                throw Diagnostic("'allow_tgt' is a target or a list of ids, not \(expression.kindName)")
            }
            readers = Target(text, type: type)
        }
        self.alias = alias
        isAliased = named != nil
        call = FunctionCall(try FunctionName(named ?? alias), arguments: arguments, keywords: keywords)
    }

    private static func take(_ key: String, from keywords: inout ValueMap) throws(Diagnostic) -> String? {
        guard let value = keywords.removeValue(forKey: key), !value.isNull else { return nil }
        guard let text = value.scalarText else { throw Diagnostic("'\(key)' is a name, not \(value.kindName)") }
        return text
    }
}
