package import Execution
import Host
import Values

extension PkgInstalled {
    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if change.wishes.isEmpty, change.files.isEmpty { return try await holdOnly(change, writer) }
        if refreshes == true {
            let refreshed = try await writer.packages.refresh()
            guard refreshed.exitCode == 0 else {
                return .failed("The lists of packages can't be refreshed: \(refreshed.everything)")
            }
        }
        let targets = change.wishes.isEmpty ? change.files.map(\.name) : change.wishes.map(\.name)
        let result = try await released(targets, writer) { try await install(change, writer) }
        var changes = change.installed.packageChanges(to: try await writer.packages.installed())
        if manner.isAgain {
            for name in targets where changes[name] == nil {
                let version = Value.string(change.installed[name] ?? "")
                changes[name] = ["old": version, "new": version]
            }
        }
        guard result.exitCode == 0 else {
            return .failed(
                "The following packages failed to install/update: \(targets.joined(separator: ", "))\n"
                    + "An error was encountered while installing package(s): \(result.everything)",
                changes: changes)
        }
        var lines = [summary(targets.map { change.shown[$0] ?? $0 }, isAgain: manner.isAgain)]
        if let hold {
            let names = targets + change.right
            for outcome in try await PackageHolds(names: names, isHeld: hold).apply(writer.packages) {
                lines.append(outcome.comment)
                if let held = outcome.change { changes[outcome.name] = Self.told(held, changes[outcome.name]) }
            }
        }
        if !change.right.isEmpty {
            lines.append(
                "The following packages were already installed: "
                    + change.right.map { change.shown[$0] ?? $0 }.joined(separator: ", "))
        }
        return Applied(lines.joined(separator: "\n"), changes: changes)
    }

    private func summary(_ names: [String], isAgain: Bool) -> String {
        if isAgain { return names.map { "Package \($0) was reinstalled." }.joined(separator: "\n") }
        return PackageList.phrase(names) {
            "The following packages were installed/updated: \($0)"
        } long: {
            "\($0) targeted package\($0 > 1 ? "s were" : " was") installed/updated."
        }
    }

    /// A held package is released while it is installed.
    private func released(
        _ names: [String], _ writer: HostWriter, _ body: () async throws -> CommandResult
    ) async throws -> CommandResult {
        let selections = try await writer.packages.selections()
        let held = names.filter { selections[$0] == "hold" }
        for name in held { _ = try await writer.packages.select(name, "install") }
        let result: CommandResult
        do {
            result = try await body()
        } catch {
            for name in held { _ = try await writer.packages.select(name, "hold") }
            throw error
        }
        for name in held { _ = try await writer.packages.select(name, "hold") }
        return result
    }

    private func install(_ change: Change, _ writer: HostWriter) async throws -> CommandResult {
        if !change.files.isEmpty {
            return try await PackageSource.install(change.files, manner, writer)
        }
        let result = try await writer.packages.install(change.wishes, manner)
        guard result.exitCode != 0, refreshes == nil else { return result }
        // Lists that were never fetched, or are too old, are the usual reason.
        _ = try await writer.packages.refresh()
        return try await writer.packages.install(change.wishes, manner)
    }

    private func holdOnly(_ change: Change, _ writer: HostWriter) async throws -> Applied {
        let isVersioned = sources == nil && list.wishes.contains { $0.version != nil }
        var comment =
            "All specified packages are already installed"
            + (isVersioned ? " and are at the desired version" : "")
        var changes: ValueMap = [:]
        for outcome in try await PackageHolds(names: change.right, isHeld: hold ?? true).apply(writer.packages) {
            comment += ".\n\(outcome.comment)"
            if let held = outcome.change { changes[outcome.name] = .map(held) }
        }
        return Applied(comment, changes: changes)
    }

    /// A package's own change with that of its selection.
    private static func told(_ held: ValueMap, _ change: Value?) -> Value {
        let new = held["new"]?.string ?? ""
        let old = held["old"]?.string ?? "None"
        guard let change else { return ["new": .string(new)] }
        func joined(_ key: String, _ more: String) -> Value {
            let own = change[key]?.string ?? ""
            return .string(own.isEmpty ? more : "\(own)\n\(more)")
        }
        return ["new": joined("new", new), "old": joined("old", old)]
    }
}
