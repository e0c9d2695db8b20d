/// Services through the scripts in `/etc/init.d`, for machines where systemd is not running.
package struct ScriptServices: ServiceWriting {
    private let commands: any CommandRunner
    private let files: any FileReading

    package init(commands: any CommandRunner, files: any FileReading) {
        self.commands = commands
        self.files = files
    }

    package func isAvailable(_ name: String) async throws -> Bool { files.exists("/etc/init.d/\(name)") }

    /// What is not there does not run, as `systemctl` has it, too.
    package func isRunning(_ name: String) async throws -> Bool {
        guard try await isAvailable(name) else { return false }
        return try await commands.run(.arguments("/etc/init.d/\(name)", "status")).exitCode == 0
    }

    /// Enabled means that a runlevel of a running system starts it.
    package func isEnabled(_ name: String) async throws -> Bool {
        for level in 2...5 {
            let directory = "/etc/rc\(level).d"
            guard files.isDirectory(directory) else { continue }
            if try files.list(directory).contains(where: { $0.first == "S" && $0.dropFirst(3) == name }) { return true }
        }
        return false
    }

    package func all() async throws -> [String] {
        files.isDirectory("/etc/init.d") ? try files.list("/etc/init.d") : []
    }

    package func tell(_ name: String, _ action: ServiceAction) async throws -> CommandResult {
        switch action {
        case .enable, .disable: try await commands.run(.arguments("update-rc.d", name, action.rawValue))
        default: try await commands.run(.arguments("/etc/init.d/\(name)", action.rawValue))
        }
    }
}
