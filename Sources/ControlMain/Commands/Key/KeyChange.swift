import ArgumentParser
import Values

/// What accepting, rejecting and deleting have in common: show what is meant, ask, do it, say what was done.
struct KeyChange {
    let rules: KeyPlan.Rules
    /// The answer of an empty line.
    let standard: Bool
    /// What the wheel function is told beside the id, by the states of its keys that are meant.
    let keywords: (Set<String>) -> ValueMap

    /// What can be done is done; a word that stands for no key is an error all the same.
    ///
    /// - Parameter isSure: don't ask.
    func perform(on selection: KeySelection, _ client: ControlClient, isSure: Bool) async throws {
        let listing = try await KeyListing(client)
        let plan = KeyPlan(
            rules, selection.words, keys: KeyListing.sections.map { ($0.key, listing.ids($0.key)) })
        for note in plan.notes { Terminal.say(note) }
        for problem in plan.problems { Terminal.say("pigeon: \(problem)") }
        if !plan.items.isEmpty {
            if !isSure { try await confirm(plan.items.map(\.id), selection, client) }
            for item in plan.items { try await change(item, client) }
        }
        if !plan.problems.isEmpty { throw ExitCode(1) }
    }

    private func confirm(_ ids: [String], _ selection: KeySelection, _ client: ControlClient) async throws {
        guard Terminal.isInteractive else {
            throw ControlError.declined(
                "\(ids.joined(separator: ", ")): nobody can be asked whether to \(rules.verb) without a terminal",
                hint: "say -y to go on without a question")
        }
        let fingerprints = try await KeyWheel(client).call("key.finger", ["match": .string(selection.match)])
        Terminal.say("The following keys are going to be \(rules.done):")
        for id in ids { Terminal.say("  \(id)  \(Self.fingerprint(of: id, in: fingerprints))") }
        guard Terminal.confirm("Proceed?", default: standard) else {
            throw ControlError.declined("no key was \(rules.done)", hint: nil)
        }
    }

    private func change(_ item: KeyPlan.Item, _ client: ControlClient) async throws {
        let answer = try await KeyWheel(client).call(
            "key.\(rules.verb)", (["match": .string(item.id)] as ValueMap).merged(with: keywords(item.sections)))
        guard answer.map?.values.contains(where: { $0.list?.contains(.string(item.id)) == true }) == true else {
            throw ControlError.answered(
                status: 404, message: "the key of '\(item.id)' was not \(rules.done): it is another one meanwhile",
                hint: KeyPlan.list)
        }
        Terminal.result("Key for minion \(item.id) \(rules.done).")
    }

    private static func fingerprint(of id: String, in fingerprints: Value) -> String {
        fingerprints.map?.compactMap { $0.value[id]?.string }.first ?? ""
    }
}
