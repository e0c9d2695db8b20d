package import Execution
import Host
package import Model
import Values

package struct IniSectionsPresent: IniState {
    package static let function: FunctionName = "ini.sections_present"
    package static let summary = "Sections that are there, with whatever in them"

    package let place: IniPlace
    let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        names = IniSections.names(&arguments)
    }

    package func plan(_ seen: IniSeen) -> Plan<IniChange> {
        var change = IniChange(file: seen.file, changes: [:])
        var lines: [String] = []
        for name in names {
            guard seen.file.options(in: name) == nil else {
                lines.append("Section unchanged \(name).")
                continue
            }
            change.file.addSection(name)
            change.changes[name] = ["before": nil, "after": [:]]
            lines.append("Created new section \(name).")
        }
        return place.plan(change, lines: lines, isTest: seen.isTest)
    }
}

package struct IniSectionsAbsent: IniState {
    package static let function: FunctionName = "ini.sections_absent"
    package static let summary = "Sections that are not there"

    package let place: IniPlace
    let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        names = IniSections.names(&arguments)
    }

    package func plan(_ seen: IniSeen) -> Plan<IniChange> {
        var change = IniChange(file: seen.file, changes: [:])
        var lines: [String] = []
        for name in names {
            guard let old = seen.file.options(in: name) else {
                lines.append("Section \(name) does not exist.")
                continue
            }
            change.file.removeSection(name)
            change.changes[name] = .map(old)
            lines.append("Deleted section \(name).")
        }
        return place.plan(change, lines: lines, isTest: seen.isTest)
    }
}

private enum IniSections {
    /// A list of names, or a mapping with them as its keys.
    static func names(_ arguments: inout ArgumentDecoder) -> [String] {
        guard let value = arguments.value("sections") else { return [] }
        return value.map.map { $0.keyTexts } ?? (value.list ?? [value]).compactMap(\.scalarText)
    }
}
