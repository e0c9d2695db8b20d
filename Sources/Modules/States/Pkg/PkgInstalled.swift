package import Execution
import Host
package import Model
import Values

/// Packages that are installed, in a certain version where one is given.
package struct PkgInstalled: StateFunction {
    package static let function: FunctionName = "pkg.installed"

    let list: PackageList
    let refreshes: Bool?
    let takesRecommended: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        list = PackageList(name: name, &arguments)
        refreshes = arguments.value("refresh").flatMap(\.bool)
        takesRecommended = arguments.flag("install_recommends", default: true)
        // Matters of verification and of other package systems: what they ask for is apt's way.
        for name in ["skip_verify", "skip_suggestions", "normalize", "cache_valid_time", "allow_updates"] {
            _ = arguments.value(name)
        }
    }

    package struct Observation: Sendable, Hashable {
        var installed: [String: String]
        /// The packages that are asked for in whatever version is newest.
        var newest: [String: String] = [:]
    }

    package struct Change: Sendable, Hashable {
        var wishes: [PackageWish]
        var installed: [String: String]
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(installed: try await reader.packages.installed())
        for wish in list.wishes where wish.version == "latest" {
            seen.newest[wish.name] = try await reader.packages.candidate(of: wish.name)
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        let missing = list.wishes.compactMap { wish -> PackageWish? in
            let wanted = wish.version == "latest" ? seen.newest[wish.name] : wish.version
            guard let current = seen.installed[wish.name] else { return PackageWish(wish.name, version: wanted) }
            guard let wanted, !Self.matches(current, wanted) else { return nil }
            return PackageWish(wish.name, version: wanted)
        }
        guard !missing.isEmpty else {
            let isVersioned = list.wishes.contains { $0.version != nil }
            return .satisfied(
                "All specified packages are already installed"
                    + (isVersioned ? " and are at the desired version" : ""))
        }
        var predicted: ValueMap = [:]
        for wish in missing {
            predicted[wish.name] = ["new": "installed", "old": .string(seen.installed[wish.name] ?? "")]
        }
        return .changing(
            [Change(wishes: missing, installed: seen.installed)], predicted: predicted,
            comment: "The following packages would be installed/updated: "
                + missing.map(\.name).joined(separator: ", "))
    }

    /// `1.2*` stands for every version that begins so.
    private static func matches(_ current: String, _ wanted: String) -> Bool {
        wanted.hasSuffix("*") ? current.hasPrefix(wanted.dropLast()) : current == wanted
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let names = change.wishes.map(\.name)
        if refreshes == true {
            let refreshed = try await writer.packages.refresh()
            guard refreshed.exitCode == 0 else {
                return .failed("The lists of packages can't be refreshed: \(refreshed.everything)")
            }
        }
        var result = try await writer.packages.install(change.wishes, recommended: takesRecommended)
        if result.exitCode != 0, refreshes == nil {
            // Lists that were never fetched, or are too old, are the usual reason.
            _ = try await writer.packages.refresh()
            result = try await writer.packages.install(change.wishes, recommended: takesRecommended)
        }
        let changes = change.installed.packageChanges(to: try await writer.packages.installed())
        guard result.exitCode == 0 else {
            return .failed(
                "The following packages failed to install/update: \(names.joined(separator: ", "))\n"
                    + "An error was encountered while installing package(s): \(result.everything)",
                changes: changes)
        }
        let comment = PackageList.phrase(names) {
            "The following packages were installed/updated: \($0)"
        } long: {
            "\($0) targeted packages were installed/updated."
        }
        return Applied(comment, changes: changes)
    }
}
