/// A piece of a container's output.
package struct LogEntry: Sendable, Equatable {
    package enum Source: Sendable { case stdout, stderr }

    package let source: Source
    package let bytes: [UInt8]
}

/// A container's output, its two streams apart.
package struct ContainerLogs: Sendable, Equatable {
    package private(set) var stdout = ""
    package private(set) var stderr = ""
    /// Both in the order in which they were written.
    package private(set) var combined = ""

    package init() {}

    package mutating func append(_ entry: LogEntry) {
        let text = String(decoding: entry.bytes, as: UTF8.self)
        combined += text
        switch entry.source {
        case .stdout: stdout += text
        case .stderr: stderr += text
        }
    }
}
