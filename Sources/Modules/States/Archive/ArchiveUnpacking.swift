import Execution
import Host
import Values

/// Unpacks an archive into a directory that is there.
struct ArchiveUnpacking: Sendable {
    enum Outcome: Sendable {
        case extracted([String])
        case empty
        case failed(String)
    }

    let directory: String
    let format: ArchiveFormat
    let options: String?
    /// Whether the output of `unzip` is what is told.
    let usesUnzip: Bool

    func run(
        _ archive: ArchiveFetch.Archive, _ contents: ArchiveContents, _ writer: HostWriter
    ) async throws -> Outcome {
        guard archive.path == nil else { return try await run(on: archive.path ?? "", contents, writer) }
        let copy = "/tmp/__pigeon.\(UInt32.random(in: 0 ... .max)).\(PathText.name(of: archive.source))"
        try writer.files.write(archive.bytes, to: copy, FileAttributes(mode: 0o600))
        let outcome: Outcome
        do {
            outcome = try await run(on: copy, contents, writer)
        } catch {
            try writer.files.remove(copy)
            throw error
        }
        try writer.files.remove(copy)
        return outcome
    }

    private func run(on path: String, _ contents: ArchiveContents, _ writer: HostWriter) async throws -> Outcome {
        let words = try format == .tar ? tar(path) : unzip(path)
        let result = try await writer.commands.run(CommandRequest(.arguments(words), directory: directory))
        guard result.exitCode == 0 else {
            return .failed("\(words[0]) can't extract the archive: \(result.everything)")
        }
        let isListed = options == nil && !(format == .zip && usesUnzip)
        let files = isListed ? contents.names : result.stdout.split(separator: "\n").map(String.init)
        return files.isEmpty ? .empty : .extracted(files)
    }

    /// The words of `options` may be short ones without a dash (`z`), which stand with the first.
    private func tar(_ path: String) throws -> [String] {
        var short = "xv"
        var long: [String] = []
        let words = try ShellWords.split(options ?? "").filter { !["v", "-v", "--verbose"].contains($0) }
        for (position, word) in words.enumerated() {
            if word.hasPrefix("-") || position > 0 {
                long.append(word)
            } else {
                short += word.filter { $0 != "x" && $0 != "f" }
            }
        }
        return ["tar", short] + long + ["-f", path]
    }

    private func unzip(_ path: String) throws -> [String] {
        let quiet = usesUnzip ? [] : ["-q"]
        let given = try ShellWords.split(options ?? "")
        return ["unzip"] + (given.isEmpty ? ["-o"] : given) + quiet + [path, "-d", "\(directory)/"]
    }
}
