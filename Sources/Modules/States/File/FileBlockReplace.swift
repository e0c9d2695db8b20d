package import Execution
import Host
package import Model
import RegularExpressions
import Values

package struct FileBlockReplace: FileEditing {
    package static let function: FunctionName = "file.blockreplace"
    package static let summary =
        "The text between two marker lines of a file, and the markers themselves where that is wanted"

    package let path: String
    let markers: BlockMarkers
    let content: String
    let added: AddedTexts
    let backupSuffix: String?
    let showsChanges: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        markers = BlockMarkers(&arguments)
        content = arguments.text("content", default: "")
        added = AddedTexts(&arguments, named: nil)
        let backup = arguments.value("backup") ?? ".bak"
        backupSuffix = backup == false ? nil : backup.scalarText
        showsChanges = arguments.flag("show_changes", default: true)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenText {
        var seen = try await added.completing(
            try SeenText(path, reader.files, isTest: run.isTest), reader, run)
        let accumulated = Accumulators.texts(for: path, of: Self.function, in: run)
        seen.supplement =
            [([content] + accumulated).filter { !$0.isEmpty }.joined(separator: "\n")] + (seen.supplement ?? [])
        return seen
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = problem(seen) { return .impossible(problem) }
        let old = seen.text ?? ""
        let new: String
        do {
            new = try markers.replaced(in: old, with: seen.supplement?.joined() ?? content)
        } catch {
            return .impossible("Encountered error managing block: \(error)")
        }
        guard new != old else { return .satisfied("No changes needed to be made") }
        var edit = TextEdit(path: path, old: old, new: new, comment: "Changes were made")
        if !showsChanges { edit.changes = ["diff": true] }
        edit.backupSuffix = backupSuffix
        return .changing([edit], predicted: edit.changes, comment: "Changes would be made")
    }
}
