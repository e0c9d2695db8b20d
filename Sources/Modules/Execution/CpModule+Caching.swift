import Compiler
import Execution
import Host
import Model
import Values

/// Files that are kept on this machine.
extension CpModule {
    var caching: [ExecutionFunction] {
        [
            .init(
                "cp.cache_file", "Keeps a file of the file server or of a web server; where.",
                parameters: [
                    .required("path"), .optional("saltenv"), .optional("source_hash"), .optional("verify_ssl", true),
                    .optional("use_etag", false),
                ]
            ) { call, run in
                let path = try await FileCopies(run: run, host: host).path(of: try source(call, run))
                return FunctionResult(path.map(Value.string) ?? false)
            },
            .init(
                "cp.cache_files", "Keeps files; where.", parameters: [.required("paths"), .optional("saltenv")]
            ) { call, run in
                let copies = FileCopies(run: run, host: host)
                var places: [Value] = []
                for url in try call.names("paths") {
                    let environment = try call.optionalText("saltenv") ?? run.environment
                    let source = CopySource(url: url, environment: environment, run: run, host: host)
                    places.append(try await copies.path(of: source).map(Value.string) ?? false)
                }
                return FunctionResult(.list(places))
            },
            .init(
                "cp.cache_dir", "Keeps a directory of the file server; where its files are.",
                parameters: [
                    .required("path"), .optional("saltenv"), .optional("include_empty", false),
                    .optional("include_pat"), .optional("exclude_pat"),
                ]
            ) { call, run in
                FunctionResult(.strings(try await keepDirectory(call, run)))
            },
            .init(
                "cp.cache_master", "Keeps all files of the file server; where they are.",
                parameters: [.optional("saltenv")]
            ) { call, run in
                let environment = try call.optionalText("saltenv") ?? run.environment
                let files = try await MinionRun.current(run).tree().files(environment: environment)
                return FunctionResult(.strings(try await keep(files, environment, run)))
            },
            .init(
                "cp.cache_dest", "Where a file is kept, or would be.",
                parameters: [.required("url"), .optional("saltenv")]
            ) { call, run in
                let environment = try call.optionalText("saltenv") ?? run.environment
                let source = CopySource(url: try call.text("url"), environment: environment, run: run, host: host)
                return FunctionResult(.string(source.local ?? FileCopies(run: run, host: host).place(of: source)))
            },
            .init(
                "cp.cache_local_file", "Keeps a copy of a file of this machine; where.", parameters: [.required("path")]
            ) { call, run in
                let path = try call.text("path")
                guard host.files.exists(path) else { return FunctionResult("") }
                return FunctionResult(.string(try FileCopies(run: run, host: host).keep(local: path)))
            },
            .init(
                "cp.is_cached", "Where a file is kept; empty when it is not.",
                parameters: [.required("path"), .optional("saltenv")]
            ) { call, run in
                let place = FileCopies(run: run, host: host).place(of: try source(call, run))
                return FunctionResult(.string(host.files.exists(place) ? place : ""))
            },
        ]
    }

    private func keepDirectory(_ call: BoundArguments, _ run: RunContext) async throws -> [String] {
        let place = try source(call, run).place
        let prefix = place.path.hasSuffix("/") || place.path.isEmpty ? place.path : place.path + "/"
        let selection = PathSelection(include: call["include_pat"].string, exclude: call["exclude_pat"].string)
        let files = try await MinionRun.current(run).tree().files(environment: place.environment)
        return try await keep(
            files.filter { $0.hasPrefix(prefix) && selection.takes(String($0.dropFirst(prefix.count))) },
            place.environment, run)
    }

    private func keep(_ files: [String], _ environment: String, _ run: RunContext) async throws -> [String] {
        let copies = FileCopies(run: run, host: host)
        var places: [String] = []
        for file in files {
            let source = CopySource(url: "salt://\(file)", environment: environment, run: run, host: host)
            if let place = try await copies.path(of: source) { places.append(place) }
        }
        return places
    }
}
