import ArgumentParser
import Values

/// What accepting, rejecting and deleting have in common: show what is meant, ask, do it, say what was done.
struct KeyChange {
    let rules: KeyPlan.Rules
    /// The answer of an empty line.
    let standard: Bool
    /// One key of each id is meant, which takes the place of any other: the denied one, where it is.
    var isOnePerID = false
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
            let question = isSure ? nil : try await confirm(plan.items, client)
            for item in plan.items { try await change(item, question, client) }
        }
        if !plan.problems.isEmpty { throw ExitCode(1) }
    }

    private func confirm(_ items: [KeyPlan.Item], _ client: ControlClient) async throws -> KeyQuestion {
        let ids = items.map(\.id)
        guard Terminal.isInteractive else {
            throw ControlError.declined(
                "\(ids.joined(separator: ", ")): nobody can be asked whether to \(rules.verb) without a terminal",
                hint: "say -y to go on without a question")
        }
        let question = KeyQuestion(
            fingerprints: try await KeyWheel(client).call(
                "key.finger", ["match": .string(ids.joined(separator: ","))]))
        Terminal.say("The following keys are going to be \(rules.done):")
        for item in items {
            guard !question.keys(of: item).isEmpty else { throw another(item) }
            Terminal.say(isOnePerID ? question.replacement(item) : question.list(item))
        }
        guard Terminal.confirm("Proceed?", default: standard) else {
            throw ControlError.declined("no key was \(rules.done)", hint: nil)
        }
        return question
    }

    /// - Parameter question: what was asked and agreed to. Only the key that was shown is accepted.
    private func change(_ item: KeyPlan.Item, _ question: KeyQuestion?, _ client: ControlClient) async throws {
        var arguments = (["match": .string(item.id)] as ValueMap).merged(with: keywords(item.sections))
        if isOnePerID, let shown = question?.keys(of: item).last {
            arguments["fingerprint"] = .string(shown.fingerprint)
        }
        let answer = try await KeyWheel(client).call("key.\(rules.verb)", arguments)
        guard answer.map?.values.contains(where: { $0.list?.contains(.string(item.id)) == true }) == true else {
            throw another(item)
        }
        Terminal.result("Key for minion \(item.id) \(rules.done).")
    }

    private func another(_ item: KeyPlan.Item) -> ControlError {
        .answered(
            status: 404, message: "the key of '\(item.id)' was not \(rules.done): it is another one meanwhile",
            hint: KeyPlan.list)
    }
}
