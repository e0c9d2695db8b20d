import Glibc

extension SystemFiles: FileWriting {
    package func masked(by umask: UInt32) -> any FileWriting { SystemFiles(umask: umask) }

    package func write(_ bytes: [UInt8], to path: String, _ attributes: FileAttributes) throws(FileError) {
        let target = try destination(of: path)
        let old = try status(of: target)
        let temporary = PathText.join(
            PathText.directory(of: target), ".\(PathText.name(of: target)).\(getpid())-\(UInt32.random(in: 0 ... .max))"
        )
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last("write", path) }
        do throws(FileError) {
            defer { close(descriptor) }
            try fill(descriptor, with: bytes, path)
            try dress(descriptor, old, attributes, path)
            guard old == nil || fsync(descriptor) == 0 else { throw FileError.last("write", path) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard Glibc.rename(temporary, target) == 0 else {
            let error = FileError.last("replace", path)
            unlink(temporary)
            throw error
        }
    }

    private func fill(_ descriptor: Int32, with bytes: [UInt8], _ path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .last("write", path)
            }
            written += count
        }
    }

    /// Owner before mode: a change of owner takes the set-user bits away.
    private func dress(
        _ descriptor: Int32, _ old: FileStatus?, _ attributes: FileAttributes, _ path: String
    ) throws(FileError) {
        let user = attributes.user ?? old?.userID
        let group = attributes.group ?? old?.groupID
        if user != nil || group != nil, fchown(descriptor, user ?? .max, group ?? .max) != 0 {
            let isKept = attributes.user == nil && attributes.group == nil
            guard isKept, errno == EPERM else { throw .last("change the owner of", path) }
        }
        guard fchmod(descriptor, attributes.mode ?? old?.mode ?? 0o666 & ~(umask ?? Self.umaskOfProcess)) == 0 else {
            throw .last("change the mode of", path)
        }
    }

    /// The umask can only be read by setting it; the kernel shows it without a race.
    private static let umaskOfProcess: UInt32 = {
        do {
            let text = try SystemFiles().readText("/proc/self/status")
            let line = text.split(separator: "\n").first { $0.hasPrefix("Umask:") }
            return line.flatMap { UInt32($0.dropFirst(6).drop { $0 == "\t" || $0 == " " }, radix: 8) } ?? 0o022
        } catch {
            return 0o022
        }
    }()

    package func makeDirectory(_ path: String, mode: UInt32?) throws(FileError) {
        let mode = mode ?? 0o777 & ~(umask ?? Self.umaskOfProcess)
        guard mkdir(path, mode) == 0 else { throw .last("make the directory", path) }
        try setMode(mode, of: path)
    }

    package func remove(_ path: String) throws(FileError) {
        guard let status = try status(of: path, following: false) else { return }
        guard status.kind == .directory else {
            guard unlink(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
            return
        }
        for name in try list(path) { try remove(PathText.join(path, name)) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw .last("remove the directory", path) }
    }

    package func setMode(_ mode: UInt32, of path: String) throws(FileError) {
        guard chmod(path, mode) == 0 else { throw .last("change the mode of", path) }
    }

    package func setOwner(user: UInt32?, group: UInt32?, of path: String) throws(FileError) {
        guard lchown(path, user ?? .max, group ?? .max) == 0 else { throw .last("change the owner of", path) }
    }

    package func link(_ path: String, to target: String) throws(FileError) {
        guard symlink(target, path) == 0 else { throw .last("make the link", path) }
    }

    package func hardLink(_ path: String, to target: String) throws(FileError) {
        guard Glibc.link(target, path) == 0 else { throw .last("make the hard link", path) }
    }

    package func rename(_ path: String, to other: String) throws(FileError) {
        guard Glibc.rename(path, other) == 0 else { throw .last("rename", path) }
    }

    /// `UTIME_NOW` of `<sys/stat.h>`, a macro that Swift does not see.
    private static let now = (1 << 30) - 1

    package func setTimes(of path: String, accessed: Double?, modified: Double?) throws(FileError) {
        let times = [accessed, modified].map { seconds in
            guard let seconds else { return timespec(tv_sec: 0, tv_nsec: Self.now) }
            return timespec(tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
        }
        guard utimensat(AT_FDCWD, path, times, 0) == 0 else { throw .last("set the times of", path) }
    }
}
