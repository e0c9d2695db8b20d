import ArgumentParser
import Values

/// `pigeon key finger [ID]`
struct KeyFinger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finger",
        abstract: "Fingerprints to compare with what minions log; the master's own is master_finger.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "Ids, or globs over ids; all keys when they are left out.")
    var ids: [String] = []

    @Flag(name: [.short, .long], help: "All keys.")
    var all = false

    func run() async throws {
        let isAll = ids.isEmpty || all
        let match = isAll ? "*" : ids.joined(separator: ",")
        let value = try await KeyWheel(try master.client()).call("key.finger", ["match": .string(match)])
        Terminal.result(output.out == nil ? Self.text(value) : try output.presenter().text(value))
        try KeySelection.check(isAll ? [] : KeySelection.Word.all(in: ids), in: value)
    }

    /// Salt's sections, each with `ID:  FINGERPRINT`.
    static func text(_ value: Value) -> String {
        let sections = [("local", "Local Keys:")] + KeyListing.sections.map { ($0.key, $0.heading) }
        return sections.compactMap { key, heading in
            guard let keys = value[key]?.map, !keys.isEmpty else { return nil }
            let lines = keys.map { "\($0.key.scalarText ?? ""):  \($0.value.scalarText ?? "")" }
            return ([heading] + lines).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
