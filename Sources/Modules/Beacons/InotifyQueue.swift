import Glibc
import Values

/// The kernel's queue of file events. It never waits.
final class InotifyQueue: Sendable {
    struct Event {
        var watch: Int32
        var mask: UInt32
        /// The entry of the watched directory; empty for the watched thing itself.
        var name: String
    }

    private let descriptor: Int32

    /// - Throws: when the kernel has no more queues for this user.
    init() throws(Diagnostic) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw Diagnostic(
                "files can't be watched: \(String(cString: strerror(errno)))",
                hint: "sysctl fs.inotify.max_user_instances limits the queues of a user")
        }
    }

    deinit { close(descriptor) }

    /// - Returns: nil when nothing is there.
    func watch(_ path: String, mask: UInt32) throws(Diagnostic) -> Int32? {
        let watch = inotify_add_watch(descriptor, path, mask)
        if watch >= 0 { return watch }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw Diagnostic(
            "'\(path)' can't be watched: \(String(cString: strerror(errno)))",
            hint: errno == ENOSPC ? "sysctl fs.inotify.max_user_watches limits the watched files of a user" : nil)
    }

    func forget(_ watch: Int32) { _ = inotify_rm_watch(descriptor, watch) }

    /// Everything that has happened since the last time.
    func drain() throws(Diagnostic) -> [Event] {
        var events: [Event] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                if count == 0 || errno == EAGAIN { return events }
                if errno == EINTR { continue }
                throw Diagnostic("file events can't be read: \(String(cString: strerror(errno)))")
            }
            buffer.withUnsafeBytes { events += Self.events(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    private static func events(_ bytes: UnsafeRawBufferPointer) -> [Event] {
        var events: [Event] = []
        var place = 0
        let header = MemoryLayout<inotify_event>.size
        while place + header <= bytes.count {
            let head = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
            let end = place + header + Int(head.len)
            let name = String(decoding: bytes[(place + header)..<end].prefix { $0 != 0 }, as: UTF8.self)
            events.append(Event(watch: head.wd, mask: head.mask, name: name))
            place = end
        }
        return events
    }
}
