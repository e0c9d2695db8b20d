import Execution
import Host
import Values

/// Which file of options is meant, and how it is written.
package struct IniPlace: Sendable, Hashable {
    let path: String
    let separator: String
    /// No blanks around separators.
    let isTight: Bool

    init(path: String, separator: String = "=", isTight: Bool = false) {
        self.path = path
        self.separator = separator
        self.isTight = isTight
    }

    init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        separator = arguments.text("separator", default: "=")
        isTight = arguments.flag("no_spaces", default: false)
        if separator.count != 1 { arguments.refuse("separator", "'separator' must be one character") }
        if let encoding = arguments.text("encoding")?.lowercased(), !["utf-8", "utf8", "ascii"].contains(encoding) {
            arguments.refuse("encoding", "'\(encoding)' is not available", hint: "files are UTF-8")
        }
    }

    /// An empty one where there is no file.
    func read(_ files: any FileReading) throws -> IniFile {
        IniFile(files.isFile(path) ? try files.readText(path) : "", separator: separator)
    }

    func write(_ file: IniFile, _ files: any FileWriting) throws {
        try files.write(Array(file.text(isTight: isTight).utf8), to: path, FileAttributes())
    }
}

extension IniPlace {
    /// A plan that changes the file where anything is to be changed.
    func plan(_ change: IniChange, lines: [String], isTest: Bool) -> Plan<IniChange> {
        let comment = lines.map { "\($0)\n" }.joined()
        guard !change.changes.isEmpty else { return .satisfied(isTest ? comment : "No anomaly detected") }
        return .changing([change], predicted: [:], comment: comment)
    }

    func apply(_ change: IniChange, _ writer: HostWriter) throws -> Applied {
        try write(change.file, writer.files)
        return Applied("Changes take effect", changes: change.changes)
    }
}
