package import Execution
import Host
package import Model
import Values

package struct PkgInstalled: StateFunction {
    package static let function: FunctionName = "pkg.installed"
    package static let summary = "Packages that are installed, in a certain version where one is given"

    let list: PackageList
    /// Packages in files, in place of those of a repository.
    let sources: [PackageSource]?
    let refreshes: Bool?
    let manner: PackageInstallation
    let allowsUpdates: Bool
    /// Whether upgrades are to leave the packages alone; nil says nothing about it.
    let hold: Bool?

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        sources = PackageSource.list(&arguments)
        list = PackageList(name: name, &arguments)
        refreshes = arguments.value("refresh").flatMap(\.bool)
        var manner = PackageInstallation()
        manner.takesRecommended = arguments.flag("install_recommends", default: true)
        manner.release = arguments.text("fromrepo")
        manner.isAgain = arguments.flag("reinstall", default: false)
        manner.skipsVerification = arguments.flag("skip_verify", default: false)
        self.manner = manner
        allowsUpdates = arguments.flag("allow_updates", default: false)
        hold = arguments.value("hold").flatMap(\.bool)
        // What they ask for is apt's way; a held package is released for the time of its installation.
        for name in ["skip_suggestions", "normalize", "cache_valid_time", "update_holds", "ignore_epoch"] {
            _ = arguments.value(name)
        }
        if sources != nil, list.isList {
            arguments.refuse("sources", "Only one of \"pkgs\" and \"sources\" is permitted.")
        }
    }

    package struct Observation: Sendable, Hashable {
        var installed: [String: String]
        /// What an installation would take of the packages that are asked for in no version, or the newest.
        var newest: [String: String] = [:]
        /// The version that fits, of those that are asked for with `>=` and its like.
        var fitting: [String: String] = [:]
        var selections: [String: String] = [:]
        var files: [PackageSource.Found] = []
        var isTest: Bool
    }

    package struct Change: Sendable, Hashable {
        var wishes: [PackageWish]
        var files: [PackageSource.Found] = []
        var installed: [String: String]
        /// How the packages are called in the comment, those that are right already apart.
        var shown: [String: String] = [:]
        var right: [String] = []
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(installed: try await reader.packages.installed(), isTest: run.isTest)
        if hold != nil { seen.selections = try await reader.packages.selections() }
        if let sources {
            for source in sources { seen.files.append(try await source.found(reader, run)) }
            return seen
        }
        for wish in list.wishes {
            let isOpen = seen.installed[wish.name] == nil || wish.version == "latest"
            if wish.version == nil || wish.version == "latest", isOpen {
                seen.newest[wish.name] = try await reader.packages.candidate(of: wish.name, release: manner.release)
            }
            if let version = wish.version, VersionWish(version).isComparison {
                let versions = try await reader.packages.available(wish.name)
                seen.fitting[wish.name] = VersionWish(version).best(of: versions)
            }
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if list.isEmpty { return .satisfied("No packages to install provided") }
        if let problem = seen.files.lazy.compactMap(\.problem).first { return .impossible(problem) }
        let wishes = sources == nil ? list.wishes : seen.files.map { PackageWish($0.name, version: $0.version) }
        let missing = wishes.filter { isOpen($0, seen) }
        guard !missing.isEmpty else { return planRight(wishes, seen) }
        var predicted: ValueMap = [:]
        for wish in missing {
            let isNew = sources == nil && wish.version == nil && !manner.isAgain
            predicted[wish.name] = [
                "new": .string(isNew ? seen.newest[wish.name] ?? "installed" : "installed"),
                "old": "",
            ]
        }
        var change = Change(wishes: [], installed: seen.installed)
        change.files = seen.files.filter { file in missing.contains { $0.name == file.name } }
        if sources == nil { change.wishes = missing.map { resolved($0, seen) } }
        change.shown = Dictionary(wishes.map { ($0.name, shown($0, seen)) }) { $1 }
        change.right = wishes.map(\.name).filter { name in !missing.contains { $0.name == name } }
        let verb = manner.isAgain ? "reinstalled" : "installed/updated"
        return .changing(
            [change], predicted: predicted,
            comment: "The following packages would be \(verb): \(missing.map(\.name).joined(separator: ", "))")
    }

    /// Whether something has to be done about a package.
    private func isOpen(_ wish: PackageWish, _ seen: Observation) -> Bool {
        guard let current = seen.installed[wish.name] else { return true }
        if manner.isAgain { return true }
        guard let wanted = wish.version == "latest" ? seen.newest[wish.name] ?? current : wish.version else {
            return false
        }
        return !VersionWish(wanted, allowsUpdates: allowsUpdates).accepts(current)
    }

    /// With the version that apt is told.
    private func resolved(_ wish: PackageWish, _ seen: Observation) -> PackageWish {
        if wish.version == "latest" { return PackageWish(wish.name, version: seen.newest[wish.name]) }
        guard let version = wish.version, VersionWish(version).isComparison else {
            return PackageWish(wish.name, version: wish.version.map { String($0.drop { $0 == "=" }) })
        }
        return PackageWish(wish.name, version: seen.fitting[wish.name] ?? version)
    }

    private func shown(_ wish: PackageWish, _ seen: Observation) -> String {
        guard sources == nil else { return wish.name }
        guard let version = wish.version == "latest" ? seen.newest[wish.name] : wish.version else { return wish.name }
        return wish.name + (version.first.map { "<>=".contains($0) } == true ? "" : "=") + version
    }

    /// Everything is installed; only holding may be left to do.
    private func planRight(_ wishes: [PackageWish], _ seen: Observation) -> Plan<Change> {
        let isVersioned = sources == nil && wishes.contains { $0.version != nil }
        var comment =
            "All specified packages are already installed"
            + (isVersioned ? " and are at the desired version" : "")
        guard let hold else { return .satisfied(comment) }
        let holds = PackageHolds(names: wishes.map(\.name), isHeld: hold)
        let open = holds.open(seen.selections)
        for name in wishes.map(\.name) {
            let isOpen = open.contains(name)
            comment += ".\n" + (isOpen ? holds.comment(about: name, isTest: true) : holds.comment(aboutRight: name))
        }
        guard !open.isEmpty else { return .satisfied(comment) }
        return .changing(
            [Change(wishes: [], installed: seen.installed, right: wishes.map(\.name))], predicted: [:], comment: comment
        )
    }
}
