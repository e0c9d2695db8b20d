import ArgumentParser
import Model
import Values

/// `pigeon key ...`: which minions are let in.
struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Accept, reject and delete the keys of minions.",
        subcommands: [
            KeyList.self, KeyAccept.self, KeyReject.self, KeyDelete.self, KeyFinger.self, KeyPrint.self,
        ])
}

/// Keys by state, under Salt's names.
struct KeyListing {
    /// Salt's order and headings.
    static let sections: [(key: String, heading: String)] = [
        ("minions", "Accepted Keys:"), ("minions_denied", "Denied Keys:"), ("minions_pre", "Unaccepted Keys:"),
        ("minions_rejected", "Rejected Keys:"),
    ]

    let value: Value
    /// Which sections are shown.
    var shown = Self.sections.map(\.key)

    init(_ client: ControlClient) async throws(ControlError) {
        value = try await KeyWheel(client).call("key.list_all")
    }

    /// `accepted`
    static func state(_ section: String) -> String {
        sections.first { $0.key == section }?.heading.split(separator: " ")[0].lowercased() ?? section
    }

    func ids(_ section: String) -> [String] { value[section]?.list?.compactMap(\.scalarText) ?? [] }

    var text: String {
        Self.sections.filter { shown.contains($0.key) }
            .map { ([$0.heading] + ids($0.key)).joined(separator: "\n") }.joined(separator: "\n")
    }

    /// The value without the sections that are not shown.
    var shownValue: Value {
        guard shown.count < Self.sections.count else { return value }
        return .map(ValueMap(shown.map { (.string($0), .strings(ids($0))) }))
    }
}

/// The wheel functions on keys.
struct KeyWheel {
    private let client: ControlClient

    init(_ client: ControlClient) { self.client = client }

    func call(_ function: String, _ keywords: ValueMap = [:]) async throws(ControlError) -> Value {
        let chunk: ValueMap = ["client": "wheel", "fun": .string(function), "kwarg": .map(keywords)]
        let answer = try await client.run(chunk).first ?? .null
        guard let value = answer["data"]?["return"] else {
            throw .unreadable("\(function) returned nothing")
        }
        return value
    }
}

/// The keys that a verb is for: ids and globs, or all.
struct KeySelection: ParsableArguments {
    @Argument(help: "Ids, or globs over ids; several are also separated by commas.")
    var ids: [String] = []

    @Flag(name: [.short, .long], help: "All keys.")
    var all = false

    func validate() throws {
        if all != ids.isEmpty { throw ValidationError("Name an id or a glob, or say --all.") }
    }

    var match: String { all ? "*" : ids.joined(separator: ",") }

    var words: [Word] { all ? [Word(text: match, isAll: true)] : Word.all(in: ids) }

    /// An id or a glob.
    struct Word {
        let text: String
        /// `--all`, for which no key at all is nothing wrong.
        var isAll = false

        /// An argument without any id, like a shell's variable that is not set, is a word that stands for no key.
        static func all(in arguments: [String]) -> [Word] {
            arguments.flatMap { argument in
                let words = argument.split(separator: ",").map { Word(text: String($0)) }
                return words.isEmpty ? [Word(text: argument)] : words
            }
        }

        var isEmpty: Bool { text.allSatisfy { $0 == "," } }

        /// Why there is no key for it at all.
        var unknown: Diagnostic {
            if isEmpty { return Diagnostic("no key is named by '\(text)'", hint: "name an id or a glob, or say --all") }
            return Diagnostic(
                isName ? "there is no key of '\(text)'" : "the glob '\(text)' does not match any key",
                hint: KeyPlan.list)
        }

        var isName: Bool { !text.contains { "*?[".contains($0) } }

        func matches(_ id: String) -> Bool { Glob(text).matches(id) }

        /// - Parameter value: keys by state, mappings from ids.
        func matches(anyOf value: Value) -> Bool {
            KeyListing.sections.contains { section in
                value[section.key]?.map?.keyTexts.contains(where: matches) == true
            }
        }
    }

    /// Says of each word that none of the keys in an answer is meant by it, and then fails.
    ///
    /// - Parameter value: keys by state, mappings from ids.
    static func check(_ words: [Word], in value: Value) throws {
        let missing = words.filter { !$0.isAll && !$0.matches(anyOf: value) }
        for word in missing { Terminal.say("pigeon: \(word.unknown)") }
        if !missing.isEmpty { throw ExitCode(1) }
    }
}
