package import Execution
import Host
import Values

/// A state of `/etc/hosts`: all of them read it as a whole, and write it as a whole.
package protocol HostsFileState: StateFunction
where Reader == HostReader, Writer == HostWriter, Observation == SeenHosts, Change == HostsChange {}

/// The file as it is.
package struct SeenHosts: Sendable, Hashable {
    var file: HostsFile
    var path: String
}

/// What the file is to become, with what the state says then.
package struct HostsChange: Sendable, Hashable {
    var text: String
    var path: String
    var comment: String
    var changes: ValueMap
}

extension HostsFileState {
    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenHosts {
        let path = HostsFile.path(run.options)
        return SeenHosts(
            file: HostsFile(reader.files.isFile(path) ? try reader.files.readText(path) : ""), path: path)
    }

    package func apply(_ change: HostsChange, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.write(Array(change.text.utf8), to: change.path, FileAttributes())
        return Applied(change.comment, changes: change.changes)
    }
}
