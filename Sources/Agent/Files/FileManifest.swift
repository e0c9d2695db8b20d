import Synchronization
import Values

/// The files of one environment: what each one's content is, without the content.
struct FileManifest: Sendable {
    struct Entry: Sendable, Hashable {
        /// SHA-256 as lower-case hex.
        var digest: String
        var size: Int
        /// The permission bits; nil from a master that does not tell them.
        var mode: UInt32?
    }

    var entries: [String: Entry]
    /// The paths in order of their text.
    var paths: [String]
    /// What symbolic links lead to, by their paths.
    var links: [String: String] = [:]
    var directories: Set<String> = []
    /// All that the master has, `base` first.
    var environments = ["base"]

    /// Reads `{"files": {PATH: {"digest", "size", "mode"}}, "links": {PATH: TARGET}, "directories": [PATH], "environments":
    /// [NAME]}`; an older master tells only the files, and of them no modes.
    init(_ value: Value) throws(Diagnostic) {
        guard let files = value["files"]?.map else { throw Diagnostic("the master's list of files lacks 'files'") }
        entries = [:]
        for (path, file) in files {
            guard let name = path.string, let digest = file["digest"]?.string, digest.utf8.count == 64,
                digest.allSatisfy(\.isHexDigit)
            else { throw Diagnostic("the master's list of files has an entry without a digest") }
            entries[name] = Entry(digest: digest.lowercased(), size: file["size"]?.int ?? 0)
            entries[name]?.mode = file["mode"]?.string.flatMap { UInt32($0, radix: 8) }.map { $0 & 0o7777 }
        }
        paths = entries.keys.sorted()
        for (path, target) in value["links"]?.map ?? [:] {
            if let path = path.string, Self.isInside(path), let target = target.string { links[path] = target }
        }
        directories = Set((value["directories"]?.list ?? []).compactMap(\.string).filter(Self.isInside))
        if let names = value["environments"]?.list?.compactMap(\.string), !names.isEmpty { environments = names }
    }

    /// Whether a path stays below the roots, whoever sent it.
    private static func isInside(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
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
