import TestSupport

/// States with requisites at random, and what those say about the order, in nodes and edges of its own.
///
/// A state that something looks ahead at (`prereq`) has a second node: its test run.
struct RandomGraph {
    struct Requisite {
        var kind: String
        /// The state that has to wait, but for `prereq`, `listen` and `use`.
        var dependent: Int
        var target: Int
        /// Whether it is written at the target, as `require_in`.
        var isReversed: Bool
    }

    static let functions = [
        "nop", "succeed_with_changes", "succeed_without_changes", "fail_without_changes", "fail_with_changes",
    ]
    private static let reversible = ["require", "watch", "prereq", "onchanges", "onfail", "use", "listen"]
    private static let kinds = reversible + ["require_any", "watch_any", "onchanges_any", "onfail_any", "onfail_all"]

    let functionOf: [String]
    let isParallel: [Bool]
    let requisites: [Requisite]

    /// The requisites with what `use` copies: those that Salt does not know as requisites there, of a kind that the
    /// state itself does not have.
    var effective: [Requisite] {
        let own = requisites
        return own.filter { $0.kind == "use" }.reduce(into: own) { all, use in
            for copied in own where copied.dependent == use.target && Self.isUsable(copied.kind) {
                guard !own.contains(where: { $0.dependent == use.dependent && $0.kind == copied.kind }) else {
                    continue
                }
                all.append(
                    Requisite(
                        kind: copied.kind, dependent: use.dependent, target: copied.target, isReversed: false))
            }
        }
    }

    private static func isUsable(_ kind: String) -> Bool { kind.hasSuffix("_any") || kind.hasSuffix("_all") }

    /// - Parameter isOrdered: whether requisites mostly agree with one order, so that a circle is unlikely.
    init(isOrdered: Bool, _ numbers: inout DamagedText.Numbers) {
        let count = Int.random(in: 2...30, using: &numbers)
        functionOf = (0..<count).map { _ in Self.functions.randomElement(using: &numbers) ?? "nop" }
        isParallel = (0..<count).map { _ in Int.random(in: 0..<10, using: &numbers) == 0 }
        let rank = Array(0..<count).shuffled(using: &numbers)
        var requisites: [Requisite] = []
        for _ in 0..<Int.random(in: 1...(count * 3 / 2), using: &numbers) {
            let pair = Array((0..<count).shuffled(using: &numbers).prefix(2))
            let kind = Self.kinds.randomElement(using: &numbers) ?? "require"
            let (early, late) = rank[pair[0]] < rank[pair[1]] || !isOrdered ? (pair[0], pair[1]) : (pair[1], pair[0])
            let isReversed = Self.reversible.contains(kind) && Bool.random(using: &numbers)
            requisites.append(
                kind == "prereq"
                    ? Requisite(kind: kind, dependent: early, target: late, isReversed: isReversed)
                    : Requisite(kind: kind, dependent: late, target: early, isReversed: isReversed))
        }
        self.requisites = requisites
    }

    static func name(_ state: Int) -> String { "s\(state)" }

    /// The states as an SLS.
    var sls: String {
        var text = ""
        for state in functionOf.indices {
            text += "\(Self.name(state)):\n  test.\(functionOf[state]):\n    - name: n\(state)\n"
            if isParallel[state] { text += "    - parallel: True\n" }
            var byKeyword: [String: [Int]] = [:]
            for requisite in requisites {
                if requisite.isReversed, requisite.target == state {
                    byKeyword[requisite.kind + "_in", default: []].append(requisite.dependent)
                } else if !requisite.isReversed, requisite.dependent == state {
                    byKeyword[requisite.kind, default: []].append(requisite.target)
                }
            }
            for (keyword, others) in byKeyword.sorted(by: { $0.key < $1.key }) {
                let items = others.map { "{test: \(Self.name($0))}" }.joined(separator: ", ")
                text += "    - \(keyword): [\(items)]\n"
            }
        }
        return text
    }

    /// What comes before what, as states. A state that another looks ahead at comes after that one only if it runs.
    var precedences: [(before: Int, after: Int, isLookAhead: Bool)] {
        effective.filter { !["use", "listen"].contains($0.kind) }.map { requisite in
            requisite.kind == "prereq"
                ? (requisite.dependent, requisite.target, true) : (requisite.target, requisite.dependent, false)
        }
    }

    /// Whether no order can be right.
    var hasCircle: Bool {
        let count = functionOf.count
        let requisites = effective
        let ahead = Set(requisites.filter { $0.kind == "prereq" }.map(\.target))
        var edges: [(Int, Int)] = []
        for requisite in requisites where !["use", "listen"].contains(requisite.kind) {
            let (dependent, target) = (requisite.dependent, requisite.target)
            // A test run comes after what the state itself comes after.
            let waiting = ahead.contains(dependent) ? [dependent, dependent + count] : [dependent]
            if requisite.kind == "prereq" {
                edges += waiting.map { (target + count, $0) } + [(dependent, target)]
            } else {
                edges += waiting.map { (target, $0) }
            }
        }
        var left = Set(0..<2 * count)
        while let free = left.first(where: { node in !edges.contains { $0.1 == node && left.contains($0.0) } }) {
            left.remove(free)
        }
        return !left.isEmpty
    }
}
