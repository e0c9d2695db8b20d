package import Execution
import Host
package import Model
import Values

package struct FileExists: StateFunction {
    package static let function: FunctionName = "file.exists"
    package static let summary = "A check that a path exists; it changes nothing"

    let path: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { path = name }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Bool { reader.files.exists(path) }

    package func plan(_ seen: Bool) -> Plan<Never> {
        seen ? .satisfied("Path \(path) exists") : .impossible("Specified path \(path) does not exist")
    }

    package func apply(_ change: Never, with writer: HostWriter, in run: RunContext) async throws -> Applied {}
}

package struct FileMissing: StateFunction {
    package static let function: FunctionName = "file.missing"
    package static let summary = "A check that nothing is at a path; it changes nothing"

    let path: String

    package init(name: String, _ arguments: inout ArgumentDecoder) { path = name }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Bool { reader.files.exists(path) }

    package func plan(_ seen: Bool) -> Plan<Never> {
        seen ? .impossible("Specified path \(path) exists") : .satisfied("Path \(path) is missing")
    }

    package func apply(_ change: Never, with writer: HostWriter, in run: RunContext) async throws -> Applied {}
}
