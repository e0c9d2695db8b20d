/// A shell-style pattern with the meaning of Python's `fnmatch`: `*`, `?`, `[a-z]`, `[!a-z]`; all else is literal,
/// an unclosed `[` too. Case counts, and the whole text must match.
package struct Glob: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case anything
        case one
        case literal(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

        func accepts(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .anything, .one: true
            case .literal(let wanted): wanted == scalar
            case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            }
        }
    }

    package let pattern: String
    private let parts: [Part]

    package init(_ pattern: String) {
        self.pattern = pattern
        parts = Self.parse(Array(pattern.unicodeScalars))
    }

    /// Whether a text is written as a pattern, as requisites and top files ask (`* ? [`).
    package static func isPattern(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    /// Linear but for `*`, where only the last one is ever tried again: no pattern can hang it.
    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var part = 0
        var position = 0
        var retry: (part: Int, position: Int)?
        while position < scalars.count {
            if part < parts.count, parts[part] == .anything {
                retry = (part + 1, position)
                part += 1
            } else if part < parts.count, parts[part].accepts(scalars[position]) {
                part += 1
                position += 1
            } else if let last = retry {
                retry = (last.part, last.position + 1)
                part = last.part
                position = last.position + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .anything }
    }

    private static func parse(_ scalars: [Unicode.Scalar]) -> [Part] {
        var parts: [Part] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "*": if parts.last != .anything { parts.append(.anything) }
            case "?": parts.append(.one)
            case "[":
                if let end = closing(scalars, from: index) {
                    parts.append(set(scalars[index..<end]))
                    index = end + 1
                } else {
                    parts.append(.literal("["))
                }
            default: parts.append(.literal(scalar))
            }
        }
        return parts
    }

    /// The place of the `]` that closes a set; one right after `[` or `[!` belongs to the set.
    private static func closing(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        if index < scalars.count, scalars[index] == "!" { index += 1 }
        if index < scalars.count, scalars[index] == "]" { index += 1 }
        return index < scalars.count ? scalars[index...].firstIndex(of: "]") : nil
    }

    private static func set(_ body: ArraySlice<Unicode.Scalar>) -> Part {
        var body = body
        let isNegated = body.first == "!"
        if isNegated { body = body.dropFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let first = body.popFirst() {
            guard body.first == "-", body.count > 1, let last = body.dropFirst().first else {
                ranges.append(first...first)
                continue
            }
            // A range that runs backwards holds nothing.
            if first <= last { ranges.append(first...last) }
            body = body.dropFirst(2)
        }
        return .set(ranges, isNegated: isNegated)
    }
}
