package import Values

/// The form in which a return is shown (`--out`).
package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    case nested, highstate, json, yaml, txt, raw, quiet, pprint, key
    case newlineValuesOnly = "newline_values_only"
    /// For minions that did not return.
    case noReturn = "no_return"

    /// - Throws: when no format has the name, with the nearest one.
    package init(named name: String) throws(Diagnostic) {
        guard let format = OutputFormat(rawValue: name) else {
            let known = OutputFormat.allCases.map(\.rawValue)
            throw Diagnostic(
                "unknown output format '\(name)'",
                hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        self = format
    }

    /// The format for a return when none was asked for: what the function declares, else `highstate` for what looks
    /// like state returns, else `nested`.
    ///
    /// - Parameter value: returns by minion.
    package static func standard(for value: Value, declared: String?) -> OutputFormat {
        if let declared, let format = OutputFormat(rawValue: declared) { return format }
        return StateData.isStates(value) ? .highstate : .nested
    }
}
