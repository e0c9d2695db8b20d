import Glibc

/// Where the CLI writes and asks: results to standard output, everything else to standard error.
enum Terminal {
    /// One block of a result, with its final newline.
    static func result(_ text: String) {
        if text.isEmpty { return }
        print(text)
        // A pipe must get each result when it is there, not when a buffer is full.
        fflush(nil)
    }

    /// One line of progress, or an error.
    static func say(_ text: String) { tell(text + "\n") }

    /// Writes to standard error as it is.
    static func tell(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                let count = write(STDERR_FILENO, start, rest.count)
                if count > 0 { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
                if count < 0, errno != EINTR { return }
            }
        }
    }

    /// The columns of the terminal that standard error is.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether a person can be asked.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether results may be coloured, unless an option says otherwise: on a terminal, and not with `NO_COLOR`.
    static var hasColour: Bool {
        guard isatty(STDOUT_FILENO) == 1 else { return false }
        return getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
    }

    /// Asks a question that is answered with yes or no.
    ///
    /// - Parameter standard: the answer of an empty line, and of the end of input.
    static func confirm(_ question: String, default standard: Bool) -> Bool {
        say("\(question) \(standard ? "[Y/n]" : "[y/N]")")
        switch readLine()?.lowercased() {
        case "y", "yes": return true
        case "n", "no": return false
        case "": return standard
        case nil: return false
        default: return false
        }
    }
}
