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
    init?(_ own: Permissions, _ arguments: inout ArgumentDecoder) {
        let fileMode = arguments.fileMode("file_mode")
        depth = arguments.integer("max_depth")
        guard let names = arguments.texts("recurse") else { return nil }
        for name in names where !Self.kinds.contains(name) {
            arguments.refuse(
                "recurse", "'\(name)' can't be recursed",
                hint: NearestName.hint(for: name, among: Self.kinds)
                    ?? "known are \(Self.kinds.joined(separator: ", "))")
        }
        wanted = Set(names)
        let user = names.contains("user") ? own.user : nil
        let group = names.contains("group") ? own.group : nil
        let isMode = names.contains("mode")
        directories = Permissions(user: user, group: group, mode: isMode ? own.mode : nil)
        files = Permissions(user: user, group: group, mode: isMode ? fileMode ?? own.mode : nil)
    }

    func members(of path: String, _ reader: any FileReading) throws -> [(path: String, status: FileStatus)] {
        let base = path.split(separator: "/").count
        return try reader.walk(path).filter { member in
            guard let depth else { return true }
            return member.path.split(separator: "/").count - base <= depth
        }
    }

    /// Nil for what is to be left alone: links, and kinds that are ignored.
    func permissions(for kind: FileStatus.Kind) -> Permissions? {
        switch kind {
        case .directory: wanted.contains("ignore_dirs") ? nil : directories
        case .file: wanted.contains("ignore_files") ? nil : files
        case .symlink, .other: nil
        }
    }

    /// The part of an owner that holds for members.
    func owner(_ owner: Owner) -> Owner {
        Owner(user: wanted.contains("user") ? owner.user : nil, group: wanted.contains("group") ? owner.group : nil)
    }
}
