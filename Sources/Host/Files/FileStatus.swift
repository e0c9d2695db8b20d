/// What a path is, as `stat` tells it.
package struct FileStatus: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case file, directory, symlink, other
    }

    package var kind: Kind
    /// The twelve permission bits.
    package var mode: UInt32
    package var userID: UInt32
    package var groupID: UInt32
    package var size: Int
    /// Seconds since 1970.
    package var modified: Double
    package var accessed: Double
    /// When owner, mode or content were last changed.
    package var changed: Double
    package var inode: UInt64
    /// How many names it has.
    package var links: Int

    package init(
        kind: Kind, mode: UInt32 = 0o644, userID: UInt32 = 0, groupID: UInt32 = 0, size: Int = 0, modified: Double = 0,
        accessed: Double = 0, changed: Double = 0, inode: UInt64 = 0, links: Int = 1
    ) {
        self.kind = kind
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.size = size
        self.modified = modified
        self.accessed = accessed
        self.changed = changed
        self.inode = inode
        self.links = links
    }
}
