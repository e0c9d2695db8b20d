import Values

/// The small outputters.
enum PlainText {
    /// `txt`: `key: line` for each line of a text, `key: value` for anything else.
    static func lines(_ value: Value) -> String {
        guard case .map(let map) = value else { return PythonText.string(value) }
        return map.flatMap { key, value in
            let name = PythonText.string(key)
            guard case .string(let text) = value else { return ["\(name): \(PythonText.repr(value))"] }
            return text.lines.map { "\(name): \($0)" }
        }.joined(separator: "\n")
    }

    /// `newline_values_only`: the values without the minions, lists taken apart.
    static func values(_ value: Value) -> String {
        guard case .map(let map) = value else { return PythonText.string(value) }
        return map.flatMap { $0.value.list ?? [$0.value] }.map(PythonText.string).joined(separator: "\n")
    }

    /// `no_return`: why each minion's return is missing.
    static func missing(_ value: Value, _ palette: Palette, indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        switch value {
        case .string(let text):
            return text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { palette.paint(margin + $0, .red) + "\n" }.joined()
        case .map(let map):
            return NestedText.sorted(map).map { key, value in
                let name = palette.paint(margin + PythonText.string(key), .cyan)
                return name + ":\n" + missing(value, palette, indent: indent + 4)
            }.joined()
        default: return ""
        }
    }
}
