import Values

/// The `key` outputter: the minions of each state of their keys.
struct KeyText {
    private struct Heading {
        var text: String
        var colour: Palette.Colour
        var names: Palette.Colour
    }

    private static let headings: [String: Heading] = [
        "minions": Heading(text: "Accepted Keys:", colour: .lightGreen, names: .green),
        "minions_pre": Heading(text: "Unaccepted Keys:", colour: .lightRed, names: .red),
        "minions_denied": Heading(text: "Denied Keys:", colour: .lightMagenta, names: .magenta),
        "minions_rejected": Heading(text: "Rejected Keys:", colour: .lightBlue, names: .blue),
        "local": Heading(text: "Local Keys:", colour: .lightMagenta, names: .magenta),
    ]

    let palette: Palette

    /// What is no mapping of key states is shown as `nested` shows it.
    func text(_ value: Value) -> String {
        guard let states = value.map, states.keyTexts.allSatisfy({ Self.headings[$0] != nil }) else {
            return NestedText(palette: palette).text(value)
        }
        var lines: [String] = []
        for (state, keys) in NestedText.sorted(states) {
            guard let heading = Self.headings[PythonText.string(state)] else { continue }
            lines.append(palette.paint(heading.text, heading.colour))
            let fingers = keys.map.map(NestedText.sorted) ?? []
            lines += fingers.map {
                palette.paint(
                    "\(PythonText.string($0.key)):  \(PythonText.string($0.value))", heading.names)
            }
            let names = (keys.list ?? []).map { PythonText.string($0) }
            lines += names.sorted().map { palette.paint($0, heading.names) }
        }
        return lines.joined(separator: "\n")
    }
}
