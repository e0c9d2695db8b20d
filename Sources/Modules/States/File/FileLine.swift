package import Execution
import Host
package import Model
import Values

package struct FileLine: FileEditing {
    package static let function: FunctionName = "file.line"
    package static let summary =
        "One line of a file, put in, put right or taken out, found by what is in it or around it"

    package let path: String
    let placement: LinePlacement
    let permissions: Permissions
    /// A missing file is made, empty, first.
    let creates: Bool
    let backsUp: Bool
    let showsChanges: Bool
    let isQuiet: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        placement = LinePlacement(&arguments)
        permissions = Permissions(
            user: arguments.text("user"), group: arguments.text("group"), mode: arguments.fileMode("file_mode"))
        creates = arguments.flag("create", default: false)
        backsUp = arguments.flag("backup", default: false)
        showsChanges = arguments.flag("show_changes", default: true)
        isQuiet = arguments.flag("quiet", default: false)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenText {
        var seen = try SeenText(path, reader.files, isTest: run.isTest)
        let owner = permissions.resolved(by: reader.accounts)
        seen.attributes = permissions.attributes(owner)
        if !run.isTest { seen.problem = seen.problem ?? owner.problem }
        return seen
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = seen.problem { return .impossible(problem) }
        if seen.text == nil, !creates { return .impossible("\(path): file not found") }
        guard seen.hasParent || seen.isTest else { return .impossible("Parent directory not present") }
        let old = seen.text ?? ""
        let new: String
        do throws(LinePlacement.Problem) {
            new = try placement.applied(to: old)
        } catch {
            return .impossible(error.message)
        }
        guard new != old else { return .satisfied("No changes needed to be made") }
        var edit = TextEdit(path: path, old: seen.text, new: new, comment: "Changes were made")
        if !showsChanges { edit.changes = ["diff": true] }
        if backsUp { edit.backupSuffix = FileBackup.dateSuffix() }
        edit.attributes = seen.attributes
        return .changing([edit], predicted: edit.changes, comment: "Changes would be made")
    }
}
