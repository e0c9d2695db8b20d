package import Logging

/// Salt's names of log levels (`log_level`, `-l`), from nothing at all to everything.
package enum LogVerbosity: String, Sendable, Hashable, CaseIterable {
    case quiet, critical, error, warning, info, profile, debug, trace, garbage
    /// `all` is Salt's other name for everything.
    case all

    /// The lowest level that is written, or nil for none.
    package var threshold: Logger.Level? {
        switch self {
        case .quiet: nil
        case .critical: .critical
        case .error: .error
        case .warning: .warning
        case .info: .info
        // Salt's `profile` lies between info and debug.
        case .profile: .debug
        case .debug: .debug
        case .trace, .garbage, .all: .trace
        }
    }
}

/// How a line of log looks (`log_fmt`).
package enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// `2026-11-21T00:12:33.123Z info agent: message key=value`
    case text
    /// One JSON object a line.
    case json
}
