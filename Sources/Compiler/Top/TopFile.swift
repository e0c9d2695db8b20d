import Model
import Values
import YAML

/// A rendered top file: which SLS go to which minions, by environment.
struct TopFile {
    struct Section {
        var environment: String
        var target: Target
        var location: SourceLocation
        var entries: [Entry]
        /// Pillar only: an SLS that isn't there is skipped.
        var ignoresMissing = false
        /// Pillar only: sections with a smaller number come first.
        var order = 0
    }

    struct Entry {
        var sls: String
        var environment: String
        var location: SourceLocation
    }

    var sections: [Section] = []
    /// More top files of the same environment, by name or glob; those that aren't there are skipped.
    private(set) var includes: [String] = []
    private(set) var problems: [Diagnostic] = []

    init(_ data: LocatedValue) {
        guard let environments = data.entries else {
            refuse("the top file does not render to a dictionary but to \(data.kindName)", at: data.location)
            return
        }
        for environment in environments {
            if environment.key.text == "include" {
                read(includes: environment.value)
                continue
            }
            guard let targets = environment.value.entries else {
                refuse(
                    "Malformed topfile: the targets of environment '\(environment.key.text)' are not a mapping (got "
                        + "\(environment.value.kindName))", at: environment.value.location)
                continue
            }
            for target in targets { add(target, environment: environment.key.text) }
        }
    }

    private mutating func read(includes value: LocatedValue) {
        guard let items = value.list else {
            refuse("Malformed topfile: 'include' is not formed as a list", at: value.location)
            return
        }
        includes = items.compactMap(\.string)
    }

    private mutating func add(_ target: LocatedValue.Entry, environment: String) {
        guard let items = target.value.list else {
            refuse(
                "Malformed topfile: state declarations for matcher '\(target.key.text)' in saltenv '\(environment)' are "
                    + "not formed as a list (got \(target.value.value.pythonTypeName))", at: target.value.location,
                hint: "write each SLS on a line of its own: '- name'")
            return
        }
        var section = Section(
            environment: environment, target: Target(target.key.text, type: .compound), location: target.key.location,
            entries: [])
        for item in items { read(item, into: &section) }
        sections.append(section)
    }

    private mutating func read(_ item: LocatedValue, into section: inout Section) {
        if let sls = item.scalar?.scalarText {
            section.entries.append(Entry(sls: sls, environment: section.environment, location: item.location))
            return
        }
        for entry in item.entries ?? [] {
            switch (entry.key.text, entry.value.scalar) {
            case ("match", .string(let type)):
                do {
                    section.target = try Target(section.target.expression, typeName: type)
                } catch {
                    problems.append(Diagnostic(error.message, at: entry.value.location, hint: error.hint))
                }
            case ("ignore_missing", .bool(let flag)): section.ignoresMissing = flag
            case ("order", .some(let order)): section.order = order.int ?? order.string.flatMap { Int($0) } ?? 0
            case (let environment, .some(let scalar)):
                guard let sls = scalar.scalarText else { break }
                section.entries.append(Entry(sls: sls, environment: environment, location: entry.value.location))
            default:
                refuse(
                    "Malformed topfile: '\(entry.key.text)' of matcher '\(section.target.expression)' holds "
                        + entry.value.kindName, at: entry.value.location)
            }
        }
        if item.entries == nil {
            refuse(
                "Malformed topfile: matcher '\(section.target.expression)' holds \(item.kindName) in place of an SLS",
                at: item.location)
        }
    }

    private mutating func refuse(_ message: String, at location: SourceLocation, hint: String? = nil) {
        problems.append(Diagnostic(message, at: location, hint: hint))
    }
}
