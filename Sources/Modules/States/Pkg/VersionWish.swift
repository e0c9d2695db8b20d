import Host

/// A version as states ask for it: `1.2-1`, `1.2*`, `>=1.2`, or several with commas between them.
struct VersionWish: Sendable, Hashable {
    private let conditions: [(operation: String, version: String)]
    /// Whether later versions than the one that is asked for will do.
    private let allowsUpdates: Bool

    init(_ text: String, allowsUpdates: Bool = false) {
        self.allowsUpdates = allowsUpdates
        conditions = text.split(separator: ",").map { part in
            let part = part.filter { $0 != " " }
            let operation = part.prefix { "<>=!".contains($0) }
            return (
                operation.isEmpty || operation == "=" ? "==" : String(operation),
                String(part.dropFirst(operation.count))
            )
        }
    }

    /// Whether a version has to be looked for that fits.
    var isComparison: Bool { conditions.contains { $0.operation != "==" } }

    func accepts(_ version: String) -> Bool { conditions.allSatisfy { accepts(version, $0.operation, $0.version) } }

    private func accepts(_ version: String, _ operation: String, _ wanted: String) -> Bool {
        if wanted.contains("*"), operation == "==" {
            return version.hasPrefix(String(wanted.prefix { $0 != "*" }))
        }
        let (have, want) = (DebianVersion(version), DebianVersion(wanted))
        switch operation {
        case "==": return allowsUpdates && conditions.count == 1 ? have >= want : have == want
        case "!=": return have != want
        case ">": return have > want
        case ">=": return have >= want
        case "<": return have < want
        case "<=": return have <= want
        default: return false
        }
    }

    /// The newest of several that will do.
    func best(of versions: [String]) -> String? {
        versions.filter(accepts).max { DebianVersion($0) < DebianVersion($1) }
    }

    static func == (left: VersionWish, right: VersionWish) -> Bool {
        left.allowsUpdates == right.allowsUpdates && left.conditions.elementsEqual(right.conditions, by: ==)
    }

    func hash(into hasher: inout Hasher) {
        for condition in conditions { hasher.combine(condition.version) }
    }
}
