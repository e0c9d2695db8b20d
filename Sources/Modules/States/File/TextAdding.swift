import Execution
import Host
import Model
import RegularExpressions
import Values

/// A state that adds texts to a file, each unless the file has it already: at its end or at its beginning.
protocol TextAdding: FileEditing {
    var texts: AddedTexts { get }
    var makesDirectories: Bool { get }

    /// The lines that the file lacks.
    func missing(from old: String, _ seen: SeenText) throws(RegularExpressionError) -> [String]

    /// The edit that adds these lines to what the file has.
    func edit(adding lines: [String], to old: String, _ seen: SeenText) -> TextEdit
}

extension TextAdding {
    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenText {
        try await texts.completing(try SeenText(path, reader.files, isTest: run.isTest), reader, run)
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = seen.problem { return .impossible(problem) }
        guard seen.text != nil || seen.hasParent || makesDirectories || seen.isTest else {
            return .impossible("\(path): file not found")
        }
        let old = seen.text ?? ""
        let added: [String]
        do throws(RegularExpressionError) {
            added = try missing(from: old, seen)
        } catch {
            return .impossible(error.description)
        }
        guard !added.isEmpty else { return .satisfied("File \(path) is in correct state") }
        var edit = edit(adding: added, to: old, seen)
        edit.makesDirectories = makesDirectories
        guard seen.text != nil else {
            return .changing([edit], predicted: ["new": .string(path)], comment: "File \(path) is set to be created")
        }
        return .changing([edit], predicted: edit.changes, comment: "File \(path) is set to be updated")
    }
}
