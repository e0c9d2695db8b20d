import ArgumentParser
import Values

/// `pigeon key print ID...`
struct KeyPrint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "print", abstract: "Public keys as PEM.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var selection: KeySelection

    func run() async throws {
        let value = try await KeyWheel(try master.client()).call("key.key_str", ["match": .string(selection.match)])
        Terminal.result(output.out == nil ? Self.text(value) : try output.presenter().text(value))
        try KeySelection.check(selection.words, in: value)
    }

    /// Salt's sections, each with `ID:` and the key below.
    static func text(_ value: Value) -> String {
        KeyListing.sections.compactMap { key, heading in
            guard let keys = value[key]?.map else { return nil }
            let blocks = keys.map { "\($0.key.scalarText ?? ""):\n\($0.value.scalarText ?? "")" }
            return ([heading] + blocks).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
