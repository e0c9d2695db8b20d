package import Execution
import Host
package import Model
import Values

package struct MountUnmounted: StateFunction {
    package static let function: FunctionName = "mount.unmounted"
    package static let summary = "A place where nothing is mounted"

    let place: String
    let device: String?
    let config: String
    let persists: Bool
    let user: String?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = name
        device = arguments.text("device")
        config = arguments.text("config", default: "/etc/fstab")
        persists = arguments.flag("persist", default: false)
        user = arguments.text("user")
    }

    package struct Observation: Sendable, Hashable {
        var isMounted: Bool
        var table: FileSystemTable?
    }

    package struct Change: Sendable, Hashable {
        var unmounts: Bool
        var table: FileSystemTable?
        var comment: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        Observation(
            isMounted: try MountTable(reader.files)[place] != nil,
            table: reader.files.isFile(config) ? FileSystemTable(try reader.files.readText(config)) : nil)
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        var comment = seen.isMounted ? "Target was successfully unmounted" : "Target was already unmounted"
        var purged: FileSystemTable?
        if persists {
            let entry = seen.table?.entries.first { $0.place == place }
            if entry == nil {
                comment += ". fstab entry not found"
            } else if let device, entry?.device != device {
                comment += ". fstab entry for device \(device) not found"
            } else {
                purged = seen.table
                purged?.remove(place: place, device: device)
                comment += ". Removed target from fstab"
            }
        }
        guard seen.isMounted || purged != nil else { return .satisfied(comment) }
        return .changing(
            [Change(unmounts: seen.isMounted, table: purged, comment: comment)], predicted: [:],
            comment: seen.isMounted
                ? "Mount point \(place) is mounted but should not be"
                : "Mount point \(place) is unmounted but needs to be purged from \(config) to be made persistent")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var changes: ValueMap = [:]
        if change.unmounts {
            let words = ["umount", device ?? place]
            let result = try await writer.commands.run(CommandRequest(.arguments(words), user: user))
            guard result.exitCode == 0 else { return .failed(result.stderr) }
            changes["umount"] = true
        }
        if let table = change.table {
            try writer.files.write(Array(table.text.utf8), to: config, FileAttributes())
            changes["persist"] = "purged"
        }
        return Applied(change.comment, changes: changes)
    }
}
