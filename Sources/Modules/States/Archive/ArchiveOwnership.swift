import Execution
import Host
import Values

/// Who owns what an archive held, whatever the archive says.
struct ArchiveOwnership: Sendable {
    private let directory: String
    private let permissions: Permissions
    /// The one path whose owner matters (`enforce_ownership_on`).
    private let path: String?

    init(directory: String, _ arguments: inout ArgumentDecoder) {
        self.directory = directory
        permissions = Permissions(user: arguments.text("user"), group: arguments.text("group"))
        path = arguments.text("enforce_ownership_on")
        guard let path else { return }
        if !path.hasPrefix("/") {
            arguments.refuse("enforce_ownership_on", "Value for 'enforce_ownership_on' is not an absolute path")
        } else if !(PathText.normalized(path) + "/").hasPrefix(directory) {
            arguments.refuse("enforce_ownership_on", "Value for 'enforce_ownership_on' must be within \(directory)")
        }
    }

    func problem(_ accounts: any AccountLookup) -> String? {
        if let user = permissions.user, accounts.user(user) == nil { return "User \(user) does not exist" }
        if let group = permissions.group, accounts.group(group) == nil { return "Group \(group) does not exist" }
        return nil
    }

    private var isAsked: Bool { permissions.user != nil || permissions.group != nil }

    /// The paths that are looked at, each with what is below it.
    private func roots(_ contents: ArchiveContents) -> [String] {
        if let path { return [path] }
        let tops = contents.topDirectories + contents.topFiles + contents.topLinks
        return tops.map { PathText.normalized(directory + $0) }
    }

    private func strangers(
        in contents: ArchiveContents, _ files: any FileReading, _ owner: Owner
    ) throws -> [String] {
        var found: [String] = []
        for root in roots(contents) {
            guard let status = try files.status(of: root, following: false) else { continue }
            let below = status.kind == .directory ? try files.walk(root) : []
            for (path, status) in [(root, status)] + below {
                let isRight =
                    (owner.user ?? status.userID) == status.userID && (owner.group ?? status.groupID) == status.groupID
                if !isRight { found.append(path) }
            }
        }
        return found
    }

    func differs(in contents: ArchiveContents, _ reader: HostReader) throws -> Bool {
        guard isAsked else { return false }
        return !(try strangers(in: contents, reader.files, permissions.resolved(by: reader.accounts)).isEmpty)
    }

    /// - Returns: whether anything changed.
    @discardableResult
    func enforce(in contents: ArchiveContents, _ writer: HostWriter) throws -> Bool {
        guard isAsked else { return false }
        let owner = permissions.resolved(by: writer.accounts)
        let paths = try strangers(in: contents, writer.files, owner)
        for path in paths { try writer.files.setOwner(user: owner.user, group: owner.group, of: path) }
        return !paths.isEmpty
    }

    /// The directory itself, made for this user.
    func makeDirectory(_ writer: HostWriter) throws {
        let owner = permissions.resolved(by: writer.accounts)
        for made in try writer.files.makeDirectories(String(directory.dropLast())) where made + "/" == directory {
            if let user = owner.user { try writer.files.setOwner(user: user, group: nil, of: made) }
        }
    }
}
