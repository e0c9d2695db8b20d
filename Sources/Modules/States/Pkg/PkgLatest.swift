package import Execution
import Glibc
import Host
package import Model
import Values

package struct PkgLatest: StateFunction {
    package static let function: FunctionName = "pkg.latest"
    package static let summary = "Packages that are installed in the newest version that a repository has"

    let names: [String]
    let isList: Bool
    let refreshes: Bool?
    /// Seconds for which lists are new enough.
    let validTime: Int
    let manner: PackageInstallation

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        let list = arguments.list("pkgs")
        names = (list ?? [.string(name)]).compactMap { $0.scalarText ?? $0.map?.first?.key.scalarText }
        isList = list != nil
        refreshes = arguments.value("refresh").flatMap(\.bool)
        validTime = arguments.integer("cache_valid_time", default: 300)
        var manner = PackageInstallation()
        manner.takesRecommended = arguments.flag("install_recommends", default: true)
        manner.release = arguments.text("fromrepo")
        manner.skipsVerification = arguments.flag("skip_verify", default: false)
        self.manner = manner
        for name in ["watch_flags", "normalize"] { _ = arguments.value(name) }
    }

    package struct Observation: Sendable, Hashable {
        var installed: [String: String]
        var newest: [String: String] = [:]
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        if !run.isTest, try needsLists(reader) { _ = try await reader.packages.refresh() }
        var seen = Observation(installed: try await reader.packages.installed())
        for name in names {
            seen.newest[name] = try await reader.packages.candidate(of: name, release: manner.release)
        }
        return seen
    }

    private func needsLists(_ reader: HostReader) throws -> Bool {
        if let refreshes, !refreshes { return false }
        guard let lists = try reader.files.status(of: "/var/lib/apt/lists") else { return true }
        return Double(time(nil)) - lists.modified > Double(validTime)
    }

    package struct Change: Sendable, Hashable {
        var targets: [String]
        var current: [String]
        var seen: Observation
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard !names.isEmpty else { return .satisfied("No packages to install provided") }
        let unknown = names.filter { seen.installed[$0] == nil && seen.newest[$0] == nil }
        guard unknown.isEmpty else {
            return .impossible(unknown.map { "No information found for '\($0)'." }.joined(separator: " "))
        }
        let targets = names.filter { name in
            guard let newest = seen.newest[name] else { return false }
            return seen.installed[name].map { DebianVersion($0) < DebianVersion(newest) } ?? true
        }
        let current = isList ? names.filter { !targets.contains($0) } : []
        guard !targets.isEmpty else { return .satisfied(satisfied) }
        var predicted: ValueMap = [:]
        for name in targets {
            predicted[name] = ["new": "installed", "old": .string(seen.installed[name] ?? "")]
        }
        var lines = [
            "The following packages would be installed/upgraded: \(targets.sorted().joined(separator: ", "))"
        ]
        if current.count > 10 {
            lines.append("\(current.count) packages are already up-to-date")
        } else if !current.isEmpty {
            let list = current.sorted().map { "\($0) (\(seen.installed[$0] ?? ""))" }
            lines.append("The following packages are already up-to-date: \(list.joined(separator: ", "))")
        }
        return .changing(
            [Change(targets: targets, current: current, seen: seen)], predicted: predicted,
            comment: lines.joined(separator: "\n"))
    }

    private var satisfied: String {
        if names.count > 10 { return "All \(names.count) packages are up-to-date." }
        if names.count > 1 { return "All packages are up-to-date (\(names.sorted().joined(separator: ", ")))." }
        return "Package \(names[0]) is already up-to-date"
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let result = try await writer.packages.install(change.targets.map { PackageWish($0) }, manner)
        let installed = try await writer.packages.installed()
        let changes = change.seen.installed.packageChanges(to: installed)
        guard result.exitCode == 0 else {
            return .failed(
                "An error was encountered while installing package(s): \(result.everything)", changes: changes)
        }
        let failed = change.targets.filter { installed[$0] != change.seen.newest[$0] }.sorted()
        let done = change.targets.filter { !failed.contains($0) }.sorted()
        var parts: [String] = []
        if !failed.isEmpty {
            parts.append("The following packages failed to update: \(failed.joined(separator: ", "))")
        }
        if !done.isEmpty {
            parts.append(
                "The following packages were successfully installed/upgraded: \(done.joined(separator: ", "))")
        }
        if change.current.count > 10 {
            parts.append("\(change.current.count) packages were already up-to-date ")
        } else if !change.current.isEmpty {
            parts.append(
                "The following packages were already up-to-date: \(change.current.sorted().joined(separator: ", "))")
        }
        let comment = parts.joined(separator: " ")
        return failed.isEmpty ? Applied(comment, changes: changes) : .failed(comment, changes: changes)
    }
}
