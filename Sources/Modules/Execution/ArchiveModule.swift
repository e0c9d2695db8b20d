import Execution
import Host
import Model
import Values

/// `archive.*`: archives of this machine.
struct ArchiveModule {
    let host: HostWriter

    private static let surroundings: [Parameter] = [.optional("cwd"), .optional("template"), .optional("runas")]

    var functions: [ExecutionFunction] {
        [
            .init(
                "archive.tar", "Runs tar; its output, line by line.",
                parameters: [.required("options"), .required("tarfile"), .optional("sources"), .optional("dest")]
                    + Self.surroundings
            ) { call, run in
                let destination = try call.optionalText("dest").map { ["-C", $0] } ?? []
                let words = try ShellWords.split(try call.text("options"))
                return try await lines(
                    ["tar"] + words + [try call.text("tarfile")] + destination + (try call.names("sources")), call, run)
            },
            .init(
                "archive.list", "The paths in an archive.",
                parameters: [
                    .required("name"), .optional("archive_format"), .optional("strip_components"),
                    .optional("verbose", false), .optional("saltenv", "base"), .optional("source_hash"),
                ]
            ) { call, run in
                FunctionResult(try await list(call, run))
            },
            pack("archive.gzip", "Compresses a file.", file: "sourcefile"),
            pack("archive.gunzip", "Decompresses a file.", file: "gzipfile"),
            zip("archive.cmd_zip"), zip("archive.zip"), unzip("archive.cmd_unzip"), unzip("archive.unzip"),
            .init(
                "archive.is_encrypted", "Whether a ZIP archive needs a password.",
                parameters: [.required("name"), .keywords("kwargs")]
            ) { call, run in
                let name = try call.text("name")
                guard let bytes = try await host.reader.source(name, in: run), let listing = ZipListing(bytes) else {
                    throw Diagnostic("\(name) is not a ZIP file")
                }
                return FunctionResult(.bool(listing.isEncrypted))
            },
        ]
    }

    private func pack(_ name: FunctionName, _ summary: String, file: String) -> ExecutionFunction {
        .init(
            name, summary,
            parameters: [.required(file), .optional("template"), .optional("runas"), .optional("options")]
        ) { call, run in
            let options = try call.optionalText("options").map { [$0] } ?? []
            return try await lines([name.function] + options + [try call.text(file)], call, run)
        }
    }

    private func zip(_ name: FunctionName) -> ExecutionFunction {
        .init(
            name, "Makes a ZIP archive with the program zip; its output, line by line.",
            parameters: [
                .required("zip_file"), .required("sources"), .optional("template"), .optional("cwd"),
                .optional("runas"),
            ]
        ) { call, run in
            try await lines(["zip", "-r", try call.text("zip_file")] + (try call.names("sources")), call, run)
        }
    }

    private func unzip(_ name: FunctionName) -> ExecutionFunction {
        .init(
            name, "Unpacks a ZIP archive with the program unzip; its output, line by line.",
            parameters: [
                .required("zip_file"), .required("dest"), .optional("excludes"), .optional("options"),
                .optional("template"), .optional("runas"), .optional("trim_output", false),
            ]
        ) { call, run in
            let excluded = try call.names("excludes")
            let options = try ShellWords.split(try call.optionalText("options") ?? "")
            return try await lines(
                ["unzip"] + options + [try call.text("zip_file"), "-d", try call.text("dest")]
                    + (excluded.isEmpty ? [] : ["-x"] + excluded), call, run)
        }
    }

    private func lines(_ words: [String], _ call: BoundArguments, _ run: RunContext) async throws -> FunctionResult {
        var words = words
        if try call.optionalText("template") != nil {
            for index in words.indices.dropFirst() {
                words[index] = try await run.services.render(
                    template: words[index], named: "archive", context: [:], in: run)
            }
        }
        let request = CommandRequest(
            .arguments(words), directory: try call.optionalText("cwd"), user: try call.optionalText("runas"))
        let result = try await host.commands.run(request)
        return FunctionResult(.strings(TextLines.bare(result.everything)), retcode: result.exitCode)
    }

    private func list(_ call: BoundArguments, _ run: RunContext) async throws -> Value {
        var decoder = ArgumentDecoder([
            "source": call["name"], "archive_format": call["archive_format"], "source_hash": call["source_hash"],
            "skip_verify": .bool(call["source_hash"].isNull),
        ])
        let fetch = ArchiveFetch(&decoder)
        if let problem = decoder.finish(for: "archive.list").first { throw problem }
        guard case .found(_, let all) = try await fetch.outcome(host.reader, run) else {
            throw Diagnostic("Failed to list \(try call.text("name"))")
        }
        let contents = call["strip_components"].isNull ? all : all.stripped(of: try call.integer("strip_components"))
        guard try call.flag("verbose") else {
            return .strings((contents.directories + contents.files + contents.links).sorted())
        }
        return [
            "dirs": .strings(contents.directories.sorted()), "files": .strings(contents.files.sorted()),
            "links": .strings(contents.links.sorted()), "top_level_dirs": .strings(contents.topDirectories),
            "top_level_files": .strings(contents.topFiles), "top_level_links": .strings(contents.topLinks),
        ]
    }
}
