package import Execution
import Host
package import Model
import Values

package struct LocalePresent: StateFunction {
    package static let function: FunctionName = "locale.present"
    package static let summary = "A locale that programs can be run in"

    private static let wanted = "/etc/locale.gen"
    private static let supported = "/usr/share/i18n/SUPPORTED"

    let name: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { self.name = name }

    package struct Observation: Sendable, Hashable {
        var isThere: Bool
        var isKnown: Bool
        var table: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let available = try await reader.queries.answer(to: .locales).stdout
        let locale = LocaleName(name)
        let known = reader.files.isFile(Self.supported) ? try reader.files.readText(Self.supported) : ""
        return Observation(
            isThere: TextLines.bare(available).contains { LocaleName($0.trimmed).normalized == locale.normalized },
            isKnown: TextLines.bare(known).contains { $0.trimmed == locale.line },
            table: reader.files.isFile(Self.wanted) ? try reader.files.readText(Self.wanted) : "")
    }

    package func plan(_ seen: Observation) -> Plan<String> {
        guard !seen.isThere else { return .satisfied("Locale \(name) is already present") }
        let line = LocaleName(name).line
        guard seen.isKnown else {
            return .impossible("Failed to generate locale \(name): \(Self.supported) has no line '\(line)'")
        }
        var lines = TextLines.bare(seen.table)
        if let index = lines.firstIndex(where: { $0.drop { $0 == "#" || $0 == " " }.trimmingBlanks == line }) {
            lines[index] = line
        } else {
            lines.append(line)
        }
        return .changing(
            [lines.map { "\($0)\n" }.joined()], predicted: [:], comment: "Locale \(name) needs to be generated")
    }

    package func apply(_ table: String, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.write(Array(table.utf8), to: Self.wanted, FileAttributes())
        let result = try await writer.commands.run(.arguments("locale-gen"))
        guard result.exitCode == 0 else {
            return .failed("Failed to generate locale \(name): \(result.everything)")
        }
        return Applied("Generated locale \(name)", changes: ["locale": .string(name)])
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String { String(self).trimmed }
}
