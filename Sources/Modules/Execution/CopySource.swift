import Execution
import Host
import Values

/// A file that `cp.*` is asked for: of the file server, of a web server, or of this machine.
struct CopySource: Sendable {
    let url: String
    let environment: String
    let run: RunContext
    let host: HostWriter

    var isWeb: Bool { WebURL.isMeant(by: url) }

    /// The path on this machine; nil for one from elsewhere.
    var local: String? {
        if url.hasPrefix("file://") { return String(url.dropFirst(7)) }
        return url.hasPrefix("/") ? url : nil
    }

    /// Where it is on the file server.
    var place: SaltURL { SaltURL(url, environment: environment) }

    /// Nil when there is no such file.
    func bytes() async throws -> [UInt8]? {
        if let local { return host.files.isFile(local) ? try host.files.read(local) : nil }
        if isWeb { return try await host.web.fetch(url) }
        return try await run.services.file("salt://\(place.path)", environment: place.environment)
    }

    func mode() async throws -> FileMode? {
        if let local { return try host.files.status(of: local).map { FileMode(bits: $0.mode) } }
        let details = FileTreeDetails(try await MinionRun.current(run).tree())
        return try details.mode(of: place.path, environment: place.environment)
    }
}
