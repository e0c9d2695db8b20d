import Glibc
package import Values

/// Where a program's configuration is: the standard place, which may be absent, or one that was named, which may not.
package struct ConfigurationPlace: Sendable, Hashable {
    package static let standardPath = "/etc/pigeon"

    package let path: String

    /// - Parameter named: what `-c` said; nil is the standard place, and everything a default when that is absent.
    /// - Throws: when a named one is not there: whoever names a directory does not want another one's settings.
    package init(named: String?) throws(Diagnostics) {
        path = named ?? Self.standardPath
        guard let named else { return }
        var status = stat()
        let failure = stat(named, &status) == 0 ? 0 : errno
        // One that can't be looked into is told with the first file that is read from it.
        if failure == EACCES { return }
        let isDirectory = failure == 0 && status.st_mode & S_IFMT == S_IFDIR
        guard isDirectory else { throw Diagnostics([Self.problem(named, failure)]) }
    }

    private static func problem(_ named: String, _ failure: Int32) -> Diagnostic {
        let hint =
            "-c names the directory in which the files 'master' and 'minion' are; without it, it is \(standardPath)"
        return switch failure {
        case 0, ENOTDIR:
            Diagnostic("the configuration directory '\(named)' is not a directory", hint: hint)
        case ENOENT:
            Diagnostic("there is no configuration directory '\(named)'", hint: hint)
        default:
            Diagnostic(
                "the configuration directory '\(named)' can't be used: \(String(cString: strerror(failure)))",
                hint: hint)
        }
    }
}
