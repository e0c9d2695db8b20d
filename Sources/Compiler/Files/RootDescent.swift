import Glibc

/// The way from a root down to a file or directory, opened step by step and through no symbolic link: what was looked at
/// before may be a link by now.
struct RootDescent {
    let root: String
    let parts: [Substring]

    enum Outcome {
        /// Whoever gets the descriptor closes it.
        case opened(Int32)
        /// There is nothing, or a directory that may not be entered.
        case missing
        /// A step is a link, or a file where a directory should be.
        case blocked
        /// What is there can't be opened, or whether it is there can't be told; the reason is in `errno`.
        case failed
    }

    /// `O_PATH`, which Swift's importer leaves out: a directory on the way need not be readable.
    private static let onTheWay: Int32 = 0o1000_0000 | O_DIRECTORY

    /// The root itself may be a link.
    func open(directory isDirectory: Bool) -> Outcome {
        let flags = isDirectory ? O_RDONLY | O_DIRECTORY : O_RDONLY | O_NONBLOCK | O_NOCTTY
        guard let last = parts.last else { return Self.outcome(Glibc.open(root, flags | O_CLOEXEC)) }
        var descriptor = Glibc.open(root, Self.onTheWay | O_CLOEXEC)
        for part in parts.dropLast() {
            guard descriptor >= 0 else { return Self.problemOnTheWay }
            descriptor = Self.step(from: descriptor, part, Self.onTheWay)
        }
        guard descriptor >= 0 else { return Self.problemOnTheWay }
        return Self.outcome(Self.step(from: descriptor, last, flags))
    }

    /// Closes the directory, and leaves `errno` as the step has it.
    private static func step(from directory: Int32, _ name: Substring, _ flags: Int32) -> Int32 {
        let found = openat(directory, String(name), flags | O_NOFOLLOW | O_CLOEXEC)
        let problem = errno
        close(directory)
        errno = problem
        return found
    }

    private static var problemOnTheWay: Outcome { errno == EACCES ? .missing : outcome(-1) }

    private static func outcome(_ descriptor: Int32) -> Outcome {
        if descriptor >= 0 { return .opened(descriptor) }
        return switch errno {
        case ELOOP, ENOTDIR: .blocked
        // A name that no file can have, a socket, or a device without a driver.
        case ENOENT, ENAMETOOLONG, ENXIO, ENODEV: .missing
        default: .failed
        }
    }
}
