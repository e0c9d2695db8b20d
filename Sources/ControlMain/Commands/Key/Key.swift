import ArgumentParser
import Values

/// `pigeon key ...`: which minions are let in.
struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Accept, reject and delete the keys of minions.",
        subcommands: [KeyList.self, KeyAccept.self, KeyReject.self, KeyDelete.self, KeyFinger.self])
}

/// Keys by state, under Salt's names.
struct KeyListing {
    /// Salt's order and headings.
    static let sections: [(key: String, heading: String)] = [
        ("minions", "Accepted Keys:"), ("minions_denied", "Denied Keys:"), ("minions_pre", "Unaccepted Keys:"),
        ("minions_rejected", "Rejected Keys:"),
    ]

    let value: Value

    init(_ client: ControlClient) async throws(ControlError) {
        value = try await KeyWheel(client).call("key.list_all")
    }

    func ids(_ section: String) -> [String] { value[section]?.list?.compactMap(\.scalarText) ?? [] }

    var text: String {
        Self.sections.map { ([$0.heading] + ids($0.key)).joined(separator: "\n") }.joined(separator: "\n")
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

/// The keys that a verb is for: one id or glob, or all.
struct KeySelection: ParsableArguments {
    @Argument(help: "An id, or a glob over ids.")
    var id: String?

    @Flag(name: [.short, .long], help: "All keys.")
    var all = false

    func validate() throws {
        if all == (id != nil) { throw ValidationError("Name an id or a glob, or say --all.") }
    }

    var match: String { id ?? "*" }
}
