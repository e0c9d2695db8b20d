import Execution
import Host
import Values

/// Whose file of authorized keys is meant, and where it is.
struct AuthorizedKeysPlace: Sendable, Hashable {
    let user: String
    /// `%u` is the user, `%h` the home, below which a path that is not absolute is.
    let config: String

    init(_ arguments: inout ArgumentDecoder) {
        user = arguments.requiredText("user")
        config = arguments.text("config", default: ".ssh/authorized_keys")
        // Keys are compared whole.
        _ = arguments.value("fingerprint_hash_type")
    }

    init(user: String, config: String) {
        self.user = user
        self.config = config
    }

    func path(_ account: Account) -> String {
        let path = config.replacing("%%", with: "\u{0}").replacing("%u", with: account.name)
            .replacing("%h", with: account.home).replacing("\u{0}", with: "%")
        return PathText.join(account.home, path)
    }

    /// - Returns: the keys; none where there is no user or file.
    func read(_ reader: HostReader) throws -> AuthorizedKeys {
        guard let account = reader.accounts.user(user), reader.files.isFile(path(account)) else {
            return AuthorizedKeys("")
        }
        return AuthorizedKeys(try reader.files.readText(path(account)))
    }

    /// A new file, and the directory for it, is for its owner only.
    func write(_ keys: AuthorizedKeys, with writer: HostWriter) throws {
        guard let account = writer.accounts.user(user) else { throw Diagnostic("User '\(user)' does not exist") }
        let path = path(account)
        let directory = PathText.directory(of: path)
        if !writer.files.isDirectory(directory) {
            try writer.files.makeDirectories(directory)
            try writer.files.setMode(0o700, of: directory)
            try writer.files.setOwner(user: account.id, group: account.groupID, of: directory)
        }
        let isNew = !writer.files.exists(path)
        try writer.files.write(
            Array(keys.text.utf8), to: path,
            isNew ? FileAttributes(mode: 0o600, user: account.id, group: account.groupID) : FileAttributes())
    }

    /// Whether there is a user who has a home for such a file.
    func isPossible(_ reader: HostReader) -> Bool {
        guard let account = reader.accounts.user(user) else { return false }
        return !path(account).hasPrefix(account.home) || reader.files.isDirectory(account.home)
    }
}
