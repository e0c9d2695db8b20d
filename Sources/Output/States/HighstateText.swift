import Values

/// The `highstate` outputter: a block or line for each state and a summary for each minion.
struct HighstateText {
    /// The text of one minion.
    struct Host {
        var text: String
        var hasChanges: Bool
    }

    let palette: Palette
    let options: StateOutput

    func text(_ value: Value, level: Int = 1) -> String {
        let data = StateData.unwrapped(value)
        guard let hosts = data.map else { return PythonText.string(data) }
        return hosts.map { host(PythonText.string($0.key), $0.value, level: level).text }.joined(separator: "\n")
    }

    func host(_ name: String, _ data: Value, level: Int = 1) -> Host {
        var colour = Palette.Colour.green
        var lines: [String] = []
        var hasChanges = false
        switch data {
        case .int, .bool, .string:
            // What a plain function returned counts as a change.
            hasChanges = true
            lines = PythonText.string(data).lines.map { palette.paint("    \($0)", .green) }
            colour = .cyan
        case .list(let messages):
            colour = .lightRed
            lines = refusal(messages)
        case .map(let states):
            var summary = StateSummary(host: name, palette: palette, options: options)
            lines = self.states(states, level: level, colour: &colour, summary: &summary)
            lines += summary.lines
            hasChanges = summary.changed > 0
        case .null, .double: break
        }
        lines.insert(palette.paint(name + ":", colour), at: 0)
        return Host(text: lines.joined(separator: "\n"), hasChanges: hasChanges)
    }

    private func refusal(_ messages: [Value]) -> [String] {
        ["    " + palette.paint("Data failed to compile:", .lightRed)]
            + messages.map {
                palette.paint("----------\n    \(PythonText.string($0))", .lightRed)
            }
    }

    private func states(
        _ states: ValueMap, level: Int, colour: inout Palette.Colour, summary: inout StateSummary
    ) -> [String] {
        var lines: [String] = []
        var shown: [ShownState] = []
        for (tag, value) in options.compressesIDs ? StateCompression.compressed(states) : states {
            guard let data = value.map else { continue }
            if tag != "changes", !data.isEmpty, data["__run_num__"] == nil {
                lines = [Self.missingOrder, PythonText.repr(value)] + lines
            }
            if data["result"] != nil { shown.append(ShownState(tag: PythonText.string(tag), data: data)) }
        }
        for state in shown.sorted(by: { $0.runNumber < $1.runNumber }) {
            let changes = StateChanges(state, level: level, text: self)
            let count = options.compressesIDs ? StateCompression.count(state) : 1
            summary.add(state, count: count, changes: changes.isChanged ? StateCompression.changes(state, count) : 0)
            if state.result == true, !changes.isChanged, options.isDiff || !options.isVerbose { continue }
            if state.result == false { colour = .red }
            if state.result == nil { colour = .lightYellow }
            guard let text = text(of: state, changes, &summary) else { continue }
            lines.append(text)
        }
        return lines
    }

    /// The block or line of a state, or nil when the mode leaves it out.
    private func text(of state: ShownState, _ changes: StateChanges, _ summary: inout StateSummary) -> String? {
        var state = state
        if options.showsIDs { state.name = state.id }
        let block = StateBlock(state: state, changes: changes, palette: palette, options: options)
        let isTerse =
            switch options.mode {
            case .full: false
            case .terse: true
            case .mixed: state.result != false
            case .changes: state.result == true && !changes.isChanged
            case .filter: options.terseResults.contains(state.resultWord)
            }
        if isTerse { return block.terse }
        if options.mode == .filter, options.excludedResults.contains(state.resultWord) { return nil }
        if state.warnings != nil { summary.warnings += 1 }
        return block.full
    }

    private static let missingOrder = """
        The State execution failed to record the order in which all states were executed. The state return missing \
        data is:
        """
}
