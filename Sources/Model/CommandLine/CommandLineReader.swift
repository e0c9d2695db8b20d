package import Values

/// Reads the words of a command line as the arguments of a call, as Salt's CLI does: each word is YAML where that can't
/// be a surprise, and `KEY=VALUE` is a keyword argument.
package struct CommandLineReader: Sendable {
    package typealias YAML = @Sendable (String) throws -> Value

    private let yaml: YAML
    private let raw: Set<String>

    /// - Parameters:
    ///   - raw: keywords whose values stay text (`--no-parse`).
    ///   - yaml: reads one YAML document by Salt's rules; an empty one is null. What it refuses stays text.
    package init(raw: Set<String> = [], yaml: @escaping YAML) {
        self.raw = raw
        self.yaml = yaml
    }

    /// A function's name and the words after it as a call.
    ///
    /// - Throws: a `Diagnostic` when the name isn't one of a function.
    package func call(_ function: String, words: [String]) throws(Diagnostic) -> FunctionCall {
        var call = FunctionCall(try FunctionName(function))
        for word in words {
            if let (name, text) = Self.keyword(in: word) {
                call.keywords[name] = raw.contains(name) ? .string(text) : value(text)
            } else {
                call.arguments.append(value(word))
            }
        }
        return call
    }

    /// Several calls: functions separated by commas, their arguments by the word `separator`, as in
    /// `test.echo,cmd.run hello , uptime`.
    ///
    /// - Throws: a `Diagnostic` when there are not as many groups of arguments as functions.
    package func calls(_ functions: String, words: [String], separator: String = ",")
        throws(Diagnostic) -> [FunctionCall]
    {
        let names = functions.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard names.count > 1 else { return [try call(functions, words: words)] }
        let groups = words.split(separator: separator, omittingEmptySubsequences: false).map(Array.init)
        guard groups.count == names.count else {
            throw Diagnostic(
                groups.count < names.count
                    ? "Cannot execute compound command without defining all arguments."
                    : "Cannot execute compound command with more arguments than commands.",
                hint: "write '\(separator)' as a word of its own between the arguments of each function")
        }
        var calls: [FunctionCall] = []
        for (name, words) in zip(names, groups) { calls.append(try call(name, words: words)) }
        return calls
    }

    /// What a word means: YAML, or the word itself where YAML would take something away from it or make a mapping or
    /// list that wasn't written with brackets.
    package func value(_ word: String) -> Value {
        let text = Value.string(word)
        if Self.isText(word) { return text }
        if word == "None" { return .null }
        let value: Value
        do {
            value = try yaml(word)
        } catch {
            // What isn't YAML was meant as text.
            return text
        }
        switch value {
        case .map: return word.hasPrefix("{") ? value : text
        case .list: return word.hasPrefix("[") ? value : text
        case .string(let read):
            return word.contains("#") || read.isEmpty && (word == "|" || word == "!") ? text : value
        case .null: return word.contains("#") || word == "!" ? text : value
        case .bool, .int, .double: return value
        }
    }

    /// Name and value of `KEY=VALUE`; nil for anything else: `a==b`, a name that begins with a digit, several lines.
    private static func keyword(in word: String) -> (name: String, text: String)? {
        guard let equals = word.firstIndex(of: "="), !word.utf8.contains(UInt8(ascii: "\n")) else { return nil }
        let name = word[..<equals].unicodeScalars
        let text = word[word.index(after: equals)...]
        guard let first = name.first, first.isWordPart, first.properties.numericType == nil, !text.hasPrefix("="),
            name.allSatisfy({ $0.isWordPart || $0 == "." || $0 == "-" })
        else { return nil }
        return (String(word[..<equals]), String(text))
    }

    /// Whether a word is never read as YAML: blank, with line breaks or tabs, a document marker, digits with
    /// underscores, or a jid.
    private static func isText(_ word: String) -> Bool {
        let bytes = word.utf8
        if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || (9...13).contains($0) }) { return true }
        if bytes.contains(where: { [9, 10, 13].contains($0) }) || word == "---" || word == "..." { return true }
        let isDigits = bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
        return isDigits && (bytes.contains(UInt8(ascii: "_")) || bytes.count == 20)
    }
}

extension Unicode.Scalar {
    /// Letters, digits and the underscore, as `\w` has them.
    fileprivate var isWordPart: Bool { self == "_" || properties.isAlphabetic || properties.numericType != nil }
}
