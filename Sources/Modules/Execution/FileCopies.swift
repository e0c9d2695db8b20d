import Compiler
import Execution
import Host
import Values

/// Files that were fetched and are kept on this machine: `<cachedir>/files/ENV/PATH`, those of web servers below
/// `<cachedir>/extrn_files`, and copies of this machine's own below `<cachedir>/localfiles`.
struct FileCopies: Sendable {
    let run: RunContext
    let host: HostWriter

    private var directory: String { Self.directory(run) }

    private static func directory(_ run: RunContext) -> String {
        run.options["cachedir"]?.string ?? "/var/cache/pigeon/minion"
    }

    /// Where a file is, or would be, kept.
    func place(of source: CopySource) -> String {
        if let local = source.local { return PathText.join(directory, "localfiles", String(local.drop { $0 == "/" })) }
        return Self.place(of: source.url, environment: source.environment, in: run)
    }

    /// Where a file of a web server or of the file server is, or would be, kept.
    static func place(of url: String, environment: String, in run: RunContext) -> String {
        if WebURL.isMeant(by: url) {
            let rest = url.split(around: "://", maxSplits: 1).last.map(String.init) ?? url
            return PathText.join(directory(run), "extrn_files", environment, rest)
        }
        let place = SaltURL(url, environment: environment)
        return PathText.join(directory(run), "files", place.environment, place.path)
    }

    /// The path of a file on this machine, fetched if need be. A path on this machine is what it is, whether there is a file or not.
    ///
    /// - Returns: nil when there is no such file.
    func path(of source: CopySource) async throws -> String? {
        if let local = source.local { return local }
        if !source.isWeb, let tree = try await MinionRun.current(run).tree() as? DirectoryTree {
            return tree.resolve(source.place.path, environment: source.place.environment)
        }
        guard let bytes = try await source.bytes() else { return nil }
        let path = place(of: source)
        try write(bytes, to: path)
        return path
    }

    /// A copy of this machine's own file.
    func keep(local path: String) throws -> String {
        let copy = PathText.join(directory, "localfiles", String(path.drop { $0 == "/" }))
        try write(try host.files.read(path), to: copy)
        return copy
    }

    /// The paths of what is kept of the file server.
    func kept(environment: String) throws -> [String] {
        let root = PathText.join(directory, "files", environment)
        guard host.files.isDirectory(root) else { return [] }
        return try host.files.walk(root).filter { $0.status.kind == .file }
            .map { String($0.path.dropFirst(root.count + 1)) }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        try host.files.makeDirectories(PathText.directory(of: path))
        try host.files.write(bytes, to: path, FileAttributes())
    }
}
