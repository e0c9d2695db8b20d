package import Logging

/// Makes a process's loggers; the executables have one and hand its loggers down.
package struct LoggerFactory: Sendable {
    package let verbosity: LogVerbosity
    package let format: LogFormat

    package init(verbosity: LogVerbosity, format: LogFormat = .text) {
        self.verbosity = verbosity
        self.format = format
    }

    /// A logger with a short label: the part of the program that speaks, `agent`, `api`.
    package func logger(_ label: String) -> Logger {
        guard let level = verbosity.threshold else {
            return Logger(label: label) { _ in SwiftLogNoOpLogHandler() }
        }
        return Logger(label: label) { StandardErrorLogHandler(label: $0, level: level, format: format) }
    }
}
