import Execution
import Model
package import Values

/// An application as the `stacks` pillar describes it.
package struct StackDefinition: Sendable {
    package let app: String
    /// The entry of the pillar that this was read from.
    let source: Value
    /// The version that is meant when an action names none.
    package let defaultVersion: String?
    package let loadbal: LoadBalancing
    package let config: Placement
    package let tasks: TaskDefinitions

    /// Reads one entry of the `stacks` pillar, strictly.
    ///
    /// - Throws: `Diagnostics` with everything that is wrong with it.
    package init(app: String, pillar: Value) throws(Diagnostics) {
        let place = "stacks:\(app)"
        guard let map = pillar.map else {
            throw Diagnostics([Diagnostic("\(place) must be a mapping, not \(pillar.kindName)")])
        }
        var problems = Self.nameProblems(app)
        var decoder = ArgumentDecoder(map)
        defaultVersion = decoder.text("version")
        let loadbal = Self.section("loadbal", of: place, &decoder, &problems)
        let config = Self.section("config", of: place, &decoder, &problems)
        let definitions = decoder.map("task_definitions")
        let legacy = decoder.map("task_definition")
        if definitions == nil, legacy == nil {
            problems.append(
                Diagnostic("\(place) has no 'task_definitions'", hint: "it names the containers of the stack"))
        }
        problems += decoder.finish(for: place, noun: "a key")
        self.loadbal = LoadBalancing(loadbal ?? [:], place: "\(place):loadbal", isMissing: loadbal == nil, &problems)
        self.config = Placement(config ?? [:], place: "\(place):config", isMissing: config == nil, &problems)
        tasks = TaskDefinitions(
            definitions ?? TaskDefinitions.flattened(legacy ?? [:]), place: "\(place):task_definitions", &problems)
        self.app = app
        source = pillar
        guard problems.isEmpty else { throw Diagnostics(problems) }
    }

    private static func section(
        _ name: String, of place: String, _ decoder: inout ArgumentDecoder, _ problems: inout [Diagnostic]
    ) -> ValueMap? {
        let section = decoder.map(name)
        if section == nil {
            let purpose = name == "loadbal" ? "the minions that run HAProxy" : "the minions that run the containers"
            problems.append(Diagnostic("\(place) has no '\(name)'", hint: "it says which are \(purpose)"))
        }
        return section
    }

    /// Application and version become parts of container, network and backend names.
    private static func nameProblems(_ app: String) -> [Diagnostic] {
        NameRule.accepts(app)
            ? []
            : [Diagnostic("'\(app)' can't be an application's name", hint: NameRule.sentence)]
    }
}

/// What Docker and HAProxy accept in a name.
enum NameRule {
    static let sentence = "use letters, digits, '_', '.' and '-', beginning with a letter or digit, 100 at most"

    static func accepts(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 100 else { return false }
        let isWord: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return isWord(first) && name.utf8.allSatisfy { isWord($0) || [0x5F, 0x2E, 0x2D].contains($0) }
    }
}
