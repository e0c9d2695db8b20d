import Values

extension ValueMap {
    /// - Throws: in Salt's words, when it is no boolean.
    func flag(_ key: String, of beacon: String, default standard: Bool) throws(Diagnostic) -> Bool {
        guard let value = self[key], !value.isNull else { return standard }
        guard let flag = value.bool else {
            throw Diagnostic("Configuration for \(beacon) beacon option \(key) must be a boolean.")
        }
        return flag
    }

    /// - Throws: when there is an option that the beacon does not know, with the nearest one.
    func refuseOthers(than known: [String], of beacon: String) throws(Diagnostic) {
        for key in keyTexts where !known.contains(key) && !key.hasPrefix("_") {
            throw Diagnostic(
                "Configuration for \(beacon) beacon has the unknown option '\(key)'",
                hint: NearestName.hint(for: key, among: known))
        }
    }
}
