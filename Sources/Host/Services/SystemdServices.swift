import Values

/// Services through `systemctl`.
package struct SystemdServices: ServiceWriting {
    private let commands: any CommandRunner

    package init(commands: any CommandRunner) { self.commands = commands }

    package func isAvailable(_ name: String) async throws -> Bool {
        let result = try await systemctl("show", "--property=LoadState", name)
        return result.stdout.contains("LoadState=") && !result.stdout.contains("LoadState=not-found")
    }

    package func isRunning(_ name: String) async throws -> Bool {
        try await systemctl("is-active", name).exitCode == 0
    }

    package func isEnabled(_ name: String) async throws -> Bool {
        try await systemctl("is-enabled", name).exitCode == 0
    }

    package func all() async throws -> [String] {
        let result = try await systemctl("list-unit-files", "--type=service", "--no-legend", "--no-pager")
        return result.stdout.split(separator: "\n").compactMap { line in
            line.split(separator: " ").first.map { String($0.hasSuffix(".service") ? $0.dropLast(8) : $0) }
        }
    }

    package func tell(_ name: String, _ action: ServiceAction) async throws -> CommandResult {
        try await systemctl(action.rawValue, name)
    }

    private func systemctl(_ words: String...) async throws -> CommandResult {
        try await commands.run(CommandRequest(.arguments(["systemctl"] + words)))
    }
}
