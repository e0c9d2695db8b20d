import Execution
import Host
import Values

/// The file of known hosts of a user, or that of all.
struct KnownHostsPlace: Sendable, Hashable {
    let user: String?
    /// As the state names it.
    let config: String

    init(_ arguments: inout ArgumentDecoder) {
        user = arguments.text("user").flatMap { $0.isEmpty ? nil : $0 }
        config = arguments.text("config") ?? (user == nil ? "/etc/ssh/ssh_known_hosts" : ".ssh/known_hosts")
        if user == nil, !config.hasPrefix("/") {
            arguments.refuse("config", "If not specifying a \"user\", specify an absolute \"config\".")
        }
    }

    /// Nil when there is no such user.
    func path(_ accounts: any AccountLookup) -> String? {
        guard let user else { return config }
        return accounts.user(user).map { PathText.join($0.home, config) }
    }

    var problem: String { "User \(user ?? "") does not exist" }

    /// What the file has of a host.
    func entries(of host: String, fingerprintsAs kind: String, _ reader: HostReader) async throws -> [KnownHost] {
        guard let path = path(reader.accounts), reader.files.isFile(path) else { return [] }
        let found = try await reader.queries.answer(to: .knownHost(host, in: path))
        return try KnownHost.read(found.stdout, fingerprintsAs: kind)
    }

    /// Writes the file; it, and a directory that is made for it, belongs to the user.
    func write(_ text: String, with writer: HostWriter) throws {
        guard let path = path(writer.accounts) else { throw Diagnostic(problem) }
        let account = user.flatMap { writer.accounts.user($0) }
        let directory = PathText.directory(of: path)
        if !writer.files.isDirectory(directory) {
            try writer.files.makeDirectories(directory)
            if let account {
                try writer.files.setOwner(user: account.id, group: account.groupID, of: directory)
                try writer.files.setMode(0o700, of: directory)
            }
        }
        let mode: UInt32? = writer.files.exists(path) ? nil : 0o600
        try writer.files.write(
            Array(text.utf8), to: path, FileAttributes(mode: mode, user: account?.id, group: account?.groupID))
    }

    /// Runs `ssh-keygen` on the file, which stays the user's.
    func keygen(_ option: String, _ rest: [String] = [], with writer: HostWriter) async throws -> CommandResult {
        guard let path = path(writer.accounts) else { throw Diagnostic(problem) }
        let mode = try writer.files.status(of: path)?.mode
        let result = try await writer.commands.run(
            CommandRequest(.arguments(["ssh-keygen", option] + rest + ["-f", path])))
        if let mode { try writer.files.setMode(mode, of: path) }
        if let account = user.flatMap({ writer.accounts.user($0) }) {
            try writer.files.setOwner(user: account.id, group: account.groupID, of: path)
        }
        return result
    }
}
