import Glibc
package import Model
import Values

/// The files that minions push (`cp.push`): each one's own below `<directory>/ID/files`, for root only.
///
/// Nothing that a minion says leads out of its own directory: every step of a path is taken by its name, and none
/// through a symbolic link.
package struct ReceivedFiles: Sendable {
    private static let longestPath = 4000

    /// `<cachedir>/minions`
    private let directory: String
    private let isAllowed: Bool
    private let maximumSize: Int

    /// - Parameters:
    ///   - isAllowed: `file_recv`.
    ///   - maximumSize: of one file, in bytes (`file_recv_max_size`).
    package init(directory: String, isAllowed: Bool, maximumSize: Int) {
        self.directory = directory
        self.isAllowed = isAllowed
        self.maximumSize = maximumSize
    }

    /// Begins to take a file.
    ///
    /// - Parameters:
    ///   - path: where it is to be, with or without a `/` before it.
    ///   - size: of the whole file, in bytes.
    /// - Throws: a `Refusal`; a `DiskFailure` when it can't be written.
    package func begin(_ path: String, size: Int, from minion: MinionID) throws -> IncomingFile {
        guard isAllowed else {
            throw Refusal(
                .conflict, "the master takes no files from minions",
                hint: "set 'file_recv: True' in the master's configuration and restart it")
        }
        let steps = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !steps.isEmpty, !steps.contains(".."), !path.utf8.contains(0), path.utf8.count <= Self.longestPath else {
            throw Refusal(.badRequest, "'\(path.prefix(256))' is not the path of a file to push")
        }
        guard size <= maximumSize else {
            throw Refusal(
                .tooLarge, "the file is larger than the \(maximumSize >> 20) MiB that the master takes",
                hint: "raise 'file_recv_max_size' in the master's configuration")
        }
        let own = try Directory.open(directory).inner(minion.text)
        return IncomingFile(
            target: try steps.dropLast().reduce(try own.inner("files")) { try $0.inner($1) },
            name: steps[steps.count - 1], waiting: try own.inner("incoming"), size: size)
    }

    /// Removes what is left of files that were on their way when the master ended.
    package func removeLeftovers() throws {
        guard access(directory, F_OK) == 0 else { return }
        let all = try Directory.open(directory)
        for minion in try all.names() {
            // Something else than a minion's directory is none of this.
            guard let own = try all.existing(minion), let waiting = try own.existing("incoming") else { continue }
            for name in try waiting.names() { try waiting.remove(name) }
        }
    }
}
