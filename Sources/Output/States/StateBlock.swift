import Values

/// One state as a block of lines, or as one line.
struct StateBlock {
    let state: ShownState
    let changes: StateChanges
    let palette: Palette
    let options: StateOutput

    private var colour: Palette.Colour {
        switch state.result {
        case nil: .lightYellow
        case false?: .red
        case true?: changes.isChanged ? .cyan : .green
        }
    }

    var full: String {
        var fields = [("ID", state.id), ("Function", "\(state.module).\(state.function)")]
        if state.id != state.name { fields.append(("Name", state.name)) }
        fields += [("Result", state.resultWord), ("Comment", state.comment)]
        if options.showsProfile, let start = state.start {
            let duration = state.duration
            fields += [("Started", start), ("Duration", duration.isEmpty ? "" : "\(duration) ms")]
        }
        var lines = [palette.paint("----------", colour)]
        lines += fields.map { "    " + palette.paint("\($0.0.padded(leftTo: 8)): \($0.1)", colour) }
        lines.append(palette.paint("     Changes:   " + changes.text, colour))
        if let warnings = state.warnings {
            let text = TextWrap(width: 80, indent: 14).fill(warnings.joined(separator: "\n"))
            lines.append("   " + palette.paint(" Warnings: " + text.drop { $0 == " " }, .lightRed))
        }
        return lines.joined(separator: "\n")
    }

    var terse: String { options.isTabular ? columns : sentence }

    private var word: String {
        switch state.result {
        case nil: "Differs"
        case false?: "Failed"
        case true?: state.hasChanges ? "Changed" : "Clean"
        }
    }

    private var sentence: String {
        var text = state.warnings.map { palette.paint("Warnings:\n" + $0.joined(separator: "\n"), .lightRed) } ?? ""
        text += " \(palette.start(colour)) Name: \(state.name) - Function: \(state.module).\(state.function)"
        text += " - Result: \(word)"
        if options.showsProfile, let start = state.start {
            text += " - Started: \(start) - Duration: \(state.duration) ms"
        }
        return text + palette.end
    }

    private var columns: String {
        var text =
            state.warnings.map { palette.paint("Warnings:\n" + $0.joined(separator: "\n"), .lightRed) + "\n" } ?? ""
        text += palette.start(colour)
        if options.showsProfile, let start = state.start {
            text += "\(start) [\(state.duration.padded(leftTo: 7)) ms] "
        }
        text += "\(state.module.padded(leftTo: 10)).\(state.function.padded(rightTo: 10)) "
        return text + "\(word.padded(rightTo: 7))   Name: \(state.name)" + palette.end
    }
}
