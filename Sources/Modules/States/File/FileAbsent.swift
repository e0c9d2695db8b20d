package import Execution
package import Host
package import Model
import Values

package struct FileAbsent: StateFunction {
    package static let function: FunctionName = "file.absent"
    package static let summary = "A path with nothing there"

    let path: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { path = name }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> FileStatus.Kind? {
        guard path.hasPrefix("/") else { return nil }
        return try reader.files.status(of: path, following: false)?.kind
    }

    package func plan(_ seen: FileStatus.Kind?) -> Plan<FileStatus.Kind> {
        guard path.hasPrefix("/") else { return .impossible("Specified file \(path) is not an absolute path") }
        guard PathText.normalized(path) != "/" else { return .impossible("Refusing to make \"/\" absent") }
        guard let seen else { return .satisfied("File \(path) is not present") }
        return .changing(
            [seen], predicted: ["removed": .string(path)], comment: "\(Self.noun(seen)) \(path) is set for removal")
    }

    package func apply(
        _ change: FileStatus.Kind, with writer: HostWriter, in run: RunContext
    ) async throws -> Applied {
        try writer.files.remove(path)
        return Applied("Removed \(Self.noun(change).lowercased()) \(path)", changes: ["removed": .string(path)])
    }

    private static func noun(_ kind: FileStatus.Kind) -> String { kind == .directory ? "Directory" : "File" }
}
