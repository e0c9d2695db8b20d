import Execution
import Values

extension BoundArguments {
    func flag(_ name: String) throws(Diagnostic) -> Bool {
        guard let flag = self[name].bool else {
            throw Diagnostic("'\(name)' must be true or false, not \(self[name].scalarText ?? self[name].kindName)")
        }
        return flag
    }

    func integer(_ name: String) throws(Diagnostic) -> Int {
        if let number = self[name].int ?? self[name].string.flatMap({ Int($0) }) { return number }
        throw Diagnostic("'\(name)' must be a whole number, not \(self[name].scalarText ?? self[name].kindName)")
    }

    /// A mapping; null is an empty one.
    func map(_ name: String) throws(Diagnostic) -> ValueMap {
        if self[name].isNull { return [:] }
        guard let map = self[name].map else {
            throw Diagnostic("'\(name)' must be a mapping, not \(self[name].kindName)")
        }
        return map
    }

    /// A list of texts; one text may hold several, separated by commas; null is an empty list.
    func names(_ name: String) throws(Diagnostic) -> [String] {
        switch self[name] {
        case .null: return []
        case .list(let list): return list.compactMap(\.scalarText)
        case .map: throw Diagnostic("'\(name)' must be a list, not a mapping")
        default:
            let text = self[name].scalarText ?? ""
            return text.split(separator: ",").map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    /// Names of SLS files. A text without a name is the name that no file has, as for Salt, and not nothing: who
    /// passes an empty variable is told.
    func slsNames(_ name: String) throws(Diagnostic) -> [String] {
        let names = try names(name)
        return names.isEmpty && self[name].string != nil ? [""] : names
    }
}
