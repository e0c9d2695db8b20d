import Values

/// The changes of a state as text, from the end of the line `Changes:` on.
struct StateChanges {
    let isChanged: Bool
    let text: String

    init(_ state: ShownState, level: Int, text outer: HighstateText) {
        let changes = state.data["changes"] ?? .null
        let margin = String(repeating: " ", count: 14)
        if state.isNestedRun {
            let nested = "\n" + outer.text(changes, level: level + 1)
            isChanged = true
            text = nested.split(separator: "\n", omittingEmptySubsequences: false)
                .map { String(repeating: margin, count: level) + $0 }.joined(separator: "\n")
        } else if !changes.isTruthy {
            isChanged = false
            text = ""
        } else if changes.map == nil {
            isChanged = true
            text = "Invalid Changes data: \(PythonText.string(changes))"
        } else if let hosts = changes["ret"]?.map, changes["out"] == "highstate" {
            let shown = hosts.map { outer.host(PythonText.string($0.key), $0.value) }
            isChanged = shown.contains(where: \.hasChanges)
            text = shown.map { "\n" + $0.text.lines.map { margin + $0 }.joined(separator: "\n") }.joined()
        } else {
            isChanged = true
            text = "\n" + NestedText(palette: outer.palette).text(changes, indent: 14)
        }
    }
}
