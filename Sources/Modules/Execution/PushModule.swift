package import Execution
import Host
import Model
import Values

/// `cp.push` and `cp.push_dir`: files of this machine that the master is given.
package struct PushModule: Sendable {
    private let way: any FilePushing
    private let files: any FileWriting

    package init(_ way: any FilePushing, host: HostWriter) {
        self.way = way
        files = host.files
    }

    package var functions: [ExecutionFunction] {
        [
            .init(
                "cp.push", "Gives the master a file of this machine.",
                parameters: [
                    .required("path"), .optional("keep_symlinks", false), .optional("upload_path"),
                    .optional("remove_source", false),
                ]
            ) { call, _ in
                let source = try await push(
                    try call.text("path"), keepsLinks: call["keep_symlinks"].isTruthy,
                    as: try call.optionalText("upload_path"))
                if call["remove_source"].isTruthy { try files.remove(source) }
                return FunctionResult(true)
            },
            .init(
                "cp.push_dir", "Gives the master the files of a directory of this machine.",
                parameters: [.required("path"), .optional("glob"), .optional("upload_path")]
            ) { call, _ in
                let path = try absolute(try call.text("path"))
                let upload = try call.optionalText("upload_path")
                let directory = try files.realPath(of: path)
                if files.isFile(directory) {
                    _ = try await push(directory, keepsLinks: false, as: upload)
                    return FunctionResult(true)
                }
                for file in try chosen(in: directory, by: try call.optionalText("glob").map { Glob($0) }) {
                    let name = upload.map { "\($0)/\(file.dropFirst(directory.count))" }
                    _ = try await push(file, keepsLinks: false, as: name)
                }
                return FunctionResult(true)
            },
        ]
    }

    /// - Returns: the path of what was pushed.
    private func push(_ path: String, keepsLinks: Bool, as upload: String?) async throws -> String {
        let path = try absolute(path)
        let source = keepsLinks ? path : try files.realPath(of: path)
        guard files.isFile(source) else { throw Diagnostic("'\(path)' is not a file of this machine") }
        let name = upload ?? source
        guard !name.split(separator: "/").contains("..") else {
            throw Diagnostic("the upload_path '\(name)' leads out of the minion's files on the master")
        }
        try await way.push(source, as: PathText.normalized(String(name.drop { $0 == "/" })))
        return source
    }

    private func absolute(_ path: String) throws -> String {
        guard path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw Diagnostic("'\(path)' is not an absolute path without '..'")
        }
        return path
    }

    /// The files and links to files below a directory whose names match.
    private func chosen(in directory: String, by glob: Glob?) throws -> [String] {
        guard files.isDirectory(directory) else { throw Diagnostic("there is no directory '\(directory)'") }
        let found = try files.walk(directory).filter { path, status in
            status.kind != .directory && !files.isDirectory(path) && glob?.matches(PathText.name(of: path)) ?? true
        }
        if found.isEmpty { throw Diagnostic("there is no such file below '\(directory)'") }
        return found.map(\.path)
    }
}
