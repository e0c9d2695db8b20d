import Compiler
import CurlTransport
import Synchronization
import Values

/// The master's files as one run sees them: manifests are asked for once, contents are fetched when they are read.
final class MasterFileView: FileTree {
    private let client: MasterClient
    private let cache: FileCache
    private let memory: ManifestMemory
    private let manifests = Mutex<[String: FileManifest]>([:])

    init(client: MasterClient, cache: FileCache, manifests: ManifestMemory) {
        self.client = client
        self.cache = cache
        memory = manifests
    }

    /// The master's, as it told them with the files of `base`.
    var environments: [String] { manifests.withLock { $0["base"]?.environments } ?? ["base"] }

    /// Asks for the manifest of an environment without blocking a thread.
    func load(_ environment: String) async throws {
        let (request, known) = manifestRequest(environment)
        let response = try await client.send(request, accepting: [304])
        try take(response, known, environment)
    }

    func files(environment: String) throws -> [String] { try manifest(of: environment).paths }

    func read(_ path: String, environment: String) throws -> [UInt8]? {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains("..") else { return nil }
        let name = parts.joined(separator: "/")
        guard let entry = try manifest(of: environment).entries[name] else { return nil }
        if let bytes = try cache.content(entry.digest) { return bytes }
        return try fetch(name, environment, entry)
    }

    private func fetch(_ name: String, _ environment: String, _ entry: FileManifest.Entry) throws -> [UInt8]? {
        let place = name.split(separator: "/").map(PercentEncoding.encode).joined(separator: "/")
        let path = "\(Self.path(of: environment))/\(place)"
        let fetch = FileFetch(client: client, cache: cache, path: path, entry: entry)
        switch try fetch.run() {
        case .missing: return nil
        case .content(let bytes): return bytes
        case .other:
            throw Diagnostic(
                "salt://\(name) in environment '\(environment)' is not what the master's list says: its digest differs",
                hint: "if the file was just changed, run again; else look at what is between the minion and the master")
        }
    }

    func manifest(of environment: String) throws -> FileManifest {
        if let manifest = manifests.withLock({ $0[environment] }) { return manifest }
        let (request, known) = manifestRequest(environment)
        return try take(try client.sendBlocking(request, accepting: [304]), known, environment)
    }

    private func manifestRequest(_ environment: String) -> (HTTPRequest, ManifestMemory.Known?) {
        let known = memory.manifest(of: environment)
        let headers = known.map { [("If-None-Match", $0.tag)] } ?? []
        return (client.request("GET", Self.path(of: environment), headers: headers), known)
    }

    @discardableResult
    private func take(
        _ response: HTTPResponse, _ known: ManifestMemory.Known?, _ environment: String
    ) throws -> FileManifest {
        let manifest: FileManifest
        if response.status == 304, let known {
            manifest = known.manifest
        } else {
            manifest = try FileManifest(try client.json(response))
            memory.remember(manifest, tag: response.headers["ETag"], of: environment)
        }
        manifests.withLock { $0[environment] = manifest }
        return manifest
    }

    private static func path(of environment: String) -> String { "/v1/files/\(PercentEncoding.encode(environment))" }
}

extension MasterFileView: DetailedFileTree {
    func mode(of path: String, environment: String) throws -> UInt32? {
        try manifest(of: environment).entries[path]?.mode
    }

    func links(below directory: String, environment: String) throws -> [String: String] {
        let links = try manifest(of: environment).links
        return directory.isEmpty ? links : links.filter { $0.key.hasPrefix("\(directory)/") }
    }

    func directories(below directory: String, environment: String) throws -> Set<String> {
        let all = try manifest(of: environment).directories
        return directory.isEmpty ? all : all.filter { $0.hasPrefix("\(directory)/") }
    }
}
