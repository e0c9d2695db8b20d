import Execution
import Values

/// The lines that `file.keyvalue` keeps, changes, drops and adds: the rules of Salt's function, letter by letter.
struct KeyValueLines: Sendable {
    struct Outcome {
        var text = ""
        var changed = 0
        var deleted = 0
        /// Lines of a diff of Salt's own form.
        var difference: [String] = []
    }

    private let pairs: [(key: String, value: Value)]
    private let separator: String
    private let appends: Bool
    private let prepends: Bool
    /// How often a key may be there; what is below zero means every time.
    private let count: Int
    /// Characters that make a line a comment; nil stands for white space.
    private let comment: String?
    private let ignoresKeyCase: Bool
    private let ignoresValueCase: Bool
    private let prunes: Bool

    init(_ arguments: inout ArgumentDecoder, appendsAlways: Bool) {
        pairs = Self.pairs(&arguments)
        separator = arguments.text("separator", default: "=")
        appends = arguments.flag("append_if_not_found", default: false) || appendsAlways
        prepends = arguments.flag("prepend_if_not_found", default: false)
        count = arguments.integer("count", default: 1)
        comment = arguments.text("uncomment")
        ignoresKeyCase = arguments.flag("key_ignore_case", default: false)
        ignoresValueCase = arguments.flag("value_ignore_case", default: false)
        prunes = arguments.flag("prune", default: false)
    }

    private static func pairs(_ arguments: inout ArgumentDecoder) -> [(key: String, value: Value)] {
        let key = arguments.text("key")
        let value = arguments.value("value")
        let several = arguments.map("key_values")
        if let key, let value {
            if several != nil {
                arguments.refuse("key_values", "file.keyvalue can not combine key_values with key and value")
            }
            return [(key, value)]
        }
        if several?.isEmpty ?? true {
            arguments.refuse("key_values", "file.keyvalue key and value not supplied and key_values is empty")
        }
        return (several ?? [:]).map { ($0.key.scalarText ?? "", $0.value) }
    }

    func applied(to text: String) -> Outcome {
        var outcome = Outcome()
        var left = Dictionary(pairs.map { ($0.key, count) }) { first, _ in first }
        var kept: [String] = []
        var unmatched: [String] = []
        for line in TextLines.whole(text) {
            if prunes, !pairs.contains(where: { tested(line).hasPrefix(folded($0.key)) }) {
                unmatched.append(line)
                continue
            }
            kept.append(changed(line, &left, &outcome))
        }
        add(to: &kept, left, &outcome)
        outcome.deleted = unmatched.count
        for line in unmatched { outcome.difference.insert("- \(line)", at: min(1, outcome.difference.count)) }
        outcome.text = kept.joined()
        return outcome
    }

    private func stripped(_ line: String) -> String {
        guard let comment else { return String(line.drop(while: \.isWhitespace)) }
        return String(line.drop { comment.contains($0) })
    }

    private func folded(_ text: String) -> String { ignoresKeyCase ? text.lowercased() : text }

    private func tested(_ line: String) -> String { folded(stripped(line)) }

    /// The line with the value that its key is to have; empty for one too many.
    private func changed(_ given: String, _ left: inout [String: Int], _ outcome: inout Outcome) -> String {
        var line = given
        let isUncommented = stripped(given).count < given.count
        let working = isUncommented ? stripped(given) : given
        guard let range = working.firstRange(of: separator) else { return given }
        let key = String(working[..<range.lowerBound])
        var old = String(working[range.upperBound...]).trimmed
        for pair in pairs where tested(given).hasPrefix(folded(pair.key)) && folded(key) == folded(pair.key) {
            let value = PythonText.string(pair.value)
            var wanted = value.trimmed
            if ignoresValueCase { (old, wanted) = (old.lowercased(), wanted.lowercased()) }
            let remaining = left[pair.key] ?? 0
            let isRight = old == wanted || (isUncommented && remaining <= 0)
            let mustChange = isUncommented ? remaining > 0 : remaining == 0
            if !isRight || mustChange {
                outcome.difference.append("- \(line)")
                line = ""
                if remaining != 0 {
                    line = "\(key)\(separator)\(value)\n"
                    outcome.difference.append(Self.added(line, pair.value))
                }
                outcome.changed += 1
            }
            if remaining > 0 { left[pair.key] = remaining - 1 }
        }
        return line
    }

    /// What was no text in the state is told with its kind.
    private static func added(_ line: String, _ value: Value) -> String {
        let kind: String
        switch value {
        case .string: return "+ \(line)"
        case .int: kind = "int"
        case .bool: kind = "bool"
        case .double: kind = "float"
        case .list: kind = "list"
        case .map: kind = "dict"
        case .null: kind = "NoneType"
        }
        return "+ \(line.trimmedEnd) (from \(kind) type)\n"
    }

    private func add(to lines: inout [String], _ left: [String: Int], _ outcome: inout Outcome) {
        let missing = pairs.filter { left[$0.key, default: 0] > 0 }
            .map { "\($0.key)\(separator)\(PythonText.string($0.value))\n" }
        guard !missing.isEmpty, appends || prepends else { return }
        outcome.changed += missing.count
        if appends {
            lines += missing
            outcome.difference += ["- <EOF>\n"] + missing.map { "+ \($0)" } + ["+ <EOF>\n"]
            return
        }
        lines = missing.reversed() + lines
        outcome.difference = ["  <SOF>\n"] + missing.reversed().map { "+ \($0)" } + outcome.difference
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String { String(trimmedEnd.drop(while: \.isWhitespace)) }

    /// Without white space at the end.
    var trimmedEnd: String { String(reversed().drop(while: \.isWhitespace).reversed()) }
}
