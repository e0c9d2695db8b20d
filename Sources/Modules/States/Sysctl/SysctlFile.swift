import Host
import Values

/// A file of kernel parameters, `name = value` a line.
package struct SysctlFile: Sendable, Hashable {
    static let header = "#\n# Kernel sysctl configuration\n#\n"

    private var lines: [String]

    init(_ text: String) { lines = TextLines.whole(text) }

    /// The parameters of a file, later ones over earlier ones.
    var values: ValueMap {
        var values: ValueMap = [:]
        for line in lines {
            guard let (name, value) = Self.parameter(line) else { continue }
            values[name] = .string(value)
        }
        return values
    }

    private static func parameter(_ line: String) -> (name: String, value: String)? {
        guard !line.trimmed.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { return nil }
        return (String(line[..<equals]).trimmed, String(line[line.index(after: equals)...]).trimmed)
    }

    var text: String { lines.joined() }

    mutating func set(_ name: String, to value: String) {
        var isSet = false
        for (index, line) in lines.enumerated() where Self.parameter(line)?.name == name {
            lines[index] = "\(name) = \(value)\n"
            isSet = true
        }
        guard !isSet else { return }
        if let last = lines.last, !last.hasSuffix("\n") { lines[lines.count - 1] += "\n" }
        lines.append("\(name) = \(value)\n")
    }

    /// Blanks of any kind and number are the same.
    static func plain(_ value: String) -> String { value.split(whereSeparator: \.isWhitespace).joined(separator: "\t") }

    /// Where parameters are kept when nobody says.
    static func standardPath(_ files: any FileReading) -> String {
        files.isDirectory("/run/systemd/system") ? "/etc/sysctl.d/99-salt.conf" : "/etc/sysctl.conf"
    }

    /// Where the kernel shows a parameter.
    static func place(of name: String) -> String {
        "/proc/sys/"
            + String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
    }
}
