import Synchronization
import Values

/// The files of one environment: what each one's content is, without the content.
struct FileManifest: Sendable {
    struct Entry: Sendable, Hashable {
        /// SHA-256 as lower-case hex.
        var digest: String
        var size: Int
    }

    var entries: [String: Entry]
    /// The paths in order of their text.
    var paths: [String]

    /// Reads `{"files": {PATH: {"digest", "size"}}}`.
    init(_ value: Value) throws(Diagnostic) {
        guard let files = value["files"]?.map else { throw Diagnostic("the master's list of files lacks 'files'") }
        entries = [:]
        for (path, file) in files {
            guard let name = path.string, let digest = file["digest"]?.string, digest.utf8.count == 64,
                digest.allSatisfy(\.isHexDigit)
            else { throw Diagnostic("the master's list of files has an entry without a digest") }
            entries[name] = Entry(digest: digest.lowercased(), size: file["size"]?.int ?? 0)
        }
        paths = entries.keys.sorted()
    }
}

/// The manifests that were fetched last, with the tags that tell whether they are still right.
final class ManifestMemory: Sendable {
    struct Known: Sendable {
        var tag: String
        var manifest: FileManifest
    }

    private let known = Mutex<[String: Known]>([:])

    func manifest(of environment: String) -> Known? { known.withLock { $0[environment] } }

    func remember(_ manifest: FileManifest, tag: String?, of environment: String) {
        known.withLock { $0[environment] = tag.map { Known(tag: $0, manifest: manifest) } }
    }
}
