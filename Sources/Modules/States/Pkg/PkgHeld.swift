package import Execution
import Host
package import Model
import Values

package struct PkgHeld: StateFunction {
    package static let function: FunctionName = "pkg.held"
    package static let summary = "Packages that no upgrade touches"

    private let holds: PackageHolds
    /// Whether all others are released.
    let replaces: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        holds = PackageHolds(name: name, &arguments, isHeld: true)
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
        if holds.names.isEmpty, !replaces { return .satisfied("No packages to be held provided") }
        let hold = holds.open(selections)
        let release = replaces ? PackageHolds.held(selections).filter { !holds.names.contains($0) } : []
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

package struct PkgUnheld: StateFunction {
    package static let function: FunctionName = "pkg.unheld"
    package static let summary = "Packages that upgrades touch again"

    private let holds: PackageHolds
    let isAll: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        holds = PackageHolds(name: name, &arguments, isHeld: false)
        isAll = arguments.flag("all", default: false)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> [String: String] {
        try await reader.packages.selections()
    }

    package func plan(_ selections: [String: String]) -> Plan<[String]> {
        if holds.names.isEmpty, !isAll { return .satisfied("No packages to be unheld provided") }
        let release = PackageHolds.held(selections).filter { isAll || holds.names.contains($0) }
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
