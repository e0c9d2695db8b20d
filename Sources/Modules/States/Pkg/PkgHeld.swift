package import Execution
import Host
package import Model
import Values

/// Packages that no upgrade touches.
package struct PkgHeld: StateFunction {
    package static let function: FunctionName = "pkg.held"

    let names: [String]
    let isEmpty: Bool
    /// Whether all others are released.
    let replaces: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        let given = arguments.value("pkgs")
        _ = arguments.value("version")
        names = (given?.list ?? [.string(name)]).compactMap { $0.scalarText ?? $0.map?.first?.key.scalarText }
        isEmpty = given?.list?.isEmpty == true
        replaces = arguments.flag("replace", default: false)
    }

    package struct Change: Sendable, Hashable {
        var hold: [String]
        var release: [String]
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> [String: String] {
        try await reader.packages.selections()
    }

    package func plan(_ selections: [String: String]) -> Plan<Change> {
        if isEmpty, !replaces { return .satisfied("No packages to be held provided") }
        let hold = PackageHolds(names: names, isHeld: true).open(selections)
        let held = selections.filter { $0.value == "hold" }.keys.sorted()
        let release = replaces ? held.filter { !names.contains($0) } : []
        guard !hold.isEmpty || !release.isEmpty else { return .satisfied("No changes made") }
        let lines =
            hold.map { "The following package would be held: \($0)" }
            + release.map { "The following package would be unheld: \($0)" }
        return .changing(
            [Change(hold: hold, release: release)], predicted: [:], comment: lines.joined(separator: "\n"))
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var changes: ValueMap = [:]
        var lines: [String] = []
        for outcome in try await PackageHolds(names: change.hold, isHeld: true).apply(writer.packages) {
            changes[outcome.name] = .map(outcome.shown)
            lines.append("Package \(outcome.name) is now being held")
        }
        for outcome in try await PackageHolds(names: change.release, isHeld: false).apply(writer.packages) {
            changes[outcome.name] = .map(outcome.shown)
            lines.append(outcome.comment)
        }
        return Applied(lines.joined(separator: "\n"), changes: changes)
    }
}

/// Packages that upgrades touch again.
package struct PkgUnheld: StateFunction {
    package static let function: FunctionName = "pkg.unheld"

    let names: [String]
    let isEmpty: Bool
    let isAll: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        let given = arguments.value("pkgs")
        _ = arguments.value("version")
        names = (given?.list ?? [.string(name)]).compactMap { $0.scalarText ?? $0.map?.first?.key.scalarText }
        isEmpty = given?.list?.isEmpty == true
        isAll = arguments.flag("all", default: false)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> [String: String] {
        try await reader.packages.selections()
    }

    package func plan(_ selections: [String: String]) -> Plan<[String]> {
        if isEmpty, !isAll { return .satisfied("No packages to be unheld provided") }
        let held = selections.filter { $0.value == "hold" }.keys.sorted()
        let release = held.filter { isAll || names.contains($0) }
        guard !release.isEmpty else { return .satisfied("No changes made") }
        return .changing(
            [release], predicted: [:],
            comment: release.map { "The following package would be unheld: \($0)" }.joined(separator: "\n"))
    }

    package func apply(_ names: [String], with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var changes: ValueMap = [:]
        var lines: [String] = []
        for outcome in try await PackageHolds(names: names, isHeld: false).apply(writer.packages) {
            changes[outcome.name] = .map(outcome.shown)
            lines.append(outcome.comment)
        }
        return Applied(lines.joined(separator: "\n"), changes: changes)
    }
}
