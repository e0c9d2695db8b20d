import Execution
import Host
import Values

/// A command line with the surroundings that `cmd` states and functions let their users choose.
struct Command: Sendable {
    var line: String
    var directory: String?
    var user: String?
    var group: String?
    var shell: String?
    var environment: [String: String?]
    var prependedPath: String?
    var umask: FileMode?
    var input: String?
    var timeout: Duration?
    var successCodes: Set<Int>

    /// Takes the arguments that concern it.
    init(_ line: String, _ arguments: inout ArgumentDecoder) {
        self.line = line
        directory = arguments.text("cwd")
        user = arguments.text("runas")
        group = arguments.text("group")
        shell = arguments.text("shell")
        environment = Self.environment(arguments.value("env"))
        prependedPath = arguments.text("prepend_path")
        umask = arguments.fileMode("umask")
        input = arguments.text("stdin")
        timeout = arguments.duration("timeout")
        successCodes = [0]
        if let codes = arguments.value("success_retcodes") {
            let numbers = (codes.list ?? [codes]).compactMap(\.int)
            successCodes.formUnion(numbers)
        }
        // How loud the log is does not change what is done.
        for name in ["output_loglevel", "hide_output", "use_vt", "reset_system_locale", "output_encoding"] {
            _ = arguments.value(name)
        }
    }

    /// `{A: b}`, `[{A: b}, ...]` or `[A=b, ...]`; false or null takes a variable out.
    private static func environment(_ value: Value?) -> [String: String?] {
        var variables: [String: String?] = [:]
        for part in value?.list ?? [value ?? .null] {
            if let map = part.map {
                for (key, value) in map {
                    variables.updateValue(value == false ? nil : value.scalarText, forKey: key.scalarText ?? "")
                }
            } else if let text = part.string, let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
        }
        return variables
    }

    /// - Parameter standardShell: for a line without `shell`; nil splits the line into words instead.
    func request(standardShell: String?) throws(Diagnostic) -> CommandRequest {
        var request: CommandRequest
        if let shell = shell ?? standardShell {
            request = .shell(line, interpreter: shell)
        } else {
            request = CommandRequest(.arguments(try ShellWords.split(line)))
        }
        request.directory = directory
        request.user = user
        request.group = group
        request.environment = environment
        if let prependedPath { request.environment["PATH"] = "\(prependedPath):\(Self.standardPath)" }
        request.umask = umask?.bits
        request.input = Array((input ?? "").utf8)
        request.timeout = timeout
        return request
    }

    private static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
