/// Python's `pprint.pformat`: containers longer than 80 columns are written one item a line, dicts sorted by key, and
/// strings in pieces that break behind white space.
struct PrettyPrint {
    private let width = 80

    static func text(_ object: Object) throws -> String {
        try PrettyPrint().format(object, indent: 0, allowance: 0, isOutermost: true)
    }

    private func format(
        _ object: Object, indent: Int, allowance: Int, isOutermost: Bool = false
    ) throws -> String {
        let flat = try PrettyPrint.flat(object)
        guard Text.count(flat) > width - indent - allowance else { return flat }
        switch object {
        case .dict(let dict) where dict.count > 0:
            let keys = PrettyPrint.sortedKeys(dict)
            let lines = try keys.enumerated().map { index, key in
                let name = try Representation.repr(key)
                let isLast = index == keys.count - 1
                let value = try dict.get(key) ?? .none
                return name + ": "
                    + (try format(
                        value, indent: indent + 1 + Text.count(name) + 2, allowance: isLast ? allowance + 1 : 1))
            }
            return "{" + lines.joined(separator: ",\n" + spaces(indent + 1)) + "}"
        case .list(let list) where !list.items.isEmpty:
            return "[" + (try items(list.items, indent, allowance + 1)) + "]"
        case .tuple(let tuple) where !tuple.items.isEmpty:
            let end = tuple.items.count == 1 ? ",)" : ")"
            return "(" + (try items(tuple.items, indent, allowance + end.count)) + end
        case .string(let text) where !text.isEmpty:
            // Inside of a container adjacent pieces are one string anyway; alone they need parentheses.
            let inset = isOutermost ? 1 : 0
            let pieces = try pieces(of: text, width: width - indent - inset, allowance: allowance + inset)
            let lines = pieces.joined(separator: "\n" + spaces(indent + inset))
            return isOutermost && pieces.count > 1 ? "(\(lines))" : lines
        default: return flat
        }
    }

    /// The literals that a string is written as: its lines, and where a line is too long its words.
    private func pieces(of text: String, width: Int, allowance: Int) throws -> [String] {
        let lines = Text.lines(text, keepingEnds: true)
        var pieces: [String] = []
        for (index, line) in lines.enumerated() {
            let last = index == lines.count - 1 ? allowance : 0
            let whole = try Representation.repr(.string(line))
            guard Text.count(whole) > width - last else {
                pieces.append(whole)
                continue
            }
            var current = ""
            let words = PrettyPrint.words(of: line)
            for (number, word) in words.enumerated() {
                let literal = try Representation.repr(.string(current + word))
                guard Text.count(literal) > width - (number == words.count - 1 ? last : 0) else {
                    current += word
                    continue
                }
                if !current.isEmpty { pieces.append(try Representation.repr(.string(current))) }
                current = word
            }
            if !current.isEmpty { pieces.append(try Representation.repr(.string(current))) }
        }
        return pieces
    }

    /// Words, each with the white space behind it.
    private static func words(of line: String) -> [String] {
        var words: [String.UnicodeScalarView] = []
        var isBehind = true
        for scalar in line.unicodeScalars {
            let isSpace = Text.isSpace(scalar)
            if words.isEmpty || (isBehind && !isSpace) { words.append(String.UnicodeScalarView()) }
            words[words.count - 1].append(scalar)
            isBehind = isSpace
        }
        return words.map { String($0) }
    }

    private func items(_ items: [Object], _ indent: Int, _ allowance: Int) throws -> String {
        try items.enumerated().map { index, item in
            try format(item, indent: indent + 1, allowance: index == items.count - 1 ? allowance : 1)
        }.joined(separator: ",\n" + spaces(indent + 1))
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    private static func flat(_ object: Object) throws -> String {
        switch object {
        case .dict(let dict):
            let pairs = try sortedKeys(dict).map { key in
                try "\(Representation.repr(key)): \(flat(try dict.get(key) ?? .none))"
            }
            return "{\(pairs.joined(separator: ", "))}"
        case .list(let list): return "[\(try list.items.map(flat).joined(separator: ", "))]"
        case .tuple(let tuple):
            return "(\(try tuple.items.map(flat).joined(separator: ", "))\(tuple.items.count == 1 ? ",)" : ")")"
        case .undefined: return "Undefined"
        default: return try Representation.repr(object)
        }
    }

    /// Keys in order; ones that can't be compared stay as they are.
    private static func sortedKeys(_ dict: DictObject) -> [Object] {
        dict.keys.enumerated().sorted { a, b in
            if let x = a.element.text, let y = b.element.text { return Text.less(x, y) }
            if let x = a.element.number, let y = b.element.number { return x < y }
            return (a.element.typeName, a.offset) < (b.element.typeName, b.offset)
        }.map(\.element)
    }
}
