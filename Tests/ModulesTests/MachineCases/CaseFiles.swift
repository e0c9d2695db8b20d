import Host

/// The files of this machine, some of whose directories are others.
struct CaseFiles: FileWriting {
    let base: any FileWriting
    let root: String
    let paths: [String]

    private func real(_ path: String) -> String {
        paths.contains { path == $0 || path.hasPrefix($0 + "/") } ? root + path : path
    }

    func status(of path: String, following: Bool) throws(FileError) -> FileStatus? {
        try base.status(of: real(path), following: following)
    }
    func read(_ path: String) throws(FileError) -> [UInt8] { try base.read(real(path)) }
    func list(_ path: String) throws(FileError) -> [String] { try base.list(real(path)) }
    func linkTarget(of path: String) throws(FileError) -> String { try base.linkTarget(of: real(path)) }
    func write(_ bytes: [UInt8], to path: String, _ attributes: FileAttributes) throws(FileError) {
        try base.write(bytes, to: real(path), attributes)
    }
    func makeDirectory(_ path: String, mode: UInt32?) throws(FileError) {
        try base.makeDirectory(real(path), mode: mode)
    }
    func remove(_ path: String) throws(FileError) { try base.remove(real(path)) }
    func setMode(_ mode: UInt32, of path: String) throws(FileError) { try base.setMode(mode, of: real(path)) }
    func setOwner(user: UInt32?, group: UInt32?, of path: String) throws(FileError) {
        try base.setOwner(user: user, group: group, of: real(path))
    }
    func link(_ path: String, to target: String) throws(FileError) { try base.link(real(path), to: target) }
    func hardLink(_ path: String, to target: String) throws(FileError) {
        try base.hardLink(real(path), to: real(target))
    }
    func rename(_ path: String, to other: String) throws(FileError) { try base.rename(real(path), to: real(other)) }
    func setTimes(of path: String, accessed: Double?, modified: Double?) throws(FileError) {
        try base.setTimes(of: real(path), accessed: accessed, modified: modified)
    }
    func masked(by umask: UInt32) -> any FileWriting {
        CaseFiles(base: base.masked(by: umask), root: root, paths: paths)
    }
}
