package import Execution
import Host
package import Model
import Values

package struct GitConfigSet: StateFunction {
    package static let function: FunctionName = "git.config_set"
    package static let summary = "A setting of git's, of a repository or of a user"

    let place: GitConfigPlace
    let values: [String]
    let isList: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = GitConfigPlace(name: name, &arguments)
        let value = arguments.text("value")
        let list = arguments.value("multivar")
        if value != nil, list != nil {
            arguments.refuse("multivar", "Only one of 'value' and 'multivar' is permitted")
        } else if value == nil, list == nil {
            arguments.refuse("value", "'value' or 'multivar' is required")
        }
        isList = list != nil
        if let items = list?.list {
            values = items.compactMap(\.scalarText)
        } else if let text = list?.scalarText {
            values = text.split(separator: ",").map(String.init)
        } else {
            values = value.map { [$0] } ?? []
        }
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> [String]? {
        try await place.values(reader)
    }

    private var shown: String { isList ? PythonText.repr(.strings(values)) : "'\(values.first ?? "")'" }

    package func plan(_ seen: [String]?) -> Plan<[String]?> {
        guard seen != values else { return .satisfied("\(place.subject) is already set to \(shown)") }
        return .changing(
            [seen], predicted: ["old": seen.map { .strings($0) } ?? nil, "new": .strings(values)],
            comment: "\(place.subject) would be \(seen == nil ? "added as" : "set to") \(shown)")
    }

    package func apply(_ old: [String]?, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        do {
            try await place.git(["--replace-all", place.name, values.first ?? ""], writer)
            for value in values.dropFirst() { try await place.git(["--add", place.name, value], writer) }
        } catch let problem as Diagnostic {
            return .failed("Failed to set \(place.subjectWithin) to \(shown): \(problem.message)")
        }
        let new = try await place.values(writer.reader)
        var changes: ValueMap = [:]
        changes[place.name] = ["old": old.map { .strings($0) } ?? nil, "new": new.map { .strings($0) } ?? nil]
        guard new == values else {
            return .failed("Failed to set \(place.subjectWithin) to \(shown)", changes: changes)
        }
        return Applied("\(place.subject) was \(old == nil ? "added as" : "set to") \(shown)", changes: changes)
    }
}

/// Which setting is meant.
struct GitConfigPlace: Sendable, Hashable {
    let name: String
    private let isGlobal: Bool
    private let repository: String?
    private let access: GitAccess

    init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        isGlobal = arguments.flag("global", default: false)
        repository = arguments.text("repo")
        access = GitAccess(user: arguments.text("user"))
        for name in ["password", "output_encoding"] { _ = arguments.value(name) }
        if !isGlobal, repository == nil {
            arguments.refuse("repo", "Non-global config options require the 'repo' argument to be set")
        }
    }

    /// The setting at the start of a sentence.
    var subject: String { "\(isGlobal ? "Global key " : "")'\(name)'" }
    var subjectWithin: String { "\(isGlobal ? "global key " : "")'\(name)'" }

    /// Nil when it is not set.
    func values(_ reader: HostReader) async throws -> [String]? {
        let query = HostQuery.gitSetting(name, isGlobal: isGlobal, access.place(repository))
        return try await access.answer(query, reader)?.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    func git(_ words: [String], _ writer: HostWriter) async throws {
        try await access.run(["config", isGlobal ? "--global" : "--local"] + words, in: repository, writer)
    }
}
