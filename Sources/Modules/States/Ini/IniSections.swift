package import Execution
import Host
package import Model
package import Values

package struct IniSectionsPresent: IniSectionsState {
    package static let function: FunctionName = "ini.sections_present"
    package static let summary = "Sections that are there, with whatever in them"

    package let place: IniPlace
    package let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        names = Self.names(&arguments)
    }

    package static func edit(_ name: String, _ old: ValueMap?, in change: inout IniChange) -> String {
        guard old == nil else { return "Section unchanged \(name)." }
        change.file.addSection(name)
        change.changes[name] = ["before": nil, "after": [:]]
        return "Created new section \(name)."
    }
}

package struct IniSectionsAbsent: IniSectionsState {
    package static let function: FunctionName = "ini.sections_absent"
    package static let summary = "Sections that are not there"

    package let place: IniPlace
    package let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        names = Self.names(&arguments)
    }

    package static func edit(_ name: String, _ old: ValueMap?, in change: inout IniChange) -> String {
        guard let old else { return "Section \(name) does not exist." }
        change.file.removeSection(name)
        change.changes[name] = .map(old)
        return "Deleted section \(name)."
    }
}

/// A state about whole sections.
package protocol IniSectionsState: IniState {
    var names: [String] { get }

    /// Makes of one section what it should be.
    ///
    /// - Parameter old: its options; nil when it isn't there.
    /// - Returns: a line that says what was done.
    static func edit(_ name: String, _ old: ValueMap?, in change: inout IniChange) -> String
}

extension IniSectionsState {
    package func plan(_ seen: IniSeen) -> Plan<IniChange> {
        var change = IniChange(file: seen.file, changes: [:])
        let lines = names.map { Self.edit($0, change.file.options(in: $0), in: &change) }
        return place.plan(change, lines: lines, isTest: seen.isTest)
    }

    /// A list of names, or a mapping with them as its keys.
    fileprivate static func names(_ arguments: inout ArgumentDecoder) -> [String] {
        guard let value = arguments.value("sections") else { return [] }
        return value.map.map { $0.keyTexts } ?? (value.list ?? [value]).compactMap(\.scalarText)
    }
}
