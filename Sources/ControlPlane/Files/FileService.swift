import Glibc
import SwiftOverlayShims
package import Values

/// The file roots as minions get them: a list of digests first, then only what they lack.
package actor FileService {
    private struct Known {
        let size: Int
        let modified: Int
        let inode: UInt
        let digest: String
        var mode: mode_t
    }

    private let tree: any ServedFiles
    private let digest: @Sendable ([UInt8]) -> String
    private var known: [String: Known] = [:]

    /// - Parameter digest: SHA-256 as lower-case hex.
    package init(tree: any ServedFiles, digest: @escaping @Sendable ([UInt8]) -> String) {
        self.tree = tree
        self.digest = digest
    }

    /// `{"files": {PATH: {"digest", "size", "mode"}}, "links": {PATH: TARGET}, "directories": [PATH]}` of an environment,
    /// with the names of all `environments`, and a digest of the whole for `If-None-Match`. What a link leads to is told,
    /// never served from outside a root.
    package func manifest(environment: String) throws -> (body: Value, digest: String) {
        var files: ValueMap = [:]
        for path in try tree.files(environment: environment) {
            guard let entry = try entry(path, environment: environment) else { continue }
            files[path] = [
                "digest": .string(entry.digest), "size": .int(entry.size),
                "mode": .string(String(entry.mode, radix: 8)),
            ]
        }
        let links = try tree.links(below: "", environment: environment).sorted { $0.key < $1.key }
        let directories = try tree.directories(below: "", environment: environment).sorted()
        let body: Value = [
            "files": .map(files), "links": .map(ValueMap(links.map { (.string($0.key), .string($0.value)) })),
            "directories": .strings(directories), "environments": .strings(tree.environments),
        ]
        return (body, digest(Array(JSON.write(body).utf8)))
    }

    /// A file; nil when no root has it.
    ///
    /// - Parameters:
    ///   - stretch: the bytes that are wanted, as far as there are so many; nil for all.
    ///   - version: the digest that the stretch has to be of; the whole of a file that has another is given.
    package func file(
        path: String, environment: String, stretch: Range<Int>? = nil, of version: String? = nil
    ) throws -> ServedPart? {
        if let stretch, let entry = try entry(path, environment: environment), version ?? entry.digest == entry.digest {
            let range = stretch.clamped(to: 0..<entry.size)
            guard let bytes = try tree.read(path, environment: environment, range) else { return nil }
            return ServedPart(bytes, start: range.lowerBound, size: entry.size, digest: entry.digest)
        }
        guard let bytes = try tree.read(path, environment: environment) else { return nil }
        return ServedPart(bytes, digest: digest(bytes))
    }

    /// The digest is computed again only when size, time or inode have changed.
    private func entry(_ path: String, environment: String) throws -> Known? {
        guard let file = tree.resolve(path, environment: environment) else { return nil }
        var status = stat()
        guard stat(file, &status) == 0 else { return nil }
        let modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        let mode = status.st_mode & 0o7777
        if var old = known[file], old.size == status.st_size, old.modified == modified, old.inode == status.st_ino {
            old.mode = mode
            return old
        }
        guard let bytes = try tree.read(path, environment: environment) else { return nil }
        let new = Known(size: bytes.count, modified: modified, inode: status.st_ino, digest: digest(bytes), mode: mode)
        known[file] = new
        return new
    }
}
