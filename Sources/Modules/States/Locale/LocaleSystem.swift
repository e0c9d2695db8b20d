package import Execution
import Host
package import Model
import Values

package struct LocaleSystem: StateFunction {
    package static let function: FunctionName = "locale.system"
    package static let summary = "The locale that the system's programs are run in"

    private static let path = "/etc/default/locale"

    let name: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { self.name = name }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> String {
        reader.files.isFile(Self.path) ? try reader.files.readText(Self.path) : ""
    }

    package func plan(_ text: String) -> Plan<String> {
        var lines = TextLines.bare(text)
        let index = lines.lastIndex { $0.hasPrefix("LANG=") }
        let current = index.map { lines[$0].dropFirst(5).filter { $0 != "\"" } }
        guard current != name else { return .satisfied("System locale \(name) already set") }
        if let index { lines[index] = "LANG=\"\(name)\"" } else { lines.append("LANG=\"\(name)\"") }
        return .changing(
            [lines.map { "\($0)\n" }.joined()], predicted: [:], comment: "System locale \(name) needs to be set")
    }

    package func apply(_ text: String, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.write(Array(text.utf8), to: Self.path, FileAttributes())
        return Applied("Set system locale \(name)", changes: ["locale": .string(name)])
    }
}
