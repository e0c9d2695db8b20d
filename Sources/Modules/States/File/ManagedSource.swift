import Execution
import Host
import Values

/// Where a managed file's content may be had: a file of the file server, of this machine or of a web server.
struct ManagedSource: Sendable, Hashable {
    /// What a source came to.
    enum Outcome: Sendable, Hashable {
        case found([UInt8], mode: FileMode?)
        /// What is at the destination already has the hash that was asked for; nothing was fetched.
        case verified
        case failed(String)
    }

    /// How sources are checked, the same for all of one state.
    struct Checks: Sendable {
        var path: String
        var hashName: String?
        var skips: Bool
        /// A template's result has no hash of its own: the file is rendered in any case.
        var isTemplate: Bool
        /// The mode of the source is asked for.
        var needsMode: Bool
    }

    let url: String
    let hash: String?

    var isWeb: Bool { WebURL.isMeant(by: url) }

    /// The path on this machine; nil for one from elsewhere.
    private var local: String? {
        if url.hasPrefix("file://") { return String(url.dropFirst(7)) }
        return url.hasPrefix("/") ? url : nil
    }

    /// Whether it is the one to take of several.
    func exists(_ reader: HostReader, _ run: RunContext) async throws -> Bool {
        if isWeb { return try await reader.web.exists(url) }
        if let local { return reader.files.exists(local) }
        guard url.hasPrefix("salt://") else { return false }
        return try await run.services.file(url, environment: run.environment) != nil
    }

    func outcome(_ checks: Checks, _ reader: HostReader, _ run: RunContext) async throws -> Outcome {
        do {
            if url.hasPrefix("salt://") { return try await served(run, checks) }
            if isWeb { return try await fetched(checks, reader, run) }
            guard let local else {
                return .failed("Source file \(url) can't be fetched: use salt://, http://, https:// or a path")
            }
            guard reader.files.isFile(local) else { return .failed("Local file source \(local) does not exist") }
            let bytes = try reader.files.read(local)
            if let hash, !checks.skips {
                let wanted = try await wanted(hash, checks, reader, run)
                if let mismatch = try mismatch(bytes, wanted, checks, reader) { return .failed(mismatch) }
            }
            return .found(bytes, mode: try reader.files.status(of: local).map { FileMode(bits: $0.mode) })
        } catch let problem as Diagnostic {
            return .failed("Unable to manage file: " + problem.message + (problem.hint.map { "; \($0)" } ?? ""))
        }
    }

    private func served(_ run: RunContext, _ checks: Checks) async throws -> Outcome {
        guard let bytes = try await run.services.file(url, environment: run.environment) else {
            return .failed("Source file \(url) not found in saltenv '\(run.environment)'")
        }
        guard checks.needsMode, let minion = run.services as? MinionRun else { return .found(bytes, mode: nil) }
        let place = SaltURL(url, environment: run.environment)
        let details = FileTreeDetails(try await minion.tree())
        return .found(bytes, mode: try details.mode(of: place.path, environment: place.environment))
    }

    private func fetched(_ checks: Checks, _ reader: HostReader, _ run: RunContext) async throws -> Outcome {
        if checks.skips { return .found(try await reader.web.fetch(url), mode: nil) }
        guard let hash else {
            return .failed(
                "Unable to verify upstream hash of source file \(WebURL.redacted(url)), please set source_hash or set "
                    + "skip_verify to True")
        }
        let wanted = try await wanted(hash, checks, reader, run)
        if !checks.isTemplate, reader.files.isFile(checks.path), try wanted.isOf(try reader.files.read(checks.path)) {
            return .verified
        }
        let bytes = try await reader.web.fetch(url)
        if let mismatch = try mismatch(bytes, wanted, checks, reader) { return .failed(mismatch) }
        return .found(bytes, mode: nil)
    }

    /// The hash that a text means: itself, or a line of the file that it names.
    func wanted(
        _ text: String, _ checks: Checks, _ reader: HostReader, _ run: RunContext
    ) async throws -> SourceHash {
        let isFile = text.hasPrefix("/") || text.contains("://")
        guard isFile else { return try SourceHash(expression: text) }
        let bytes =
            WebURL.isMeant(by: text) ? try await reader.web.fetch(text) : try await reader.source(text, in: run)
        guard let bytes else { throw Diagnostic("Source hash file \(WebURL.redacted(text)) not found") }
        let list = String(decoding: bytes, as: UTF8.self)
        guard let hash = try SourceHash(in: list, chosen: checks.hashName, file: checks.path, source: url) else {
            throw Diagnostic("Source hash file \(WebURL.redacted(text)) has no hash in it")
        }
        return hash
    }

    private func mismatch(
        _ bytes: [UInt8], _ wanted: SourceHash, _ checks: Checks, _ reader: HostReader
    ) throws -> String? {
        let actual = try wanted.actual(bytes)
        guard actual != wanted.digits else { return nil }
        let (kind, digits) = (wanted.algorithm, wanted.digits)
        guard reader.files.exists(checks.path) else {
            return
                "Specified \(kind) checksum for \(checks.path) (\(digits)) does not match actual checksum (\(actual))"
        }
        return "Specified \(kind) checksum for \(WebURL.redacted(url)) (\(digits)) does not match actual checksum "
            + "(\(actual)). If the 'source_hash' value refers to a remote file with multiple possible matches, then it "
            + "may be necessary to set 'source_hash_name'."
    }
}
