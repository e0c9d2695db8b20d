package import Execution
import Host
package import Model
import Values

package struct PkgRepoAbsent: StateFunction {
    package static let function: FunctionName = "pkgrepo.absent"
    package static let summary = "A repository that none of apt's files has"

    let name: String
    let wish: AptSource?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        wish = AptSource(line: name)
        if wish == nil { arguments.refuse("name", "'\(name)' is no repository as apt's files have it") }
        for name in ["file", "refresh", "key_url", "aptkey", "humanname", "clean_file", "disabled", "enabled"] {
            _ = arguments.value(name)
        }
    }

    package struct Change: Sendable, Hashable {
        /// The files as they will be; one without a repository goes.
        var files: [AptSourceFile]
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> [AptSourceFile] {
        try AptSourceFile.all(reader.files)
    }

    package func plan(_ seen: [AptSourceFile]) -> Plan<Change> {
        guard let wish else { return .impossible("'\(name)' is no repository") }
        var changed: [AptSourceFile] = []
        for var file in seen where file.remove(wish) { changed.append(file) }
        guard !changed.isEmpty else { return .satisfied("Package repo \(name) is absent") }
        return .changing(
            [Change(files: changed)], predicted: [:],
            comment:
                "Package repo '\(name)' will be removed. This may cause pkg states to behave differently than stated "
                + "if this action is repeated without test=True, due to the differences in the configured repositories."
        )
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        for file in change.files {
            if file.sources.isEmpty, file.path.contains("sources.list.d/") {
                try writer.files.remove(file.path)
            } else {
                try writer.files.write(Array(file.text.utf8), to: file.path, FileAttributes())
            }
        }
        _ = try await writer.packages.refresh()
        return Applied("Removed repo \(name)", changes: ["repo": .string(name)])
    }
}
