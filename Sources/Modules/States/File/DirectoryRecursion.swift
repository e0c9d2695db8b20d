import Execution
import Host
import Values

/// What `recurse` of a directory state asks for: which of owner, group and mode hold for everything inside.
struct DirectoryRecursion: Sendable {
    private static let kinds = ["user", "group", "mode", "ignore_files", "ignore_dirs", "silent"]

    private let wanted: Set<String>
    private let directories: Permissions
    private let files: Permissions
    private let depth: Int?

    /// Nil without `recurse`.
    init?(_ own: Permissions, depth: Int?, _ arguments: inout ArgumentDecoder) {
        let fileMode = arguments.fileMode("file_mode")
        self.depth = depth
        guard let names = arguments.texts("recurse"), !names.isEmpty else { return nil }
        for name in names where !Self.kinds.contains(name) {
            arguments.refuse(
                "recurse", "'\(name)' can't be recursed",
                hint: NearestName.hint(for: name, among: Self.kinds)
                    ?? "known are \(Self.kinds.joined(separator: ", "))")
        }
        wanted = Set(names)
        if wanted.isSuperset(of: ["ignore_files", "ignore_dirs"]) {
            arguments.refuse(
                "recurse",
                "Must not specify \"recurse\" options \"ignore_files\" and \"ignore_dirs\" at the same time.")
        }
        let user = names.contains("user") ? own.user : nil
        let group = names.contains("group") ? own.group : nil
        for (name, kind, value) in [("user", "ownership", user), ("group", "ownership", group)]
        where names.contains(name) && value == nil {
            arguments.refuse(
                "recurse", "\(name) not specified, but configured as a target for recursive \(kind) management")
        }
        let isMode = names.contains("mode")
        directories = Permissions(user: user, group: group, mode: isMode ? own.mode : nil)
        files = Permissions(user: user, group: group, mode: isMode ? fileMode ?? own.mode : nil)
    }

    var isSilent: Bool { wanted.contains("silent") }

    func members(of path: String, _ reader: any FileReading) throws -> [(path: String, status: FileStatus)] {
        let base = path.split(separator: "/").count
        return try reader.walk(path).filter { member in
            guard let depth else { return true }
            return member.path.split(separator: "/").count - base <= depth
        }
    }

    /// Nil for what is to be left alone. A link has an owner of its own, and no mode.
    func permissions(of member: FileStatus, leadsToDirectory: Bool) -> Permissions? {
        let isDirectory = member.kind == .directory || leadsToDirectory
        if wanted.contains(isDirectory ? "ignore_dirs" : "ignore_files") { return nil }
        var permissions = isDirectory ? directories : files
        if member.kind == .symlink { permissions.mode = nil }
        return permissions
    }

    /// The part of an owner that holds for members.
    func owner(_ owner: Owner) -> Owner {
        Owner(user: wanted.contains("user") ? owner.user : nil, group: wanted.contains("group") ? owner.group : nil)
    }
}
