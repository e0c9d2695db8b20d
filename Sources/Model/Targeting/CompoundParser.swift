import Values

/// Reads a compound target: terms, `and`, `or`, `not` and parentheses, each a word of its own.
///
/// `not` binds tighter than `and`, `and` tighter than `or`; `a not b` is `a and not b`.
struct CompoundParser {
    typealias Term = (String) throws(Diagnostic) -> TargetCondition

    private static let operators: Set<String> = ["and", "or", "not", "(", ")"]

    private let text: String
    private var words: ArraySlice<String>
    private let term: Term

    init(_ words: [String], term: @escaping Term) {
        text = words.joined(separator: " ")
        self.words = words[...]
        self.term = term
    }

    /// Whether the words are mere names (or expressions on names), as a nodegroup may list them.
    static func isPlainList(_ words: [String]) -> Bool {
        !words.isEmpty
            && words.allSatisfy { !operators.contains($0) && !$0.contains("*") && CompoundTerm($0) == nil }
    }

    mutating func parse() throws(Diagnostic) -> TargetCondition {
        let condition = try alternatives()
        if let word = words.first {
            throw problem(word == ")" ? "a ')' has no '('" : "'\(word)' stands without 'and' or 'or' before it")
        }
        return condition
    }

    private mutating func alternatives() throws(Diagnostic) -> TargetCondition {
        var all = [try conjunction()]
        while words.first == "or" {
            words.removeFirst()
            all.append(try conjunction())
        }
        return all.count == 1 ? all[0] : .any(all)
    }

    private mutating func conjunction() throws(Diagnostic) -> TargetCondition {
        var all = [try negation()]
        while words.first == "and" || words.first == "not" {
            if words.first == "and" { words.removeFirst() }
            all.append(try negation())
        }
        return all.count == 1 ? all[0] : .all(all)
    }

    private mutating func negation() throws(Diagnostic) -> TargetCondition {
        guard let word = words.popFirst() else { throw problem("it ends where a target should follow") }
        switch word {
        case "not": return .not(try negation())
        case "and", "or", ")": throw problem("'\(word)' stands where a target should")
        case "(":
            let inner = try alternatives()
            guard words.popFirst() == ")" else { throw problem("a '(' has no ')'") }
            return inner
        default: return try term(word)
        }
    }

    private func problem(_ reason: String) -> Diagnostic {
        Diagnostic(
            "the compound target '\(text)' can't be read: \(reason)",
            hint: "write it like: G@os:Debian and not ( web* or L@db1,db2 ), parentheses as words of their own")
    }
}
