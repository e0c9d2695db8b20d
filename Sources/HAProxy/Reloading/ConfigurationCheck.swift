package import Values

/// HAProxy's own judgement of a configuration (`haproxy -c`).
package struct ConfigurationCheck: Sendable {
    package let settings: HAProxySettings

    package init(settings: HAProxySettings) { self.settings = settings }

    /// Checks a text as if it were the configuration file.
    /// - Returns: HAProxy's warnings.
    /// - Throws: `configurationInvalid` with each error at its line.
    @discardableResult
    package func check(_ text: String) async throws(HAProxyError) -> [Diagnostic] {
        let path = "\(settings.configurationFile).check"
        try AtomicFile.write(text, to: path, mode: 0o600)
        let result: ProgramRun.Result
        do throws(HAProxyError) {
            result = try await ProgramRun.run([settings.program, "-c", "-f", path], deadline: .seconds(30))
        } catch {
            try AtomicFile.remove(path)
            throw error
        }
        try AtomicFile.remove(path)
        let found = Self.diagnostics(
            in: result.output, text: text, checked: path, shown: settings.configurationFile)
        guard result.code == 0 else {
            let errors = found.filter { $0.severity == .error }
            guard errors.isEmpty else { throw .configurationInvalid(errors) }
            throw .programFailed(
                program: "\(settings.program) -c", reason: "exit code \(result.code): \(result.output)")
        }
        return found.filter { $0.severity == .warning }
    }

    /// HAProxy's messages as diagnostics, with the line of the file where it names one.
    ///
    /// The form is `[ALERT] (PID) : config : parsing [FILE:LINE] : MESSAGE`; its closing summaries are left out.
    static func diagnostics(in output: String, text: String, checked: String, shown: String) -> [Diagnostic] {
        output.split(separator: "\n").compactMap { line -> Diagnostic? in
            let isError = line.hasPrefix("[ALERT]")
            guard isError || line.hasPrefix("[WARNING]"), let start = line.firstRange(of: ") : ") else { return nil }
            var message = String(line[start.upperBound...])
            if message.hasPrefix("config : ") { message.removeFirst("config : ".count) }
            if message.hasPrefix("Error(s) found in") || message.hasPrefix("Fatal errors found in") { return nil }
            let location = location(in: &message, checked: checked, shown: shown)
            let frame = location.map { Diagnostic.frame(of: text, at: $0) }
            return Diagnostic(
                "HAProxy: \(message.replacing(checked, with: shown))", severity: isError ? .error : .warning,
                at: location, frame: frame)
        }
    }

    private static func location(in message: inout String, checked: String, shown: String) -> SourceLocation? {
        guard let mark = message.firstRange(of: "[\(checked):") else { return nil }
        let digits = message[mark.upperBound...].prefix(while: \.isNumber)
        guard let line = Int(digits) else { return nil }
        if message.hasPrefix("parsing ["), let end = message.firstRange(of: "] : ") {
            message.removeSubrange(..<end.upperBound)
        }
        return SourceLocation(file: shown, line: line)
    }
}
