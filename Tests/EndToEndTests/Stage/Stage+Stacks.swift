import Glibc
import Testing
import Values

/// Which version is in which state.
struct StackStates: Sendable, Equatable {
    var active: String?
    var inactive: String?
    var release: String?
}

extension Stage {
    func stacks() async throws -> StackStates {
        let status = try await stackStatus()
        func version(_ state: String) -> String? { status?[state]?["version"]?.scalarText }
        return StackStates(active: version("active"), inactive: version("inactive"), release: version("release"))
    }

    func stackStatus() async throws -> Value? {
        let status = try await value("stack", "status")
        return (status["return"]?.list?.first ?? status)["app"]
    }

    /// Whether an action is under way.
    func isBusy() async throws -> Bool {
        try await stackStatus()?["busy"].map { !$0.isNull } ?? false
    }

    /// Brings the application to these stacks, whatever it has now, with as few steps as that takes.
    func prepare(active: String? = nil, inactive: String? = nil, release: String? = nil) async throws {
        var now = try await stacks()
        if active != nil, now.inactive == active, now.active != nil {
            try await succeed("stack", "rollback", "app")
            (now.active, now.inactive) = (now.inactive, now.active)
        }
        if let other = now.release, other != release {
            try await deactivate(other)
            now.release = nil
        }
        if let other = now.inactive, other != inactive {
            try await deactivate(other)
            now.inactive = nil
        }
        if now.active != active || now.inactive != inactive {
            for version in [now.release, now.inactive, now.active] { if let version { try await deactivate(version) } }
            for version in [inactive, active] {
                guard let version else { continue }
                try await succeed("stack", "release", "app", "--version", version)
                try await succeed("stack", "activate", "app", "--version", version)
            }
            now.release = nil
        }
        if let release, now.release == nil { try await succeed("stack", "release", "app", "--version", release) }
        let (found, wanted) = (
            try await stacks(), StackStates(active: active, inactive: inactive, release: release)
        )
        guard found == wanted else { throw StageFailure("the stacks are \(found) instead of \(wanted)") }
    }

    private func deactivate(_ version: String) async throws {
        try await succeed("stack", "deactivate", "app", "--version", version, "--yes")
    }

    /// Edits a file of the copied trees for the time of `body`.
    func editing(
        _ file: String, _ edit: (String) -> String, _ body: () async throws -> Void
    ) async throws {
        let path = "\(directory)/tree-\(file)"
        let before = try TextFile.read(path)
        let after = edit(before)
        try #require(after != before, "the edit of \(file) changes nothing")
        try TextFile.write(after, to: path)
        do { try await body() } catch {
            try TextFile.write(before, to: path)
            throw error
        }
        try TextFile.write(before, to: path)
    }

    /// Adds a file to the copied trees for the time of `body`.
    func adding(_ file: String, _ text: String, _ body: () async throws -> Void) async throws {
        let path = "\(directory)/tree-\(file)"
        try TextFile.write(text, to: path)
        defer { remove(path) }
        try await body()
    }
}
