/// A map's file: what HAProxy reads at its start and at a reload. Lines of `KEY VALUE`; `#` begins a comment line.
package struct MapFile: Sendable, Hashable {
    package let path: String

    package init(path: String) { self.path = path }

    /// The entries in the file's order; none when there is no file.
    package func read() throws(HAProxyError) -> [MapEntry] {
        guard let text = try AtomicFile.read(path) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
            guard let key = parts.first, !key.hasPrefix("#") else { return nil }
            let value = parts.count > 1 ? parts[1].split(whereSeparator: \.isWhitespace).joined(separator: " ") : ""
            return MapEntry(key: String(key), value: value)
        }
    }

    package func write(_ entries: [MapEntry]) throws(HAProxyError) {
        try AtomicFile.write(entries.map { "\($0)\n" }.joined(), to: path)
    }

    /// HAProxy does not start when a map's file is missing: makes an empty one where there is none.
    package func createIfMissing() throws(HAProxyError) {
        try AtomicFile.makeFolder(AtomicFile.folder(of: path))
        if try AtomicFile.read(path) == nil { try write([]) }
    }
}

extension [MapEntry] {
    /// The entries with some keys set to another value or, with nil, taken away; every other key keeps its place.
    func applying(_ changes: [String: String?]) -> [MapEntry] {
        var result: [MapEntry] = []
        var seen: Set<String> = []
        for entry in self where seen.insert(entry.key).inserted {
            guard let change = changes[entry.key] else {
                result.append(entry)
                continue
            }
            if let value = change { result.append(MapEntry(key: entry.key, value: value)) }
        }
        for (key, value) in changes.sorted(by: { $0.key < $1.key }) where !seen.contains(key) {
            if let value { result.append(MapEntry(key: key, value: value)) }
        }
        return result
    }
}
