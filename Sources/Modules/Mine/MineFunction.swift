import Model
import Values

/// One entry of `mine_functions`: what is called, and who may read what it returns.
struct MineFunction {
    let alias: String
    let call: FunctionCall
    let readers: Target?
    /// Written with `mine_function`: the alias is no function itself.
    let isAliased: Bool

    /// Reads `[ARG, {KEY: VALUE}, {mine_function: FUN}, {allow_tgt: TGT}]`, or a mapping of keywords.
    init(alias: String, definition: Value) throws(Diagnostic) {
        var arguments: [Value] = []
        var keywords: ValueMap = [:]
        switch definition {
        case .null: break
        case .map(let map): keywords = map
        case .list(let list):
            for item in list {
                if let map = item.map {
                    for (key, value) in map { keywords[key] = value }
                } else {
                    arguments.append(item)
                }
            }
        default: throw Diagnostic("mine_functions:\(alias) is a list or a mapping, not \(definition.kindName)")
        }
        try self.init(alias: alias, arguments: arguments, keywords: keywords)
    }

    /// Takes `mine_function`, `allow_tgt` and `allow_tgt_type` out of the keywords.
    init(alias: String, arguments: [Value], keywords: ValueMap) throws(Diagnostic) {
        var keywords = keywords
        let named = keywords.removeValue(forKey: "mine_function")?.scalarText
        let allowed = keywords.removeValue(forKey: "allow_tgt")
        let type = keywords.removeValue(forKey: "allow_tgt_type")?.scalarText
        self.alias = alias
        isAliased = named != nil
        call = FunctionCall(try FunctionName(named ?? alias), arguments: arguments, keywords: keywords)
        switch allowed {
        case nil, .null?: readers = nil
        case .list(let ids)?:
            readers = Target(ids.compactMap(\.scalarText).joined(separator: ","), type: .list)
        case let expression?:
            readers = try Target(expression.scalarText ?? "", typeName: type)
        }
    }

    /// The entries of a whole `mine_functions`; a list holds names only.
    static func all(_ value: Value) throws(Diagnostic) -> [MineFunction] {
        var all: [MineFunction] = []
        if let names = value.list {
            for name in names { all.append(try MineFunction(alias: name.scalarText ?? "", definition: .null)) }
        } else {
            for (name, definition) in value.map ?? [:] {
                all.append(try MineFunction(alias: name.scalarText ?? "", definition: definition))
            }
        }
        return all
    }
}
