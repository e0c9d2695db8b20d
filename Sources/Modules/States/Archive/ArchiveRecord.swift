import Execution
import Host
import Values

/// The hash of the archive that was extracted last, kept below `<cachedir>/archive_hash`.
struct ArchiveRecord: Sendable {
    private let path: String

    init(_ fetch: ArchiveFetch, _ run: RunContext) {
        let cache = run.options["cachedir"]?.string ?? "/var/cache/pigeon/minion"
        let source = (fetch.sources.first?.url ?? "").replacing("://", with: "/").drop { $0 == "/" }
        path = PathText.join(cache, "archive_hash", "\(source).hash")
    }

    func read(_ files: any FileReading) throws -> String? {
        files.isFile(path) ? try files.readText(path).trimmed : nil
    }

    func write(_ hash: String, _ files: any FileWriting) throws {
        try files.makeDirectories(PathText.directory(of: path))
        try files.write(Array("\(hash)\n".utf8), to: path, FileAttributes())
    }
}
