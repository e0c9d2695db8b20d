/// What may be done to this machine's files.
package protocol FileWriting: FileReading {
    /// Replaces or makes a file so that a reader sees the old content or the new, never a part: written beside it and
    /// renamed over it. What replaces a file is synced before, so that a crash can't cost the old content; a file that
    /// was not there is not, since the next run would write it again and a sync may take longer than all the rest.
    ///
    /// What is nil in `attributes` is kept from the file that is there; a new file gets mode 0666 less the umask.
    func write(_ bytes: [UInt8], to path: String, _ attributes: FileAttributes) throws(FileError)
    /// Without a mode it gets 0777 less the umask.
    func makeDirectory(_ path: String, mode: UInt32?) throws(FileError)
    /// Removes a file, a link (not what it leads to) or a whole directory. Nothing there is no error.
    func remove(_ path: String) throws(FileError)
    func setMode(_ mode: UInt32, of path: String) throws(FileError)
    /// Nil leaves that half; links are not followed.
    func setOwner(user: UInt32?, group: UInt32?, of path: String) throws(FileError)
    func link(_ path: String, to target: String) throws(FileError)
    /// A further name for a file.
    func hardLink(_ path: String, to target: String) throws(FileError)
    func rename(_ path: String, to other: String) throws(FileError)
    /// Seconds since 1970; nil means now.
    func setTimes(of path: String, accessed: Double?, modified: Double?) throws(FileError)
    /// The same files, where what is made lacks the permissions of another umask than the process's.
    func masked(by umask: UInt32) -> any FileWriting
}

/// Who may do what with a file; nil leaves it as it is.
package struct FileAttributes: Sendable, Hashable {
    package var mode: UInt32?
    package var user: UInt32?
    package var group: UInt32?

    package init(mode: UInt32? = nil, user: UInt32? = nil, group: UInt32? = nil) {
        self.mode = mode
        self.user = user
        self.group = group
    }
}

extension FileWriting {
    /// Makes a directory and those above it that are missing.
    ///
    /// - Returns: the directories that were made, outermost first.
    @discardableResult
    package func makeDirectories(_ path: String, mode: UInt32? = nil) throws(FileError) -> [String] {
        if try status(of: path)?.kind == .directory { return [] }
        let parent = PathText.directory(of: path)
        var made: [String] = []
        if !parent.isEmpty, parent != path { made = try makeDirectories(parent, mode: mode) }
        try makeDirectory(path, mode: mode)
        return made + [path]
    }
}
