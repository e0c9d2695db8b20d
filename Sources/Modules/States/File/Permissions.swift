import Execution
import Host
import Values

/// The owner and mode that a file state asks for; nil leaves that part alone.
struct Permissions: Sendable, Hashable {
    var user: String?
    var group: String?
    var mode: FileMode?

    init(user: String? = nil, group: String? = nil, mode: FileMode? = nil) {
        self.user = user
        self.group = group
        self.mode = mode
    }

    init(_ arguments: inout ArgumentDecoder) {
        user = arguments.text("user")
        group = arguments.text("group")
        mode = arguments.fileMode("mode")
    }

    /// The numbers of the names.
    func resolved(by accounts: any AccountLookup) -> Owner {
        var owner = Owner()
        var missing: [String] = []
        if let user {
            if let account = accounts.user(user) { owner.user = account.id } else { missing.append("User \(user)") }
        }
        if let group {
            if let found = accounts.group(group) { owner.group = found.id } else { missing.append("Group \(group)") }
        }
        owner.missing = missing
        owner.problem = missing.isEmpty ? nil : missing.map { "\($0) is not available" }.joined(separator: " ")
        return owner
    }

    /// What differs in a file that is there, as a return's `changes` shows it.
    func changes(from status: FileStatus, to owner: Owner) -> ValueMap {
        var changes: ValueMap = [:]
        if let id = owner.user, id != status.userID, let user { changes["user"] = Self.shown(user) }
        if let id = owner.group, id != status.groupID, let group { changes["group"] = Self.shown(group) }
        if let mode, mode.bits != status.mode { changes["mode"] = .string(mode.description) }
        return changes
    }

    /// An owner is told as it was asked for: a number is one.
    private static func shown(_ name: String) -> Value { Int(name).map(Value.int) ?? .string(name) }

    func attributes(_ owner: Owner) -> FileAttributes {
        FileAttributes(mode: mode?.bits, user: owner.user, group: owner.group)
    }
}

/// The numbers of an owner, or why there are none.
struct Owner: Sendable, Hashable {
    var user: UInt32?
    var group: UInt32?
    /// "User x is not available"
    var problem: String?
    /// "User x"
    var missing: [String] = []
}

extension ArgumentDecoder {
    /// Takes a mode: `644`, `'0644'`; nil when absent.
    mutating func fileMode(_ name: String) -> FileMode? {
        fileMode(name, value(name))
    }

    /// Reads a mode that has been taken already.
    mutating func fileMode(_ name: String, _ value: Value?) -> FileMode? {
        guard let value else { return nil }
        guard let mode = FileMode(value) else {
            refuse(
                name, "'\(name)' must be an octal mode, not '\(value.scalarText ?? value.kindName)'",
                hint: "write it like '0644'")
            return nil
        }
        return mode
    }
}

extension FileWriting {
    /// Gives a path its owner and mode; what is nil is left alone.
    func apply(_ attributes: FileAttributes, to path: String) throws(FileError) {
        if attributes.user != nil || attributes.group != nil {
            try setOwner(user: attributes.user, group: attributes.group, of: path)
        }
        if let mode = attributes.mode { try setMode(mode, of: path) }
    }
}
