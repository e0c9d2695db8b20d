import Values
import YAML

/// The pillar that a caller gives: `pillar='{"a": 1}'`.
enum PillarOverride {
    /// - Throws: for what is no mapping, nor the YAML or JSON of one.
    static func read(_ value: Value) throws(Diagnostic) -> ValueMap {
        var value = value
        if let text = value.string { value = try YAMLReader.value(text, file: "pillar") }
        if value.isNull { return [:] }
        guard let map = value.map else {
            throw Diagnostic("Pillar data must be formatted as a dictionary, unless pillar_enc is specified.")
        }
        return map
    }
}
