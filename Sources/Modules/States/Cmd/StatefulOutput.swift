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

    static func applied(_ output: String, comment: String, changes: ValueMap) -> Applied {
        guard let said = parse(output) else {
            return .failed(
                "Failed parsing script output! Stdout must be JSON or a line of name=value pairs.", changes: changes)
        }
        let text = said["comment"]?.scalarText ?? comment
        guard isYes(said["changed"]) else { return Applied(text) }
        var all = changes
        // What the command said of itself is not shown as its output again.
        let lines =
            output.hasPrefix("{") ? [] : output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        all["stdout"] = .string(lines.joined(separator: "\n"))
        for (key, value) in said where key != "comment" { all[key] = value }
        return Applied(text, changes: all)
    }

    private static func isYes(_ value: Value?) -> Bool {
        if let flag = value?.bool { return flag }
        return ["yes", "true", "1"].contains(value?.scalarText?.lowercased() ?? "")
    }

    private static func parse(_ output: String) -> ValueMap? {
        if output.hasPrefix("{") {
            do { return try JSON.read(output).map } catch { return nil }
        }
        guard let line = output.split(separator: "\n").last else { return nil }
        let words: [String]
        do { words = try ShellWords.split(String(line)) } catch { return nil }
        var said: ValueMap = [:]
        for word in words {
            guard let equals = word.firstIndex(of: "=") else { return nil }
            said[String(word[..<equals])] = .string(String(word[word.index(after: equals)...]))
        }
        return said.isEmpty ? nil : said
    }
}
