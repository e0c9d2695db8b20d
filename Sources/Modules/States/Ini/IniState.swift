package import Execution
import Host
import Values

/// A state of a file of options: it says what of the file is to be changed.
package protocol IniState: StateFunction
where Reader == HostReader, Writer == HostWriter, Observation == IniSeen, Change == IniChange {
    var place: IniPlace { get }
}

extension IniState {
    package func observe(with reader: HostReader, in run: RunContext) async throws -> IniSeen {
        IniSeen(file: try place.read(reader.files), isTest: run.isTest)
    }

    package func apply(_ change: IniChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try place.apply(change, writer)
    }
}

/// The file as it was seen.
package struct IniSeen: Sendable, Hashable {
    var file: IniFile
    /// Salt words a test differently.
    var isTest: Bool
}

/// What becomes of a file of options.
package struct IniChange: Sendable, Hashable {
    var file: IniFile
    var changes: ValueMap
}
