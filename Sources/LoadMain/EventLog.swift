import Glibc
import Synchronization
import Values

/// One JSON line per request, written as soon as the request is over, so that another program can follow.
final class EventLog: Sendable {
    private let descriptor: Mutex<Int32>

    /// - Throws: A sentence when the file cannot be written.
    init(path: String) throws(LoadOptions.Refusal) {
        let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw .init(message: "cannot write \(path): \(String(cString: strerror(errno)))") }
        descriptor = Mutex(opened)
    }

    deinit { _ = descriptor.withLock { close($0) } }

    func write(_ record: RequestRecord) {
        let line = Array((JSON.write(record.value) + "\n").utf8)
        descriptor.withLock { descriptor in
            _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        }
    }
}
