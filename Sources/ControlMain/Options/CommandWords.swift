/// Puts the verb first, and `exec` where there is none: `pigeon -c DIR '*' test.ping` is `pigeon exec -c DIR '*'
/// test.ping`.
package struct CommandWords {
    /// Options with a value that may stand before the verb.
    private static let withValue: Set<String> = [
        "-c", "--config-dir", "-l", "--log-level", "--master-url", "--token", "--master-ca", "--out", "--output",
        "--state-output",
    ]

    private let verbs: Set<String>
    /// Verbs that have verbs of their own: `key list`.
    private let groups: Set<String>

    package init(verbs: Set<String>, groups: Set<String> = []) {
        self.verbs = verbs
        self.groups = groups
    }

    package func withVerb(_ words: [String]) -> [String] {
        let index = Self.firstPlainWord(of: words)
        guard let index, verbs.contains(words[index]) else {
            let isForRoot = words.isEmpty || (index == nil && words.allSatisfy(Self.asksRoot))
            return isForRoot ? words : ["exec"] + words
        }
        let verb = words[index]
        var rest = words
        rest.remove(at: index)
        if groups.contains(verb), let second = Self.firstPlainWord(of: rest) {
            let inner = rest.remove(at: second)
            return [verb, inner] + rest
        }
        return [verb] + rest
    }

    /// The word after a group's verb, where it should be one of the group's own verbs.
    package func innerVerb(of words: [String]) -> String? {
        guard words.count > 1, groups.contains(words[0]), !words[1].hasPrefix("-") else { return nil }
        return words[1]
    }

    /// Where the first word is that is neither an option nor the value of one.
    private static func firstPlainWord(of words: [String]) -> Int? {
        var index = 0
        while index < words.count {
            let word = words[index]
            guard word.hasPrefix("-"), word != "--" else { return index }
            index += withValue.contains(word) ? 2 : 1
        }
        return nil
    }

    private static func asksRoot(_ word: String) -> Bool { ["-h", "--help", "-help", "--version"].contains(word) }
}
