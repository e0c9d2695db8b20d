import Compiler
import Cryptography
package import Execution
import Host
package import Model
import Values

package struct FileDecode: StateFunction {
    package static let function: FunctionName = "file.decode"
    package static let summary = "A file with what a text in base64 means"

    let path: String
    let text: String?
    /// The path of the text in the pillar.
    let pillarPath: String?
    let digest: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        text = arguments.text("encoded_data")
        pillarPath = arguments.text("contents_pillar")
        digest = arguments.text("checksum", default: "md5")
        let kind = arguments.text("encoding_type", default: "base64")
        if kind != "base64" { arguments.refuse("encoding_type", "'\(kind)' is not available", hint: "use base64") }
        if !["md5", "sha1", "sha256", "sha384", "sha512"].contains(digest) {
            arguments.refuse("checksum", "'\(digest)' is no checksum", hint: "use md5, sha1, sha256, sha384 or sha512")
        }
        if text == nil, pillarPath == nil {
            arguments.refuse("encoded_data", "Specify either the 'encoded_data' or 'contents_pillar' argument.")
        } else if text != nil, pillarPath != nil {
            arguments.refuse("encoded_data", "Specify only one 'encoded_data' or 'contents_pillar' argument.")
        }
    }

    package struct Observation: Sendable, Hashable {
        /// Nil when there is no file.
        var old: [UInt8]?
        var new: [UInt8]?
        var problem: String?
    }

    package struct Change: Sendable, Hashable {
        var bytes: [UInt8]
        var changes: ValueMap
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation()
        if reader.files.isFile(path) { seen.old = try reader.files.read(path) }
        var encoded = text
        if let pillarPath { encoded = Value.map(run.pillar).value(at: pillarPath, delimiter: ":")?.scalarText }
        guard let encoded else {
            seen.problem = "Pillar data not found."
            return seen
        }
        seen.new = Base64.decode(encoded)
        if seen.new == nil { seen.problem = "The text is not in base64" }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = seen.problem { return .impossible(problem) }
        guard let bytes = seen.new, bytes != seen.old else { return .satisfied("File is in the correct state.") }
        do {
            let old = try seen.old.map { try HashFunction.hex(of: $0, as: digest) }
            let changes: ValueMap = ["old": Value(old), "new": .string(try HashFunction.hex(of: bytes, as: digest))]
            return .changing(
                [Change(bytes: bytes, changes: changes)], predicted: seen.old == nil ? [:] : changes,
                comment: "File is set to be updated.")
        } catch {
            return .impossible("\(error)")
        }
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.write(change.bytes, to: path, FileAttributes())
        return Applied("File was updated.", changes: change.changes)
    }
}
