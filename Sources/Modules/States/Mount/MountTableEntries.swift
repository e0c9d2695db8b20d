package import Execution
import Host
package import Model
import Values

package struct MountFstabPresent: StateFunction {
    package static let function: FunctionName = "mount.fstab_present"
    package static let summary = "An entry in `/etc/fstab`"

    let entry: FileSystemTable.Entry
    let config: String
    let mounts: Bool
    let keeps: Bool
    let fields: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        let place = FstabPlace.of(&arguments)
        let kind = arguments.requiredText("fs_vfstype")
        let options = arguments.texts("fs_mntops")?.joined(separator: ",") ?? "defaults"
        entry = FileSystemTable.Entry(
            device: name, place: place, kind: kind, options: options, dump: arguments.text("fs_freq", default: "0"),
            pass: arguments.text("fs_passno", default: "0"))
        config = arguments.text("config", default: "/etc/fstab")
        mounts = arguments.flag("mount", default: true)
        keeps = arguments.flag("not_change", default: false)
        let fields = arguments.texts("match_on") ?? ["auto"]
        self.fields = fields == ["auto"] ? FileSystemTable.standardFields(of: kind) : fields
        _ = arguments.value("fs_mount")
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> FstabSeen {
        FstabSeen(try FileSystemTable(reader, config), isTest: run.isTest)
    }

    package struct Change: Sendable, Hashable {
        var table: FileSystemTable
        var outcome: FileSystemTable.Outcome
    }

    package func plan(_ seen: FstabSeen) -> Plan<Change> {
        guard var table = seen.table else { return .impossible("Bad config file \"\(config)\"") }
        let outcome = table.set(entry, matchingOn: fields, keeps: keeps)
        let comment: String
        switch outcome {
        case .present:
            return .satisfied("\(entry.place) entry \(seen.isTest ? "is" : "was") already in \(config).")
        case .new:
            let more = mounts ? "\nWill mount \(entry.device) on \(entry.place)" : ""
            comment = "\(entry.place) entry will be written in \(config).\(more)"
        case .change: comment = "\(entry.place) entry will be updated in \(config)."
        }
        return .changing([Change(table: table, outcome: outcome)], predicted: [:], comment: comment)
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.write(Array(change.table.text.utf8), to: config, FileAttributes())
        let changes: ValueMap = ["persist": .string(change.outcome.rawValue)]
        guard change.outcome == .new else {
            return Applied("\(entry.place) entry updated in \(config).", changes: changes)
        }
        let comment = "\(entry.place) entry added in \(config)."
        guard mounts else { return Applied(comment, changes: changes) }
        let result = try await writer.commands.run(.arguments("mount", entry.place))
        guard result.exitCode == 0 else {
            return .failed("\(comment)\nError while mounting \(result.stderr)", changes: changes)
        }
        return Applied("\(comment)\nMounted \(entry.device) on \(entry.place)", changes: changes)
    }
}

package struct MountFstabAbsent: StateFunction {
    package static let function: FunctionName = "mount.fstab_absent"
    package static let summary = "An entry that `/etc/fstab` has not"

    let device: String
    let place: String
    let config: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        device = name
        place = FstabPlace.of(&arguments)
        config = arguments.text("config", default: "/etc/fstab")
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> FstabSeen {
        FstabSeen(try FileSystemTable(reader, config), isTest: run.isTest)
    }

    package func plan(_ seen: FstabSeen) -> Plan<FileSystemTable> {
        guard var table = seen.table, table.entries.contains(where: { $0.place == place && $0.device == device }) else {
            return .satisfied("\(place) entry is already missing in \(config).")
        }
        table.remove(place: place, device: device)
        return .changing([table], predicted: [:], comment: "\(place) entry will be removed from \(config).")
    }

    package func apply(_ table: FileSystemTable, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.write(Array(table.text.utf8), to: config, FileAttributes())
        return Applied("\(place) entry removed from \(config).", changes: ["persist": "removed"])
    }
}

/// The table as it was seen.
package struct FstabSeen: Sendable, Hashable {
    /// Nil when there is none.
    var table: FileSystemTable?
    /// Salt words a test differently.
    var isTest: Bool

    init(_ table: FileSystemTable?, isTest: Bool) {
        self.table = table
        self.isTest = isTest
    }
}

private enum FstabPlace {
    static func of(_ arguments: inout ArgumentDecoder) -> String {
        let place = arguments.requiredText("fs_file")
        if let kind = arguments.text("mount_by"), kind != "device" {
            arguments.refuse("mount_by", "'mount_by' is not available", hint: "write UUID=... or LABEL=... as the name")
        }
        return place == "/" ? place : String(place.reversed().drop { $0 == "/" }.reversed())
    }
}

extension FileSystemTable {
    fileprivate init?(_ reader: HostReader, _ path: String) throws {
        guard reader.files.isFile(path) else { return nil }
        self.init(try reader.files.readText(path))
    }
}
