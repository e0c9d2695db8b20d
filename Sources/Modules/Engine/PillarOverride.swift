import Compiler
import Execution
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

    /// The same of a pillar that is encrypted, whole or value by value.
    ///
    /// - Parameter renderer: `pillar_enc`; null for a pillar that is not encrypted.
    static func read(_ value: Value, encryptedFor renderer: Value, in run: RunContext) async throws -> ValueMap {
        guard !renderer.isNull, !value.isNull else { return try read(value) }
        guard renderer == "gpg" else {
            throw Diagnostic(
                "Failed to decrypt pillar override: '\(renderer.scalarText ?? renderer.kindName)' is not a valid "
                    + "decryption renderer. Valid choices are: gpg")
        }
        let minion = try MinionRun.current(run)
        let value = value.withLineBreaks
        let source = TemplateSource(text: value.string ?? JSON.write(value), path: "pillar")
        return try read(
            try await minion.renderData(source, renderer: value.string == nil ? "json|gpg" : "gpg|yaml", in: run))
    }
}

extension Value {
    /// With line breaks for what a command line writes as `\n`.
    fileprivate var withLineBreaks: Value {
        switch self {
        case .string(let text): .string(text.replacing("\\n", with: "\n"))
        case .list(let list): .list(list.map(\.withLineBreaks))
        case .map(let map): .map(ValueMap(map.map { ($0.key, $0.value.withLineBreaks) }))
        default: self
        }
    }
}
