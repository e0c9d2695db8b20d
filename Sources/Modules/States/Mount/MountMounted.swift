package import Execution
import Host
package import Model
import Values

package struct MountMounted: StateFunction {
    package static let function: FunctionName = "mount.mounted"
    package static let summary = "A file system that is mounted, now and after the next start"

    let place: String
    let device: String
    let kind: String
    let options: MountOptions
    let makesPlace: Bool
    let persists: Bool
    let mounts: Bool
    let config: String
    let user: String?
    let entry: FileSystemTable.Entry
    let fields: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = name == "/" ? name : String(name.reversed().drop { $0 == "/" }.reversed())
        device = arguments.requiredText("device")
        kind = arguments.requiredText("fstype")
        options = MountOptions(&arguments)
        makesPlace = arguments.flag("mkmnt", default: false)
        persists = arguments.flag("persist", default: true)
        mounts = arguments.flag("mount", default: true)
        config = arguments.text("config", default: "/etc/fstab")
        user = arguments.text("user")
        entry = FileSystemTable.Entry(
            device: device, place: place, kind: kind, options: options.text, dump: arguments.text("dump", default: "0"),
            pass: arguments.text("pass_num", default: "0"))
        let fields = arguments.texts("match_on") ?? ["auto"]
        self.fields = fields == ["auto"] ? FileSystemTable.standardFields(of: kind) : fields
        for field in self.fields where entry.field(field) == nil {
            arguments.refuse("match_on", "Unrecognized keys in match_on: \"\(field)\"")
        }
    }

    package struct Observation: Sendable, Hashable {
        var current: MountTable.Mount?
        var hasPlace: Bool
        /// Nil when there is no table.
        var table: FileSystemTable?
        /// What the device is when links are followed and labels looked up.
        var devices: Set<String> = []
        var missingOptions: [String] = []
        /// In a test what is missing may yet be made by a state before this one.
        var isTest: Bool
    }

    package struct Change: Sendable, Hashable {
        enum Step: Sendable, Hashable {
            case remount([String])
            case unmountOther(current: String)
            case mount
            case makePlace
            case write(FileSystemTable, FileSystemTable.Outcome?)
        }

        var steps: [Step]
        var comment: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(
            current: try MountTable(reader.files)[place], hasPlace: reader.files.exists(place),
            table: reader.files.isFile(config) ? FileSystemTable(try reader.files.readText(config)) : nil,
            isTest: run.isTest)
        seen.devices = [device]
        let parts = device.split(separator: "=", maxSplits: 1).map(String.init)
        if device.hasPrefix("/") {
            seen.devices.insert(try reader.files.destination(of: device))
        } else if parts.count == 2, ["UUID", "LABEL", "PARTUUID", "PARTLABEL"].contains(parts[0].uppercased()) {
            let found = try await reader.queries.answer(to: .blockDevice(with: device))
            if !found.stdout.isEmpty { seen.devices.insert(found.stdout) }
        } else if let hash = device.firstIndex(of: "#") {
            seen.devices.insert(String(device[device.index(after: hash)...]))
        }
        guard let current = seen.current else { return seen }
        seen.missingOptions = options.missing(in: current, kind: kind, reader.accounts)
        if current.device.hasPrefix("/"), seen.devices.contains(try reader.files.destination(of: current.device)) {
            seen.devices.insert(current.device)
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        var steps: [Change.Step] = []
        var done: [String] = []
        var planned: [String] = []
        if mounts, let current = seen.current {
            if isOther(seen) {
                steps += [.unmountOther(current: current.device), .mount]
                done.append("Target was successfully mounted")
                planned.append(
                    "An umount would have been forced because devices do not match.  Watched: \(device)")
            } else if !seen.missingOptions.isEmpty {
                steps.append(.remount(seen.missingOptions))
                done.append("Target was already mounted")
                planned.append(
                    "Remount would be forced because options (\(seen.missingOptions.joined(separator: ","))) changed")
            } else {
                done.append("Target was already mounted")
                planned.append(done[0])
            }
        } else if seen.current == nil {
            if let problem = planMissing(seen, &steps, &done, &planned) { return problem }
        }
        guard persists else { return plan(steps, done, planned) }
        guard var table = seen.table else {
            return steps.isEmpty
                ? .impossible("\(done.joined()). However, the fstab was not found.")
                : plan(steps, done + ["However, the fstab was not found."], planned)
        }
        let outcome = table.set(entry, matchingOn: fields)
        switch outcome {
        case .present: done.append("Entry already exists in the fstab.")
        case .new: done.append("Added new entry to the fstab.")
        case .change: done.append("Updated the entry in the fstab.")
        }
        if outcome != .present {
            steps.append(.write(table, outcome))
            // A test says no more than that something is mounted, or mounted again.
            let isMountedAnew = mounts && (seen.current == nil || !seen.missingOptions.isEmpty && !isOther(seen))
            if !isMountedAnew { planned.append(persistence(outcome)) }
        }
        return plan(steps, done, planned)
    }

    /// Whether another device is mounted. A bind mount shows the device that is below it.
    private func isOther(_ seen: Observation) -> Bool {
        guard let current = seen.current, !options.all.contains("bind") else { return false }
        return !seen.devices.contains(current.device)
    }

    private func planMissing(
        _ seen: Observation, _ steps: inout [Change.Step], _ done: inout [String], _ planned: inout [String]
    ) -> Plan<Change>? {
        let canBe = seen.hasPlace || makesPlace
        guard mounts else {
            if !seen.hasPlace, makesPlace { steps.append(.makePlace) }
            if seen.hasPlace {
                (done, planned) = (["\(place) not mounted"], ["\(place) would not be mounted"])
            } else if makesPlace {
                (done, planned) = (
                    ["\(place) was created, not mounted"], ["\(place) would be created, but not mounted"]
                )
            } else {
                done = ["\(place) not present and not mounted"]
                planned = ["\(place) does not exist and would neither be created nor mounted"]
            }
            return nil
        }
        guard canBe || seen.isTest else { return .impossible("Mount directory is not present") }
        steps.append(.mount)
        done = ["Target was successfully mounted"]
        planned = [
            canBe
                ? "\(place) would be \(seen.hasPlace ? "" : "created and ")mounted"
                : "\(place) does not exist and would not be created"
        ]
        return nil
    }

    private func persistence(_ outcome: FileSystemTable.Outcome) -> String {
        if outcome == .new {
            return mounts
                ? "\(place) is mounted, but needs to be written to the fstab in order to be made persistent."
                : "\(place) needs to be written to the fstab in order to be made persistent."
        }
        return mounts
            ? "\(place) is mounted, but its fstab entry must be updated." : "The \(place) fstab entry must be updated."
    }

    private func plan(_ steps: [Change.Step], _ done: [String], _ planned: [String]) -> Plan<Change> {
        let comment = done.joined(separator: ". ")
        guard !steps.isEmpty else { return .satisfied(comment) }
        return .changing(
            [Change(steps: steps, comment: comment)], predicted: [:], comment: planned.joined(separator: ". "))
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var changes: ValueMap = [:]
        for step in change.steps {
            if let problem = try await apply(step, writer, &changes) { return .failed(problem, changes: changes) }
        }
        return Applied(change.comment, changes: changes)
    }

    /// - Returns: why it failed.
    private func apply(
        _ step: Change.Step, _ writer: HostWriter, _ changes: inout ValueMap
    ) async throws -> String? {
        switch step {
        case .makePlace: try writer.files.makeDirectories(place)
        case .remount(let missing):
            let isWhole = ["nfs", "cvfs"].contains(kind) || kind.hasPrefix("fuse")
            changes["umount"] = .string(
                "Forced \(isWhole ? "unmount and mount" : "remount") because options "
                    + "(\(missing.joined(separator: ","))) changed")
            if isWhole {
                if let problem = try await unmount(writer) { return problem }
                return try await mount(options.text, writer)
            }
            return try await mount(options.all.contains("remount") ? options.text : "\(options.text),remount", writer)
        case .unmountOther(let current):
            changes["umount"] = .string(
                "Forced unmount because devices don't match. Wanted: \(device), current: \(current)")
            return try await unmount(writer)
        case .mount:
            if !writer.files.exists(place) { try writer.files.makeDirectories(place) }
            if let problem = try await mount(options.text, writer) { return problem }
            changes["mount"] = true
        case .write(let table, let outcome):
            try writer.files.write(Array(table.text.utf8), to: config, FileAttributes())
            changes["persist"] = outcome == .new ? "new" : "update"
        }
        return nil
    }

    private func mount(_ options: String, _ writer: HostWriter) async throws -> String? {
        let words = ["mount", "-o", options, "-t", kind, device, place]
        let result = try await writer.commands.run(CommandRequest(.arguments(words), user: user))
        return result.exitCode == 0 ? nil : result.stderr
    }

    private func unmount(_ writer: HostWriter) async throws -> String? {
        let result = try await writer.commands.run(CommandRequest(.arguments(["umount", place]), user: user))
        return result.exitCode == 0 ? nil : "Unable to unmount \(place): \(result.stderr)."
    }
}
