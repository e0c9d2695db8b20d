import Glibc
import Synchronization

/// The last line of the terminal while something goes on: drawn anew as that changes, gone at the end. It is on standard
/// error, and only where that is a terminal.
final class StatusLine: Sendable {
    private static let erase = "\r\u{1B}[K"

    let isShown: Bool
    private let text = Mutex("")

    /// - Parameter isWanted: false for output that programs read.
    init(isWanted: Bool) {
        isShown = isWanted && isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    func show(_ line: String) {
        guard isShown else { return }
        text.withLock { text in
            text = line
            Self.draw(line)
        }
    }

    /// Writes something else, which would run into the line.
    func aside(_ body: () -> Void) {
        guard isShown else { return body() }
        text.withLock { text in
            if !text.isEmpty { Terminal.tell(Self.erase) }
            body()
            if !text.isEmpty { Self.draw(text) }
        }
    }

    func clear() {
        text.withLock { text in
            if !text.isEmpty { Terminal.tell(Self.erase) }
            text = ""
        }
    }

    private static func draw(_ line: String) {
        let width = Terminal.width
        // The last column is left free: a terminal may go to the next line when it is written.
        let cut = line.count < width ? line : "\(line.prefix(max(0, width - 4)))..."
        Terminal.tell(erase + cut)
    }
}
