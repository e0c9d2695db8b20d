package import Execution
import Host
package import Model
import Values

package struct PkgRemoved: PackageRemovalState {
    package static let function: FunctionName = "pkg.removed"
    package static let summary = "Packages that are not installed; their configuration files may stay"
    package let removal: PackageRemoval

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        removal = PackageRemoval(name: name, purges: false, &arguments)
    }
}

package struct PkgPurged: PackageRemovalState {
    package static let function: FunctionName = "pkg.purged"
    package static let summary = "Packages of which nothing is left"
    package let removal: PackageRemoval

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        removal = PackageRemoval(name: name, purges: true, &arguments)
    }
}

/// A state that removes packages.
package protocol PackageRemovalState: StateFunction
where Reader == HostReader, Writer == HostWriter, Observation == [String: String], Change == PackageRemoval.Change {
    var removal: PackageRemoval { get }
}

extension PackageRemovalState {
    package func observe(with reader: HostReader, in run: RunContext) async throws -> [String: String] {
        try await reader.packages.installed()
    }

    package func plan(_ installed: [String: String]) -> Plan<PackageRemoval.Change> { removal.plan(installed) }

    package func apply(
        _ change: PackageRemoval.Change, with writer: HostWriter, in run: RunContext
    ) async throws -> Applied {
        try await removal.apply(change, writer)
    }
}

/// What removing and purging have in common.
package struct PackageRemoval: Sendable {
    package struct Change: Sendable, Hashable {
        var names: [String]
        var installed: [String: String]
    }

    let list: PackageList
    let purges: Bool

    init(name: String, purges: Bool, _ arguments: inout ArgumentDecoder) {
        list = PackageList(name: name, &arguments)
        self.purges = purges
        _ = arguments.value("normalize")
        _ = arguments.value("ignore_epoch")
    }

    func plan(_ installed: [String: String]) -> Plan<Change> {
        let present = list.names.filter { installed[$0] != nil }
        guard !present.isEmpty else {
            return .satisfied("All specified packages are already absent")
        }
        var predicted: ValueMap = [:]
        for name in present { predicted[name] = ["new": "", "old": .string(installed[name] ?? "")] }
        return .changing(
            [Change(names: present, installed: installed)], predicted: predicted,
            comment: "The following packages will be \(purges ? "purged" : "removed"): "
                + "\(present.joined(separator: ", ")).")
    }

    func apply(_ change: Change, _ writer: HostWriter) async throws -> Applied {
        let result = try await writer.packages.remove(change.names, purging: purges)
        let changes = change.installed.packageChanges(to: try await writer.packages.installed())
        let verb = purges ? "purge" : "remove"
        guard result.exitCode == 0 else {
            return .failed(
                "The following packages failed to \(verb): \(change.names.joined(separator: ", "))\n\(result.everything)",
                changes: changes)
        }
        return Applied("All targeted packages were \(verb)d.", changes: changes)
    }
}
