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

    /// Whether every key that is meant is named, none found by a pattern.
    var isByName: Bool { !all && !match.contains { "*?[".contains($0) } }

    func matches(_ id: String) -> Bool { match.split(separator: ",").contains { Glob(String($0)).matches(id) } }
}
