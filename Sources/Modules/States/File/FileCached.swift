import Cryptography
package import Execution
import Host
package import Model
import Values

package struct FileCached: StateFunction {
    package static let function: FunctionName = "file.cached"
    package static let summary =
        "A file from elsewhere of which a copy is kept, for other states to use without fetching it"

    let source: ManagedSource
    let checks: ManagedSource.Checks

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        source = ManagedSource(url: name, hash: arguments.text("source_hash").flatMap { $0.isEmpty ? nil : $0 })
        checks = ManagedSource.Checks(
            path: "/", hashName: arguments.text("source_hash_name"),
            skips: arguments.flag("skip_verify", default: false), isTemplate: true, needsMode: false)
        _ = arguments.value("saltenv")
        _ = arguments.value("use_etag")
    }

    /// The path of a file of this machine.
    private var local: String? {
        if source.url.hasPrefix("file://") { return String(source.url.dropFirst(7)) }
        return source.url.hasPrefix("/") ? source.url : nil
    }

    package struct Observation: Sendable, Hashable {
        var place: String
        /// The hashes of what is kept and of what is to be; nil where there is nothing.
        var old: String?
        var new: String?
        var wanted: String?
        var bytes: [UInt8] = []
        var problem: String?
    }

    package struct Change: Sendable, Hashable {
        var bytes: [UInt8]
        var place: String
        var comment: String
        var changes: ValueMap
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let environment = run.environment
        var seen = Observation(
            place: local ?? FileCopies.place(of: source.url, environment: environment, in: run))
        do {
            let wanted: SourceHash? =
                if let hash = source.hash, !checks.skips {
                    try await source.wanted(hash, checks, reader, run)
                } else { nil }
            seen.wanted = wanted?.digits
            let kind = wanted?.algorithm ?? "sha256"
            if reader.files.isFile(seen.place) {
                seen.old = try HashFunction.hex(of: try reader.files.read(seen.place), as: kind)
            }
            // What is kept and right is not fetched again.
            if local != nil || (wanted != nil && seen.old == wanted?.digits) { return seen }
            switch try await source.outcome(checks, reader, run) {
            case .failed(let reason): seen.problem = reason
            case .verified: break
            case .found(let bytes, _):
                seen.bytes = bytes
                seen.new = try HashFunction.hex(of: bytes, as: kind)
            }
        } catch let problem as Diagnostic {
            seen.problem = problem.message
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = seen.problem { return .impossible(problem) }
        if local != nil { return planLocal(seen) }
        if let wanted = seen.wanted, let new = seen.new, new != wanted {
            return .impossible(
                "File is not cached to \(seen.place): the hash (\(new)) does not match the specified hash (\(wanted))")
        }
        let comment =
            seen.wanted.map { "File is already cached to \(seen.place) with hash \($0)" }
            ?? "File is cached to \(seen.place)"
        guard let new = seen.new, new != seen.old else { return .satisfied(comment) }
        let changes: ValueMap = ["hash": ["old": Value(seen.old), "new": .string(new)]]
        return .changing(
            [Change(bytes: seen.bytes, place: seen.place, comment: comment, changes: changes)], predicted: [:],
            comment: (seen.old == nil ? "" : "Hashes don't match.\n") + "File will be cached: \(source.url)")
    }

    private func planLocal(_ seen: Observation) -> Plan<Change> {
        guard let old = seen.old else { return .impossible("File \(seen.place) is not present on the minion") }
        guard let wanted = seen.wanted else { return .satisfied("File \(seen.place) is present on the minion") }
        guard old != wanted else {
            return .satisfied("File \(seen.place) is present on the minion and has hash \(old)")
        }
        return .impossible(
            "File \(seen.place) is present on the minion, but the hash (\(old)) does not match the specified hash "
                + "(\(wanted))")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.makeDirectories(PathText.directory(of: change.place))
        try writer.files.write(change.bytes, to: change.place, FileAttributes())
        return Applied(change.comment, changes: change.changes)
    }
}

package struct FileNotCached: StateFunction {
    package static let function: FunctionName = "file.not_cached"
    package static let summary = "A file from elsewhere of which no copy is kept"

    let url: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        url = name
        _ = arguments.value("saltenv")
    }

    package struct Observation: Sendable, Hashable {
        /// Nil for a file of this machine.
        var place: String?
        var isKept = false
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        guard !url.hasPrefix("/"), !url.hasPrefix("file://") else { return Observation() }
        let place = FileCopies.place(of: url, environment: run.environment, in: run)
        return Observation(place: place, isKept: reader.files.isFile(place))
    }

    package func plan(_ seen: Observation) -> Plan<String> {
        guard let place = seen.place else {
            let path = url.hasPrefix("file://") ? String(url.dropFirst(7)) : url
            return .satisfied("File \(path) is a local path, no action taken")
        }
        guard seen.isKept else { return .satisfied("\(url) is not cached") }
        return .changing([place], predicted: ["deleted": true], comment: "\(place) would be deleted")
    }

    package func apply(_ place: String, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try writer.files.remove(place)
        return Applied("\(place) was deleted", changes: ["deleted": true])
    }
}
