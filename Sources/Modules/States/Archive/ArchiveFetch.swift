import Cryptography
import Execution
import Host
import Values

/// Where an archive comes from, and what has to be known of it before it is unpacked.
struct ArchiveFetch: Sendable {
    struct Archive: Sendable {
        /// As the state names it; the path of a local one.
        var source: String
        /// The path on this machine; nil for one that was fetched.
        var path: String?
        var bytes: [UInt8]
        /// The hash that it has, in the kind that was asked for.
        var hash: String
        /// The hash that was asked for.
        var wantedHash: String?
        /// Why it is not what was asked for.
        var mismatch: String?
    }

    enum Outcome: Sendable {
        case found(Archive, ArchiveContents)
        case failed(String)
    }

    let sources: [ManagedSource]
    let isList: Bool
    let format: ArchiveFormat
    let skipsVerification: Bool
    private let checks: ManagedSource.Checks

    init(_ arguments: inout ArgumentDecoder) {
        let hash = arguments.text("source_hash")
        let value = arguments.value("source")
        if value == nil { arguments.refuse("source", "'source' is required") }
        sources = (value?.list ?? [value ?? .null]).compactMap { item in
            if let pair = item.map?.first {
                return ManagedSource(url: pair.key.scalarText ?? "", hash: pair.value.scalarText ?? hash)
            }
            return item.scalarText.map { ManagedSource(url: $0, hash: hash) }
        }
        isList = value?.list != nil
        skipsVerification = arguments.flag("skip_verify", default: false)
        checks = ManagedSource.Checks(
            path: "/", hashName: arguments.text("source_hash_name"), skips: skipsVerification, isTemplate: true,
            needsMode: false)
        format = Self.format(sources.first?.url ?? "", &arguments)
    }

    private static func format(_ url: String, _ arguments: inout ArgumentDecoder) -> ArchiveFormat {
        guard let asked = arguments.text("archive_format")?.lowercased() else {
            if let guessed = ArchiveFormat(ofName: String(url.prefix { $0 != "?" && $0 != "#" })) { return guessed }
            arguments.refuse(
                "archive_format",
                "Could not guess archive_format from the value of the 'source' argument. Please set this archive_format "
                    + "to one of the following: tar, zip")
            return .tar
        }
        if let format = ArchiveFormat(rawValue: asked) { return format }
        arguments.refuse(
            "archive_format",
            "Invalid archive_format '\(asked)'. Either set it to a supported value (tar, zip) or remove this argument and "
                + "the archive format will be guessed based on file extension.")
        return .tar
    }

    func outcome(_ reader: HostReader, _ run: RunContext) async throws -> Outcome {
        var chosen = isList ? nil : sources.first
        for source in sources where chosen == nil {
            if try await source.exists(reader, run) { chosen = source }
        }
        guard let chosen else { return .failed("none of the specified sources were found") }
        let archive: Archive
        do {
            switch try await read(chosen, reader, run) {
            case .failure(let problem): return .failed(problem.message)
            case .success(let found): archive = found
            }
        } catch let problem as Diagnostic {
            return .failed("Failed to cache \(WebURL.redacted(chosen.url)): \(problem.message)")
        }
        if format == .zip {
            guard let listing = ZipListing(archive.bytes) else {
                return .failed("\(archive.source) is not a ZIP file")
            }
            guard !listing.isEncrypted else {
                return .failed("Archive \(archive.source) is password-protected; such archives can't be extracted")
            }
            return .found(archive, listing.contents)
        }
        let query =
            archive.path.map { HostQuery.tarListing(ofFile: $0) }
            ?? .tarListing(of: archive.bytes, compression: ArchiveFormat.compression(of: archive.bytes))
        let listed = try await reader.queries.answer(to: query)
        guard listed.exitCode == 0 else {
            return .failed("Unable to list contents of \(archive.source): \(listed.stderr)")
        }
        return .found(archive, TarListing.contents(String(decoding: listed.output, as: UTF8.self)))
    }

    private func read(
        _ source: ManagedSource, _ reader: HostReader, _ run: RunContext
    ) async throws -> Result<Archive, Diagnostic> {
        let local = source.url.hasPrefix("file://") ? String(source.url.dropFirst(7)) : source.url
        let isLocal = local.hasPrefix("/")
        if isLocal, !reader.files.isFile(local) {
            return .failure(Diagnostic("Source file '\(local)' does not exist"))
        }
        let bytes: [UInt8]
        if isLocal {
            bytes = try reader.files.read(local)
        } else {
            switch try await source.outcome(checks, reader, run) {
            case .failed(let reason): return .failure(Diagnostic(reason))
            case .verified: return .failure(Diagnostic("\(source.url) was not fetched"))
            case .found(let found, _): bytes = found
            }
        }
        let wanted: SourceHash? =
            if let hash = source.hash { try await source.wanted(hash, checks, reader, run) } else { nil }
        let actual = try HashFunction.hex(of: bytes, as: wanted?.algorithm ?? "sha256")
        var archive = Archive(
            source: isLocal ? local : source.url, path: isLocal ? local : nil, bytes: bytes, hash: actual,
            wantedHash: wanted?.digits)
        if let wanted, wanted.digits != actual, !skipsVerification {
            let reason = "\(archive.source) does not match the desired source_hash \(wanted.digits)"
            guard isLocal else { return .failure(Diagnostic(reason)) }
            archive.mismatch = reason
        }
        return .success(archive)
    }
}
