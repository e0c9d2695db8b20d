package import Execution
import Host
package import Model
import Values

/// Sections that are there, with whatever in them.
package struct IniSectionsPresent: StateFunction {
    package static let function: FunctionName = "ini.sections_present"

    let place: IniPlace
    let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        names = IniSections.names(&arguments)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> IniSeen {
        IniSeen(file: try place.read(reader.files), isTest: run.isTest)
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

    package func apply(_ change: IniChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try place.apply(change, writer)
    }
}

/// Sections that are not there.
package struct IniSectionsAbsent: StateFunction {
    package static let function: FunctionName = "ini.sections_absent"

    let place: IniPlace
    let names: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        place = IniPlace(name: name, &arguments)
        names = IniSections.names(&arguments)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> IniSeen {
        IniSeen(file: try place.read(reader.files), isTest: run.isTest)
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

    package func apply(_ change: IniChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try place.apply(change, writer)
    }
}

private enum IniSections {
    /// A list of names, or a mapping with them as its keys.
    static func names(_ arguments: inout ArgumentDecoder) -> [String] {
        guard let value = arguments.value("sections") else { return [] }
        return value.map.map { $0.keyTexts } ?? (value.list ?? [value]).compactMap(\.scalarText)
    }
}
