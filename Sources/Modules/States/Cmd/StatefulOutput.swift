import Execution
import Values

/// What a command says about itself when it is `stateful`: the last line of its output as `changed=yes comment='...'`,
/// or all of it as a JSON object.
enum StatefulOutput {
    enum Kind: Sendable, Hashable {
        case none
        case output
    }

    static func kind(_ arguments: inout ArgumentDecoder) -> Kind {
        switch arguments.value("stateful") {
        case nil, false: return .none
        case true: return .output
        case .list?, .map?:
            arguments.refuse(
                "stateful", "a test command for 'stateful' is not available",
                hint: "write `stateful: True` and use unless or onlyif")
            return .output
        default:
            arguments.refuse("stateful", "'stateful' must be true or false")
            return .none
        }
    }

    /// Without output nothing has changed, whatever the exit code was.
    ///
    /// - Parameters:
    ///   - errors: what the command wrote to its standard error: the comment where there is no output.
    ///   - changes: of the command as such.
    static func applied(_ output: String, errors: String, succeeded: Bool, changes: ValueMap) -> Applied {
        if output.isEmpty { return Applied(errors, succeeded: succeeded) }
        var said: ValueMap
        var shown = ""
        if let value = json(output) {
            guard let map = value.map else { return .failed("script JSON output must be a JSON object (e.g., {})!") }
            said = map
        } else {
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
            let last = lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? 0
            guard let pairs = pairs(lines[last]) else {
                return .failed(
                    "Failed parsing script output! Stdout must be JSON or a line of name=value pairs.", changes: changes
                )
            }
            said = pairs
            // What the command said of itself is not shown as its output again.
            shown = lines[..<last].joined(separator: "\n")
        }
        let changed = said["changed"] ?? "no"
        guard let isChange = truth(changed) else {
            return .failed("Failed parsing boolean value: \(changed.scalarText ?? changed.kindName)")
        }
        let comment = said.removeValue(forKey: "comment")?.scalarText ?? ""
        guard isChange else { return Applied(comment, succeeded: succeeded) }
        said["stdout"] = .string(shown)
        for (key, value) in changes where said[key] == nil { said[key] = value }
        return Applied(comment, changes: said, succeeded: succeeded)
    }

    private static func truth(_ value: Value) -> Bool? {
        switch value.scalarText?.lowercased() {
        case "true", "yes", "1": true
        case "false", "no", "0": false
        default: nil
        }
    }

    private static func json(_ text: String) -> Value? {
        do { return try JSON.read(text) } catch { return nil }
    }

    private static func pairs(_ line: Substring) -> ValueMap? {
        let words: [String]
        do { words = try ShellWords.split(String(line)) } catch { return nil }
        var said: ValueMap = [:]
        for word in words {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            said[String(parts[0])] = .string(String(parts[1]))
        }
        return said
    }
}
