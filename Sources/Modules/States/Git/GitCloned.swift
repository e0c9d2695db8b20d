package import Execution
import Host
package import Model
import Values

package struct GitCloned: StateFunction {
    package static let function: FunctionName = "git.cloned"
    package static let summary = "A clone that is there, whatever has become of it since"

    let url: String
    let target: String
    let branch: String?
    let access: GitAccess

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        url = name
        target = arguments.requiredText("target")
        branch = arguments.text("branch")
        access = GitAccess(&arguments)
        if !target.hasPrefix("/"), !target.isEmpty { arguments.refuse("target", "'target' path must be absolute") }
    }

    package struct Observation: Sendable, Hashable {
        var exists: Bool
        var problem: String?
        var branch: String?
        /// Whether the branch that is wanted is there.
        var hasBranch = false
    }

    package enum Change: Sendable, Hashable {
        case clone
        case checkOut(from: String?, isNew: Bool)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(exists: reader.files.exists(target))
        guard seen.exists else { return seen }
        let place = access.place(target)
        let status = try await reader.queries.answer(to: .gitStatus(place))
        if status.exitCode != 0 { seen.problem = status.stderr }
        seen.branch = try await access.answer(.gitBranch(place), reader)
        if let branch { seen.hasBranch = try await access.answer(.gitCommit(branch, place), reader) != nil }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard seen.exists else {
            return .changing(
                [.clone], predicted: ["new": .string("\(url) => \(target)")],
                comment: "\(url) would be cloned to \(target)\(suffix)")
        }
        if let problem = seen.problem { return .impossible(problem) }
        guard let branch, branch != seen.branch else {
            return .satisfied(
                "Repository already exists at \(target)"
                    + (branch.map { " and is checked out to branch '\($0)'" } ?? ""))
        }
        return .changing(
            [.checkOut(from: seen.branch, isNew: !seen.hasBranch)],
            predicted: ["branch": ["old": Value(seen.branch), "new": .string(branch)]],
            comment: "Branch would be changed to '\(branch)'")
    }

    private var suffix: String { branch.map { " with branch '\($0)'" } ?? "" }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        do {
            switch change {
            case .clone:
                let option = branch.map { ["--branch", $0] } ?? []
                try await access.run(["clone"] + option + ["--", access.address(url), target], writer)
                return Applied(
                    "\(url) cloned to \(target)\(suffix)", changes: ["new": .string("\(url) => \(target)")])
            case .checkOut(let old, let isNew):
                let name = branch ?? ""
                let words = isNew ? ["-b", name, "origin/\(name)"] : [name]
                try await access.run(["checkout"] + words, in: target, writer)
                return Applied(
                    "Branch changed to '\(name)'", changes: ["branch": ["old": Value(old), "new": .string(name)]])
            }
        } catch let problem as Diagnostic {
            if case .clone = change { return .failed("Clone failed: \(problem.message)") }
            return .failed("Failed to change branch to '\(branch ?? "")': \(problem.message)")
        }
    }
}
