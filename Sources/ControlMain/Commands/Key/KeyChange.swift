import ArgumentParser
import Values

/// What accepting, rejecting and deleting have in common: show what is meant, ask, do it, say what was done.
struct KeyChange {
    /// `accept`
    let verb: String
    /// `accepted`
    let done: String
    /// The states of keys that it is for, by Salt's names.
    let sections: [String]
    /// The answer of an empty line.
    let standard: Bool
    /// What the wheel function is told beside the ids.
    var keywords: ValueMap = [:]

    /// - Parameter isSure: don't ask.
    func perform(on selection: KeySelection, _ client: ControlClient, isSure: Bool) async throws {
        let listing = try await KeyListing(client)
        var ids: [String] = []
        for id in sections.flatMap({ listing.ids($0) }) where selection.matches(id) && !ids.contains(id) {
            ids.append(id)
        }
        guard !ids.isEmpty else {
            Terminal.say(try nothing(selection, listing))
            return
        }
        if !isSure {
            guard Terminal.isInteractive else {
                throw ControlError.declined(
                    "\(ids.joined(separator: ", ")): nobody can be asked whether to \(verb) without a terminal",
                    hint: "say -y to go on without a question")
            }
            let fingerprints = try await KeyWheel(client).call("key.finger", ["match": .string(selection.match)])
            Terminal.say("The following keys are going to be \(done):")
            for id in ids { Terminal.say("  \(id)  \(Self.fingerprint(of: id, in: fingerprints))") }
            guard Terminal.confirm("Proceed?", default: standard) else {
                throw ControlError.declined("no key was \(done)", hint: nil)
            }
        }
        for id in ids {
            _ = try await KeyWheel(client).call(
                "key.\(verb)", (["match": .string(id)] as ValueMap).merged(with: keywords))
            Terminal.result("Key for minion \(id) \(done).")
        }
    }

    /// Salt's words; an id that was meant by name and isn't there is a failure.
    private func nothing(_ selection: KeySelection, _ listing: KeyListing) throws -> String {
        let text = "The key glob '\(selection.match)' does not match any key that can be \(done)."
        guard selection.isByName else { return text }
        let all = KeyListing.sections.flatMap { listing.ids($0.key) }
        if all.contains(selection.match) { return "\(text) It is \(state(of: selection.match, listing)) already." }
        throw ControlError.answered(
            status: 404, message: text,
            hint: NearestName.hint(for: selection.match, among: all) ?? "`pigeon key list` shows all keys")
    }

    private func state(of id: String, _ listing: KeyListing) -> String {
        let section = KeyListing.sections.first { listing.ids($0.key).contains(id) }
        return section.map { $0.heading.split(separator: " ")[0].lowercased() } ?? "unknown"
    }

    private static func fingerprint(of id: String, in fingerprints: Value) -> String {
        fingerprints.map?.compactMap { $0.value[id]?.string }.first ?? ""
    }
}
