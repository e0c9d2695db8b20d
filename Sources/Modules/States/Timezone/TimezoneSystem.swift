package import Execution
import Host
package import Model
import Values

package struct TimezoneSystem: StateFunction {
    package static let function: FunctionName = "timezone.system"
    package static let summary = "The time zone of the machine, and the clock of its hardware"

    private static let link = "/etc/localtime"
    private static let zones = "/usr/share/zoneinfo/"
    private static let clock = "/etc/adjtime"

    let zone: String
    /// Whether the hardware's clock is to have universal time; false leaves it as it is.
    let isUniversal: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        zone = name
        isUniversal = arguments.flag("utc", default: true)
    }

    package struct Observation: Sendable, Hashable {
        var zone: String?
        var isKnown: Bool
        var isUniversal: Bool
    }

    package enum Change: Sendable, Hashable { case zone, clock }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(
            zone: try Self.current(reader.files), isKnown: reader.files.isFile(Self.zones + zone),
            isUniversal: try Self.isUniversal(reader.files))
    }

    /// By the link, else by its name in `/etc/timezone`; nil where neither tells.
    private static func current(_ files: any FileReading) throws -> String? {
        if files.isLink(link) {
            let target = PathText.normalized(PathText.join("/etc", try files.linkTarget(of: link)))
            if target.hasPrefix(zones) { return String(target.dropFirst(zones.count)) }
        }
        return files.isFile("/etc/timezone") ? try files.readText("/etc/timezone").trimmed : nil
    }

    private static func isUniversal(_ files: any FileReading) throws -> Bool {
        guard files.isFile(clock) else { return true }
        return TextLines.bare(try files.readText(clock)).dropFirst(2).first?.trimmed != "LOCAL"
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard seen.isKnown else { return .impossible("Zone does not exist: \(Self.zones)\(zone)") }
        var changes: [Change] = []
        var planned: [String] = []
        if seen.zone != zone {
            changes.append(.zone)
            planned.append("Timezone \(zone) needs to be set")
        }
        if isUniversal, !seen.isUniversal {
            changes.append(.clock)
            planned.append("UTC needs to be set to True")
        }
        guard !changes.isEmpty else {
            return .satisfied("Timezone \(zone) already set" + (isUniversal ? ", UTC already set to \(zone)" : ""))
        }
        // Both are done in one go, and told on one line.
        return .changing(
            [changes.contains(.zone) ? .zone : .clock], predicted: [:], comment: planned.joined(separator: ", "))
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var (told, changes): ([String], ValueMap) = ([], [:])
        if change == .zone {
            let temporary = "\(Self.link).\(UInt32.random(in: 0 ... .max))"
            try writer.files.link(temporary, to: Self.zones + zone)
            try writer.files.rename(temporary, to: Self.link)
            try writer.files.write(Array("\(zone)\n".utf8), to: "/etc/timezone", FileAttributes())
            told.append("Set timezone \(zone)")
            changes["timezone"] = .string(zone)
        }
        if isUniversal, try !Self.isUniversal(writer.files) {
            let result = try await writer.commands.run(.arguments("hwclock", "--systohc", "--utc"))
            guard result.exitCode == 0 else {
                return .failed(
                    (told + ["Failed to set UTC to True: \(result.everything)"]).joined(separator: ", "),
                    changes: changes)
            }
            told.append("Set UTC to True")
            changes["utc"] = true
        }
        return Applied(told.joined(separator: ", "), changes: changes)
    }
}
