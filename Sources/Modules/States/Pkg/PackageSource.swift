import Execution
import Host
import Values

/// A package in a file: of the file server, of a web server or of this machine.
package struct PackageSource: Sendable, Hashable {
    /// What the file holds.
    package struct Found: Sendable, Hashable {
        var name: String
        var version: String?
        var bytes: [UInt8] = []
        /// The path of a file on this machine.
        var path: String?
        /// Why it can't be had.
        var problem: String?
    }

    let name: String
    let url: String

    /// From `[{NAME: URL}, ...]`; nil without such an argument.
    static func list(_ arguments: inout ArgumentDecoder) -> [PackageSource]? {
        guard let items = arguments.list("sources"), !items.isEmpty else { return nil }
        let sources = items.flatMap { item in
            (item.map ?? [:]).map { PackageSource(name: $0.key.scalarText ?? "", url: $0.value.scalarText ?? "") }
        }
        if sources.isEmpty {
            arguments.refuse("sources", "'sources' must be a list of mappings of a package to its file")
        }
        return sources
    }

    func found(_ reader: HostReader, _ run: RunContext) async throws -> Found {
        var found = Found(name: name)
        let local = url.hasPrefix("file://") ? String(url.dropFirst(7)) : url
        let bytes: [UInt8]?
        do {
            bytes =
                WebURL.isMeant(by: url) ? try await reader.web.fetch(url) : try await reader.source(url, in: run)
        } catch let problem as Diagnostic {
            found.problem = "Unable to cache \(WebURL.redacted(url)): \(problem.message)"
            return found
        }
        guard let bytes else {
            found.problem =
                local.hasPrefix("/") ? "\(local) does not exist on minion" : "Unable to cache \(url): file not found"
            return found
        }
        if local.hasPrefix("/") { found.path = local } else { found.bytes = bytes }
        found.version = try await reader.packages.package(in: bytes)?.version
        return found
    }

    /// What was fetched is kept in files for as long as it is needed.
    static func install(
        _ found: [Found], _ manner: PackageInstallation, _ writer: HostWriter
    ) async throws -> CommandResult {
        var (paths, copies): ([String], [String]) = ([], [])
        for file in found {
            if let path = file.path {
                paths.append(path)
                continue
            }
            let copy = "/tmp/__pigeon.\(UInt32.random(in: 0 ... .max)).\(file.name).deb"
            try writer.files.write(file.bytes, to: copy, FileAttributes(mode: 0o644))
            copies.append(copy)
            paths.append(copy)
        }
        let result: CommandResult
        do {
            result = try await writer.packages.install(files: paths, manner)
        } catch {
            for copy in copies { try writer.files.remove(copy) }
            throw error
        }
        for copy in copies { try writer.files.remove(copy) }
        return result
    }
}
