package import Values

/// Puts the verb first, and `exec` where there is none: `pigeon -c DIR '*' test.ping` is `pigeon exec -c DIR '*'
/// test.ping`.
package struct CommandWords {
    /// Options with a value that may stand before the verb.
    private static let withValue: Set<String> = [
        "-c", "--config-dir", "-l", "--log-level", "--master-url", "--token", "--master-ca", "--out", "--output",
        "--out-indent", "--output-indent", "--state-output", "--state_output", "--state-verbose", "--state_verbose",
        "-b", "--batch", "--batch-wait", "-t", "--timeout",
    ]
    /// Options with a value that may stand before the verb of a group.
    private static let withValueInGroups = withValue.union(["--version", "--limit"])

    /// The verbs, each with the verbs that it has itself: `key` has `list`.
    private let verbs: [String: [String]]

    package init(verbs: [String: [String]]) { self.verbs = verbs }

    /// - Returns: the words as the parser wants them; none at all when nothing was asked for.
    /// - Throws: when there is no such verb, with the nearest one.
    package func withVerb(_ words: [String]) throws(Diagnostic) -> [String] {
        guard let index = Self.firstPlainWord(of: words, Self.withValue) else {
            if words.contains("--version") { return ["--version"] }
            return words.contains(where: Self.asksForHelp) ? ["--help"] : []
        }
        let verb = words[index]
        var rest = words
        rest.remove(at: index)
        if verb == "help" { return try help(rest) }
        guard let inner = verbs[verb] else {
            try checkTarget(words, index)
            return ["exec"] + words
        }
        return inner.isEmpty ? [verb] + rest : try withInnerVerb(verb, inner, rest)
    }

    private func withInnerVerb(_ verb: String, _ known: [String], _ words: [String]) throws(Diagnostic) -> [String] {
        let list = "known are \(known.joined(separator: ", "))"
        guard let index = Self.firstPlainWord(of: words, Self.withValueInGroups) else {
            if words.contains(where: Self.asksForHelp) { return [verb, "--help"] }
            throw Diagnostic("`pigeon \(verb)` needs a command", hint: list)
        }
        let inner = words[index]
        var rest = words
        rest.remove(at: index)
        if inner == "help" { return try help([verb] + rest) }
        guard known.contains(inner) else {
            throw Diagnostic(
                "'\(inner)' is not a command of `pigeon \(verb)`",
                hint: NearestName.hint(for: inner, among: known) ?? list)
        }
        return [verb, inner] + rest
    }

    /// What stands where a target may stand, without a function after it, is a mistyped verb or half a command.
    private func checkTarget(_ words: [String], _ index: Int) throws(Diagnostic) {
        let target = words[index]
        if target == "--" || words.contains(where: Self.asksForHelp) { return }
        let rest = words[(index + 1)...]
        let function = Self.firstPlainWord(of: Array(rest), Self.withValue).map { rest[rest.startIndex + $0] }
        if let function, function.contains(".") || function == "--" { return }
        let groups = verbs.filter { $0.value.contains(target) }.keys.sorted()
        let nearest = NearestName.of(target, among: verbs.keys.sorted())
        if let group = groups.first {
            throw Diagnostic("'\(target)' is not a command", hint: "did you mean `pigeon \(group) \(target)`?")
        }
        if let nearest { throw Diagnostic("'\(target)' is not a command", hint: "did you mean `pigeon \(nearest)`?") }
        if function == nil {
            throw Diagnostic(
                "'\(target)' is not a command, and as a target it needs a function",
                hint: "like `pigeon '\(target)' test.ping`; `pigeon --help` shows the commands")
        }
    }

    /// Where the first word is that is neither an option nor the value of one.
    private static func firstPlainWord(of words: [String], _ withValue: Set<String>) -> Int? {
        var index = 0
        while index < words.count {
            let word = words[index]
            guard word.hasPrefix("-"), word != "--" else { return index }
            index += withValue.contains(word) ? 2 : 1
        }
        return nil
    }

    /// `help` takes names of commands and nothing else.
    private func help(_ words: [String]) throws(Diagnostic) -> [String] {
        var names: [String] = []
        var rest = words
        while let index = Self.firstPlainWord(of: rest, Self.withValue) {
            if rest[index] != "help" { names.append(rest[index]) }
            rest = Array(rest[(index + 1)...])
        }
        var known = verbs.keys.sorted()
        for name in names {
            guard known.contains(name) else {
                throw Diagnostic(
                    "there is no help on '\(name)', which is not a command",
                    hint: NearestName.hint(for: name, among: known) ?? "`pigeon help` shows the commands")
            }
            known = verbs[name] ?? []
        }
        return ["help"] + names
    }

    private static func asksForHelp(_ word: String) -> Bool { ["-h", "--help", "-help"].contains(word) }
}
