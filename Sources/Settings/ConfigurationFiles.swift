import Glibc
package import Values
package import YAML

/// The files of one program: `DIR/minion`, then `DIR/minion.d/*.conf` in the order of their names, later ones over
/// earlier.
package struct ConfigurationFiles: Sendable {
    /// Everything merged; an empty mapping when there is no file.
    package private(set) var settings: LocatedValue
    /// The files that were read, in order.
    package private(set) var paths: [String] = []
    /// The text of each file, for the lines around an error.
    private(set) var texts: [String: String] = [:]

    /// - Parameter program: `master` or `minion`.
    /// - Throws: a file that can't be read, is not YAML or is not a mapping. A missing file is none.
    package init(directory: String, program: String) throws(Diagnostics) {
        let main = "\(directory)/\(program)"
        settings = LocatedValue([:], at: SourceLocation(file: main, line: 1))
        do throws(Diagnostic) {
            for path in [main] + (try Self.fragments(in: "\(main).d")) {
                guard let text = try Self.text(of: path) else { continue }
                paths.append(path)
                texts[path] = text
                let content = try YAMLReader.read(text, file: path)
                if content.isNull { continue }
                guard content.entries != nil else {
                    throw Diagnostic(
                        "a configuration file is a mapping of keys, this is \(content.kindName)", at: content.location,
                        hint: "write it as 'key: value', one key a line")
                }
                settings = Self.merge(settings, with: content)
            }
        } catch {
            throw Diagnostics([error])
        }
    }

    /// Settings that no file holds, for programs that are given them directly.
    package init(settings: LocatedValue) { self.settings = settings }

    private static func fragments(in directory: String) throws(Diagnostic) -> [String] {
        guard let handle = opendir(directory) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw Diagnostic("'\(directory)' can't be read: \(String(cString: strerror(errno)))")
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".conf"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().map { "\(directory)/\($0)" }
    }

    static func text(of path: String) throws(Diagnostic) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            if count > 0 {
                bytes.append(contentsOf: buffer[..<count])
            } else if errno != EINTR {
                throw unreadable(path)
            }
        }
    }

    private static func unreadable(_ path: String) -> Diagnostic {
        let hint = errno == EACCES ? "run as a user that may read it, such as root" : nil
        return Diagnostic(
            "the configuration file '\(path)' can't be read: \(String(cString: strerror(errno)))", hint: hint)
    }

    /// Mappings key by key, anything else replaced, as Salt merges its fragments.
    private static func merge(_ old: LocatedValue, with new: LocatedValue) -> LocatedValue {
        guard var entries = old.entries, let added = new.entries else { return new }
        for entry in added {
            if let place = entries.firstIndex(where: { $0.key.value == entry.key.value }) {
                entries[place] = LocatedValue.Entry(
                    key: entry.key, value: merge(entries[place].value, with: entry.value))
            } else {
                entries.append(entry)
            }
        }
        return LocatedValue(.map(entries), at: new.location)
    }
}
