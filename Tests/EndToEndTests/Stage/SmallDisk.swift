import Glibc

/// File systems of a few megabytes, which can be filled. They need root.
enum SmallDisk {
    static var isPossible: Bool { geteuid() == 0 }

    static func mount(_ directory: String, on stage: MinionsStage) async throws {
        mkdir(directory, 0o700)
        let done = try await stage.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", directory])
        guard done.code == 0 else { throw StageFailure("\(done)") }
    }

    static func remove(_ directory: String, on stage: MinionsStage) async throws {
        let done = try await stage.run(["umount", "-l", directory])
        guard done.code == 0 else { throw StageFailure("\(done)") }
    }

    /// Leaves no byte free.
    static func fill(_ directory: String) throws {
        let descriptor = open("\(directory)/filler", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StageFailure("'\(directory)' can't be filled") }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 65536)
        var size = block.count
        while size > 0 { if write(descriptor, block, size) < size { size /= 2 } }
    }

    static func clear(_ directory: String) { unlink("\(directory)/filler") }
}
