import Host
package import Values
import YAML

/// A file of `minion.d` that this program writes itself, so that what was changed at run time holds after a restart.
package struct SettingsFragment: Sendable {
    package let path: String
    private let key: String
    private let files: any FileWriting

    /// - Parameters:
    ///   - directory: the configuration directory; the file is in `minion.d` below it.
    ///   - key: the one setting that it holds: `schedule` is in `_schedule.conf`.
    package init(_ key: String, directory: String, host: HostWriter) {
        self.key = key
        path = "\(directory)/minion.d/_\(key).conf"
        files = host.files
    }

    /// - Throws: a `Diagnostic` that names the file.
    package func save(_ value: ValueMap) throws {
        try files.makeDirectories(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        let text = YAMLWriter.write(.map([key: .map(value)]))
        try files.write(Array(text.utf8), to: path, FileAttributes(mode: 0o600))
    }

    /// What was saved; empty when nothing was.
    package func saved() throws -> ValueMap {
        guard files.exists(path) else { return [:] }
        return try YAMLReader.value(try files.readText(path), file: path)[key]?.map ?? [:]
    }
}
