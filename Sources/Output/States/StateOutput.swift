package import Values

/// How state returns are shown (`--state-output` and its siblings).
package struct StateOutput: Sendable, Hashable {
    /// Which states take one line instead of a block.
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// None.
        case full
        /// All.
        case terse
        /// All that didn't fail.
        case mixed
        /// Those that succeeded without changes.
        case changes
        /// Those whose result is in `terseResults`; those in `excludedResults` are left out.
        case filter
    }

    package var mode: Mode = .full
    /// Shows the id where the name would be (the suffix `_id`).
    package var showsIDs = false
    /// False leaves out what succeeded without changes (`state_verbose`).
    package var isVerbose = true
    /// Leaves out what succeeded without changes (`state_output_diff`).
    package var isDiff = false
    /// Start and duration (`state_output_profile`).
    package var showsProfile = true
    /// Terse lines as columns (`state_tabular`).
    package var isTabular = false
    /// Percentages in the summary (`state_output_pct`).
    package var showsPercentages = false
    /// One block for all names of an id (`state_compress_ids`).
    package var compressesIDs = false
    /// Results (`True`, `False`, `None`) that `filter` shows in one line.
    package var terseResults: Set<String> = []
    /// Results that `filter` leaves out.
    package var excludedResults: Set<String> = []

    package init() {}

    /// - Parameter name: a mode, with or without `_id`.
    /// - Throws: for an unknown mode, with the nearest one.
    package init(mode name: String) throws(Diagnostic) {
        let lower = name.lowercased()
        let base = lower.hasSuffix("_id") ? String(lower.dropLast(3)) : lower
        guard let mode = Mode(rawValue: base) else {
            let known = Mode.allCases.map(\.rawValue)
            throw Diagnostic(
                "unknown state output '\(name)'",
                hint: NearestName.hint(for: base, among: known)
                    ?? "known are \(known.joined(separator: ", ")), each also with _id")
        }
        self.mode = mode
        showsIDs = base != lower
    }

    /// Reads the `state_*` options of a configuration.
    ///
    /// - Throws: for an unknown mode.
    package init(options: ValueMap) throws(Diagnostic) {
        try self.init(mode: options["state_output"]?.string ?? Mode.full.rawValue)
        isVerbose = options["state_verbose"]?.isTruthy ?? isVerbose
        isDiff = options["state_output_diff"]?.isTruthy ?? isDiff
        showsProfile = options["state_output_profile"]?.isTruthy ?? showsProfile
        isTabular = options["state_tabular"]?.isTruthy ?? isTabular
        showsPercentages = options["state_output_pct"]?.isTruthy ?? showsPercentages
        compressesIDs = options["state_compress_ids"]?.isTruthy ?? compressesIDs
        terseResults = Self.results(options["state_output_terse"])
        excludedResults = Self.results(options["state_output_exclude"])
    }

    /// A list or comma-separated text of `True`, `False`, `None`.
    private static func results(_ value: Value?) -> Set<String> {
        Set(value?.string?.split(separator: ",").map(String.init) ?? value?.list?.map(PythonText.string) ?? [])
    }
}
