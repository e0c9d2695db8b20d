package import Execution
import Host
package import Model
import Values

package struct MountSwap: StateFunction {
    package static let function: FunctionName = "mount.swap"
    package static let summary = "A device or file that is swapped to"

    let device: String
    let persists: Bool
    let config: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        device = name
        persists = arguments.flag("persist", default: true)
        config = arguments.text("config", default: "/etc/fstab")
    }

    package struct Observation: Sendable, Hashable {
        var isActive: Bool
        var table: FileSystemTable?
        /// The device when links are followed.
        var target: String
    }

    package struct Change: Sendable, Hashable {
        var target: String?
        var table: FileSystemTable?
        var outcome: FileSystemTable.Outcome?
        var comment: String
    }

    private static func active(_ files: any FileReading) throws -> [String: ValueMap] {
        var active: [String: ValueMap] = [:]
        for line in try files.readText("/proc/swaps").split(separator: "\n").dropFirst() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count > 4 else { continue }
            active[words[0]] = [
                "type": .string(words[1]), "size": .string(words[2]), "used": .string(words[3]),
                "priority": .string(words[4]),
            ]
        }
        return active
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let target = try reader.files.destination(of: device)
        return Observation(
            isActive: try Self.active(reader.files)[target] != nil,
            table: reader.files.isFile(config) ? FileSystemTable(try reader.files.readText(config)) : nil,
            target: target)
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        var change = Change(comment: "Swap \(device) \(seen.isActive ? "already active" : "activated")")
        var comment = seen.isActive ? change.comment : "Swap \(device) is set to be activated"
        if !seen.isActive { change.target = seen.target }
        if persists {
            guard var table = seen.table else {
                return .impossible("\(change.comment). However, the fstab was not found.")
            }
            let entry = FileSystemTable.Entry(device: device, place: "none", kind: "swap", options: "defaults")
            change.outcome = table.set(entry, matchingOn: ["device"])
            if change.outcome != .present { change.table = table }
            if change.outcome == .new {
                change.comment += ". Added new entry to the fstab."
                if seen.isActive { comment = "Swap \(device) is set to be added to the fstab and to be activated" }
            } else if change.outcome == .change {
                change.comment += ". Updated the entry in the fstab."
            }
        }
        guard change.target != nil || change.table != nil else { return .satisfied(change.comment) }
        return .changing([change], predicted: [:], comment: comment)
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var changes: ValueMap = [:]
        if let target = change.target {
            let result = try await writer.commands.run(.arguments("swapon", target))
            guard result.exitCode == 0, let active = try Self.active(writer.files)[target] else {
                return .failed("Swap \(device) failed to activate: \(result.stderr)")
            }
            changes = active
        }
        if let table = change.table {
            try writer.files.write(Array(table.text.utf8), to: config, FileAttributes())
            changes["persist"] = change.outcome == .new ? "new" : "update"
        }
        return Applied(change.comment, changes: changes)
    }
}
