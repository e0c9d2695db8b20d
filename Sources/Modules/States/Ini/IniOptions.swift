package import Execution
import Host
package import Model
import Values

package struct IniOptionsPresent: IniState {
    package static let function: FunctionName = "ini.options_present"
    package static let summary = "Options with certain values"

    package let place: IniPlace
    let wanted: ValueMap
    /// Whether others go.
    let isStrict: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        wanted = arguments.map("sections") ?? [:]
        isStrict = arguments.flag("strict", default: false)
    }

    package func plan(_ seen: IniSeen) -> Plan<IniChange> {
        var change = IniChange(file: seen.file, changes: [:])
        var lines: [String] = []
        let top = ValueMap(wanted.filter { $0.value.map == nil })
        let sections = wanted.filter { $0.value.map != nil }
        let old = seen.file.options(in: "") ?? [:]
        for (name, value) in top {
            let (name, new) = (name.scalarText ?? "", PythonText.string(value))
            lines.append("\(old[name]?.string == new ? "Unchanged" : "Changed") key \(name).")
            guard old[name]?.string != new else { continue }
            change.file.set(name, to: new, in: "")
            change.changes[name] = ["before": old[name] ?? nil, "after": .string(new)]
        }
        if isStrict { removeOthers(top, sections.compactMap { $0.key.scalarText }, seen, &change, &lines) }
        for (section, options) in sections {
            set(options.map ?? [:], in: section.scalarText ?? "", seen, &change, &lines)
        }
        return place.plan(change, lines: lines, isTest: seen.isTest)
    }

    private func removeOthers(
        _ top: ValueMap, _ sections: [String], _ seen: IniSeen, _ change: inout IniChange, _ lines: inout [String]
    ) {
        for (name, value) in seen.file.options(in: "") ?? [:] where top[name] == nil {
            let name = name.string ?? ""
            change.file.remove(name, in: "")
            change.changes[name] = ["before": value, "after": nil]
            lines.append("Removed key \(name).")
        }
        for section in seen.file.sectionNames where !sections.contains(section) {
            change.file.removeSection(section)
            change.changes[section] = ["before": .map(seen.file.options(in: section) ?? [:]), "after": nil]
            lines.append("Removed section \(section).")
        }
    }

    private func set(
        _ options: ValueMap, in section: String, _ seen: IniSeen, _ change: inout IniChange, _ lines: inout [String]
    ) {
        let old = seen.file.options(in: section)
        var changes: ValueMap = [:]
        if isStrict {
            for (name, value) in old ?? [:] where options[name] == nil {
                let name = name.string ?? ""
                change.file.remove(name, in: section)
                changes[name] = ["before": value, "after": nil]
                lines.append("Deleted key \(name) in section \(section).")
            }
        }
        change.file.addSection(section)
        var all: ValueMap = [:]
        for (name, value) in options {
            let (name, new) = (name.scalarText ?? "", PythonText.string(value))
            all[name] = .string(new)
            let isRight = old?[name]?.string == new
            lines.append("\(isRight ? "Unchanged" : "Changed") key \(name) in section \(section).")
            guard !isRight else { continue }
            change.file.set(name, to: new, in: section)
            changes[name] = ["before": old?[name] ?? nil, "after": .string(new)]
        }
        if old == nil { changes = ["before": nil, "after": .map(all)] }
        if !changes.isEmpty { change.changes[section] = .map(changes) }
    }
}

package struct IniOptionsAbsent: IniState {
    package static let function: FunctionName = "ini.options_absent"
    package static let summary = "Options that are not there"

    package let place: IniPlace
    let unwanted: ValueMap

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        unwanted = arguments.map("sections") ?? [:]
    }

    /// A section with a list of its options, or an option before all sections.
    package func plan(_ seen: IniSeen) -> Plan<IniChange> {
        var change = IniChange(file: seen.file, changes: [:])
        var lines: [String] = []
        for (key, value) in unwanted {
            let section = key.scalarText ?? ""
            guard let names = value.list?.compactMap(\.scalarText) else {
                let old = seen.file.options(in: "")?[section]
                lines.append(old == nil ? "Key \(section) does not exist." : "Deleted key \(section).")
                if let old {
                    change.file.remove(section, in: "")
                    change.changes[section] = old
                }
                continue
            }
            var changes: ValueMap = [:]
            for name in names {
                guard let old = seen.file.options(in: section)?[name] else {
                    lines.append("Key \(name) in section \(section) does not exist.")
                    continue
                }
                change.file.remove(name, in: section)
                changes[name] = old
                lines.append("Deleted key \(name) in section \(section).")
            }
            if !changes.isEmpty { change.changes[section] = .map(changes) }
        }
        if lines.isEmpty { lines = ["No changes detected."] }
        return place.plan(change, lines: lines, isTest: seen.isTest)
    }
}
