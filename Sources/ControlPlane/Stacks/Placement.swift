import Execution
package import Model
import Values

/// The `config` section: which minions run the containers, and what is applied to them first.
package struct Placement: Sendable {
    package let target: Target
    /// The SLS that is applied first, with the pillar `<formula>: {version: V}`.
    package let formula: String?

    init(_ map: ValueMap, place: String, isMissing: Bool, _ problems: inout [Diagnostic]) {
        var decoder = ArgumentDecoder(map)
        target = Self.target(&decoder, place: place, isMissing: isMissing, &problems)
        formula = decoder.text("formula")
        problems += decoder.finish(for: place, noun: "a key")
    }

    /// Takes `target` and `target_type`, also spelled `tgt` and `tgt_type`.
    static func target(
        _ decoder: inout ArgumentDecoder, place: String, isMissing: Bool, _ problems: inout [Diagnostic]
    ) -> Target {
        let alias = decoder.text("tgt")
        let typeAlias = decoder.text("tgt_type")
        let expression = decoder.text("target") ?? alias
        let type = decoder.text("target_type") ?? typeAlias
        guard let expression else {
            if !isMissing {
                problems.append(Diagnostic("\(place) has no 'target'", hint: "which minions are meant, like 'app*'"))
            }
            return Target("")
        }
        do {
            return try Target(expression, typeName: type)
        } catch {
            problems.append(Diagnostic("\(place): \(error.message)", hint: error.hint))
            return Target(expression)
        }
    }
}
