import Model
import Values

/// Which keys a change is for, of those that were named; and of each word that stands for none, why.
struct KeyPlan {
    /// What a change does with keys by their state.
    struct Rules {
        /// `accept`
        var verb: String
        /// `accepted`
        var done: String
        /// The states, by Salt's names, of the keys that it is for.
        var sections: Set<String>
        /// Further states in which a key that is named is meant, one that a pattern finds isn't.
        var sectionsByName: Set<String> = []
        /// The state of a key with which it is done already.
        var settled: String?
        /// The options with which it is for keys of other states, too.
        var options: [(section: String, option: String)] = []
        /// What to do before one of these is used.
        var caution = ""
    }

    /// A key that is to be changed, with the states of the keys of its id that are meant.
    struct Item {
        var id: String
        var sections: Set<String>
    }

    private(set) var items: [Item] = []
    /// Of words that stand for keys which are as they are to be: nothing is wrong with them.
    private(set) var notes: [String] = []
    /// Of words that stand for no key that can be changed.
    private(set) var problems: [Diagnostic] = []

    private let rules: Rules
    private let keys: [(section: String, ids: [String])]

    /// - Parameter keys: the ids of all keys by Salt's names of states.
    init(_ rules: Rules, _ words: [KeySelection.Word], keys: [(section: String, ids: [String])]) {
        self.rules = rules
        self.keys = keys
        for word in words { add(word) }
    }

    private mutating func add(_ word: KeySelection.Word) {
        let meant = rules.sections.union(word.isName ? rules.sectionsByName : [])
        var found: [(section: String, id: String)] = []
        for (section, ids) in keys {
            for id in ids where word.matches(id) {
                if meant.contains(section) { take(id, section) } else { found.append((section, id)) }
            }
        }
        if items.contains(where: { word.matches($0.id) }) { return }
        explain(word, found)
    }

    private mutating func take(_ id: String, _ section: String) {
        if let place = items.firstIndex(where: { $0.id == id }) {
            items[place].sections.insert(section)
        } else {
            items.append(Item(id: id, sections: [section]))
        }
    }

    /// - Parameter found: the keys that the word stands for, all of which are left as they are.
    private mutating func explain(_ word: KeySelection.Word, _ found: [(section: String, id: String)]) {
        let options = rules.options.filter { option in found.contains { $0.section == option.section } }
        let isSettled = found.contains { $0.section == rules.settled }
        if isSettled, !word.isName || options.isEmpty {
            notes.append(word.isName ? "the key of '\(word.text)' is \(rules.done) already" : noneLeft(word))
        } else if word.isAll {
            notes.append(noneLeft(word))
        } else if found.isEmpty {
            problems.append(unknown(word))
        } else {
            problems.append(left(word, found, options.map(\.option)))
        }
    }

    private func noneLeft(_ word: KeySelection.Word) -> String {
        "The key glob '\(word.text)' does not match any key that can be \(rules.done)."
    }

    private func unknown(_ word: KeySelection.Word) -> Diagnostic {
        var problem = word.unknown
        if word.isName, !word.isEmpty, let near = NearestName.hint(for: word.text, among: keys.flatMap(\.ids)) {
            problem.hint = near
        }
        return problem
    }

    static let list = "`pigeon key list` shows all keys"

    private func left(
        _ word: KeySelection.Word, _ found: [(section: String, id: String)], _ options: [String]
    ) -> Diagnostic {
        let states = found.map { "\($0.id) (\(KeyListing.state($0.section)))" }.joined(separator: ", ")
        let commands = options.map { "`pigeon key \(rules.verb) \($0) '\(word.text)'`" }
        return Diagnostic(
            "no key of '\(word.text)' was \(rules.done): \(states)",
            hint: commands.isEmpty
                ? nil
                : "\(commands.joined(separator: ", or ")) is for those, too\(rules.caution)")
    }
}
