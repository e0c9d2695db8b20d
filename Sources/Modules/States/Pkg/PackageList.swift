import Execution
import Host
import Values

/// The packages that a `pkg` state names: its own name, or `pkgs`.
struct PackageList: Sendable {
    let wishes: [PackageWish]
    /// Whether `pkgs` was given.
    let isList: Bool

    init(name: String, _ arguments: inout ArgumentDecoder) {
        let version = arguments.text("version")
        let entries = arguments.list("pkgs")
        isList = entries != nil
        guard let entries else {
            wishes = [PackageWish(name, version: version)]
            return
        }
        wishes = entries.flatMap { entry -> [PackageWish] in
            if let name = entry.scalarText { return [PackageWish(name)] }
            return (entry.map ?? [:]).map { PackageWish($0.key.scalarText ?? "", version: $0.value.scalarText) }
        }
        if wishes.isEmpty, !entries.isEmpty { arguments.refuse("pkgs", "'pkgs' names no package") }
    }

    var names: [String] { wishes.map(\.name) }
    var isEmpty: Bool { wishes.isEmpty }

    /// "a, b" when that is short, else "3 targeted packages", as Salt's comments have it.
    static func phrase(_ names: [String], short: (String) -> String, long: (Int) -> String) -> String {
        let joined = names.joined(separator: ", ")
        return joined.count < 20 ? short(joined) : long(names.count)
    }
}

extension [String: String] {
    /// What became of packages, as a return's `changes` shows it.
    func packageChanges(to new: [String: String]) -> ValueMap {
        var changes: ValueMap = [:]
        for name in Set(keys).union(new.keys).sorted() where self[name] != new[name] {
            changes[name] = ["new": .string(new[name] ?? ""), "old": .string(self[name] ?? "")]
        }
        return changes
    }
}
