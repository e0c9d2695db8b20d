import Values

/// Why a command has no exit code.
package enum CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    case empty
    case notFound(String)
    case noDirectory(String)
    case noAccount(String)
    case noGroup(String)
    case timedOut(Duration)
    case tooMuchOutput(limit: Int)
    case notStarted(command: String, reason: String)

    package var description: String {
        switch self {
        case .empty: "the command is empty"
        case .notFound(let program): "Unable to run command '\(program)': no such program on this host"
        case .noDirectory(let path): "Specified cwd '\(path)' either not absolute or does not exist"
        case .noAccount(let name): "User '\(name)' is not available"
        case .noGroup(let name): "Group '\(name)' is not available"
        case .timedOut(let duration): "Timed out after \(Self.seconds(duration)) seconds"
        case .tooMuchOutput(let limit): "the command wrote more than \(limit >> 20) MiB and was ended"
        case .notStarted(let command, let reason): "Unable to run command '\(command)': \(reason)"
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        let seconds = duration.seconds
        return seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    }
}
